"""The rules for dirt in a trace: one test a rule, each looks at the tape and at the sentence that reports it."""

from pathlib import Path

import pytest
from order_files import CLEAN, COMPANIONS, FILES, refused, replay, replay_rows, whole_folder, write

from scenarios.errors import InputError
from sim.units import HOUR, MINUTE, UNOBSERVED


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return whole_folder(tmp_path)


def test_open_and_cancelled_orders_stay_as_demand_with_nothing_observed(tmp_path: Path) -> None:
    trace = replay_rows(tmp_path, *CLEAN)
    observed = trace.observed
    assert trace.placed.size == 4
    for stamps in (observed.approved, observed.shipped, observed.delivered):
        assert stamps[[0, 3]].tolist() == [UNOBSERVED, UNOBSERVED]
    assert "1 order never finished" in trace.notes[0]
    assert "1 order cancelled" in trace.notes[1]


@pytest.mark.parametrize(
    ("row", "unobserved", "kept", "note"),
    [
        ("1/2/2018 9:00,1/3/2018 9:00,1/4/2018 9:00", (), ("approved", "shipped", "delivered"), ""),
        (
            "1/4/2018 9:00,1/3/2018 9:00,1/5/2018 9:00",
            ("approved",),
            ("shipped", "delivered"),
            "handed to the carrier before approved",
        ),
        (
            "1/2/2018 9:00,1/6/2018 9:00,1/5/2018 9:00",
            ("shipped",),
            ("approved", "delivered"),
            "delivered before handed to the carrier",
        ),
        (
            "1/2/2018 9:00,1/1/2018 9:00,1/5/2018 9:00",
            ("shipped",),
            ("approved", "delivered"),
            "handed to the carrier before placed",
        ),
        (
            "1/2/2018 9:00,1/3/2018 9:00,1/1/2017 9:00",
            ("delivered",),
            ("approved", "shipped"),
            "delivered before placed",
        ),
        (
            "1/2/2018 9:00,1/3/2018 9:00,1/5/2019 9:00",
            ("delivered",),
            ("approved", "shipped"),
            "more than 300 days",
        ),
        (
            ",1/3/2018 9:00,1/5/2018 9:00",
            ("approved",),
            ("shipped", "delivered"),
            "without a usable stamp 'approved'",
        ),
        ("1/2/2018 9:00,NULL,1/5/2018 9:00", ("shipped",), ("approved", "delivered"), "without a usable stamp"),
    ],
)
def test_stamps_that_cannot_be(
    tmp_path: Path, row: str, unobserved: tuple[str, ...], kept: tuple[str, ...], note: str
) -> None:
    trace = replay_rows(tmp_path, f"a,c1,done,1/2/2018 8:00,{row},1/20/2018 0:00", longest_days=300)
    for stage in unobserved:
        assert getattr(trace.observed, stage)[0] == UNOBSERVED
    for stage in kept:
        assert getattr(trace.observed, stage)[0] != UNOBSERVED
    told = [one for one in trace.notes if one.startswith("orders.csv: ")]
    assert note in " ".join(told)
    assert bool(told) == bool(note)


def test_a_promise_before_the_order_is_not_a_promise(tmp_path: Path) -> None:
    trace = replay_rows(tmp_path, "a,c1,done,1/2/2018 8:00,,,1/3/2018 8:00,1/1/2018 0:00")
    assert trace.observed.promised.tolist() == [UNOBSERVED]
    assert any("promised before placed" in note for note in trace.notes)


def test_repeated_orders_count_once_by_the_first_placed(tmp_path: Path) -> None:
    again = CLEAN[0].replace("1/2/2018 8:30", "1/2/2018 8:45")
    for rows in ((CLEAN[0], again, CLEAN[0]), (again, CLEAN[0], CLEAN[0])):
        trace = replay_rows(tmp_path, *rows)
        assert trace.placed.tolist() == [8 * HOUR + 30 * MINUTE]
        assert "2 rows repeat an order number" in trace.notes[0]


def test_rows_without_number_or_time_are_dropped(tmp_path: Path) -> None:
    rows = (*CLEAN, ",c9,done,1/2/2018 8:00,,,,", "e,c9,done,,,,,")
    trace = replay_rows(tmp_path, *rows, most_not_understood=0.4)
    assert trace.placed.size == 4
    assert trace.sales.found == 6
    assert "2 rows without an order number or a placing time" in trace.notes[0]
    assert "(33.3 % of orders)" in trace.notes[0]
    message = refused(tmp_path, *rows)
    assert message.startswith("orders.csv: 2 rows without an order number or a placing time left out")
    assert "orders.csv:6" in message


def test_blank_rows_are_dropped(tmp_path: Path) -> None:
    trace = replay_rows(tmp_path, *CLEAN, "", ",,,,,,,", "  , ,,,,,,")
    assert trace.placed.size == 4
    assert "3 blank rows" in trace.notes[0]


def test_an_unreadable_stamp_is_named_however_rare(tmp_path: Path) -> None:
    many = [f"o{k},c,done,1/2/2018 8:00,1/2/2018 9:00,,1/4/2018 8:00," for k in range(150)]
    message = refused(tmp_path, *many, "x,c,done,1/2/2018 8:00,soon,,1/4/2018 8:00,")
    assert message.startswith("orders.csv:152: placement.trace.columns.approved: soon is no date")


def test_a_row_cut_short_lacks_what_it_lacks(tmp_path: Path) -> None:
    many = [f"o{k},c,done,1/2/2018 8:00,,,1/4/2018 8:00," for k in range(150)]
    trace = replay_rows(tmp_path, *many, "x,c,done,1/2/2018 9:00")
    assert trace.placed.size == 151
    assert any("1 delivered order without a usable stamp 'delivered'" in note for note in trace.notes)


def test_orders_without_items_are_a_stand_in_at_what_was_paid_or_the_mean(whole: Path) -> None:
    write(whole, "items.csv", ["id,what,price", "a,pen,3.00", "a,pen,1.00"])
    trace = replay(whole, companions=COMPANIONS)
    # d paid 33.30; a has a line; b paid 2; c did not pay in the file: the mean item price.
    assert trace.goods.price.tolist() == [3330, 200, 200, 200]
    assert any("3 orders without items" in note for note in trace.notes)


def test_items_of_other_orders_are_left_out_and_counted(whole: Path) -> None:
    write(whole, "items.csv", [*FILES["items.csv"], "zz,pen,1.00", "a,,1.00"])
    trace = replay(whole, companions=COMPANIONS, most_not_understood=0.2)
    # What has a price and no name was sold all the same.
    assert trace.goods.baskets.item.size == 6
    assert any("1 row belongs to no order" in note and "3.7 % of money" in note for note in trace.notes)
    with pytest.raises(InputError, match="for instance of zz"):
        replay(whole, companions=COMPANIONS)


def test_an_item_without_a_price_has_its_products_mean(whole: Path) -> None:
    write(whole, "items.csv", ["id,what,price", "a,pen,1.00", "b,pen,3.00", "c,pen,"])
    trace = replay(whole, companions=COMPANIONS)
    assert trace.goods.price.tolist() == [3330, 100, 300, 200]
    assert any("1 item without a price" in note for note in trace.notes)


def test_a_product_that_is_not_described_has_the_mean_weight(whole: Path) -> None:
    write(whole, "products.csv", ["what,g,l,h,w", "pen,20,10,2,1"])
    trace = replay(whole, companions=COMPANIONS)
    assert trace.goods.catalogue.weight.tolist() == [20, 20, 20]
    assert any("1 product sold has no weight" in note for note in trace.notes)


def test_unknown_customers_are_their_own_in_an_unknown_zone(whole: Path) -> None:
    write(whole, "customers.csv", ["client,who,state", "c1,anna,SP"])
    trace = replay(whole, companions=COMPANIONS)
    assert trace.zones == ("SP", "unknown")
    assert len(set(trace.address.customer.tolist())) == 3
    assert any("customers of 2 orders are not there" in note for note in trace.notes)


def test_impossible_stars_are_dropped(whole: Path) -> None:
    write(whole, "reviews.csv", ["id,score", "a,0", "b,1"])
    trace = replay(whole, companions=COMPANIONS)
    assert trace.observed.stars.tolist() == [UNOBSERVED, UNOBSERVED, 1, UNOBSERVED]
    assert any("1 review outside" in note for note in trace.notes)


def test_missing_companions_are_reported(tmp_path: Path) -> None:
    trace = replay_rows(tmp_path, *CLEAN, companions=COMPANIONS)
    assert [note.split(" ")[1] for note in trace.notes if note.startswith("No ")] == [
        "customers", "items", "payments", "reviews", "products",
    ]  # fmt: skip
