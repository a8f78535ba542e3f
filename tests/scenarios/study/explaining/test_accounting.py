"""What a change of profit is put down to: inputs that exist, for every part there is."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hand_made_runs import books, run_of
from levers.schema import patterns

from scenarios.answer import in_words
from scenarios.resolve import load
from scenarios.scenario import standing
from scenarios.study.explaining.accounting import at_default_prices, document, on_defaults, pieces
from scenarios.study.explaining.priced import COUNTED, DESKS, HANDS, PRICED_BY, WITHIN
from scenarios.study.explaining.whose import told_whose
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.comparison import compared
from sim.kpis.cost_parts import PARTS


def test_every_input_named_is_one_that_can_be_set() -> None:
    scenario = load("city_day")
    counted = [path for blocks in COUNTED.values() for path, _ in blocks]
    for path in (path for paths in (*PRICED_BY.values(), DESKS.values(), counted) for path in paths):
        assert path == "overheads" or standing(scenario, tuple(path.split("."))) is not None, path


def test_every_value_that_prices_is_one_of_the_blocks_it_is_looked_for_in() -> None:
    known = {name for pattern in (*patterns("decision"), *patterns("fact")) for name in pattern.split(".")}
    assert {name for names in WITHIN.values() for name in names} <= known


def test_every_cost_part_has_its_inputs() -> None:
    """Labour is known desk by desk, shipping by how it is delivered."""
    assert {f"cost.{part}" for part in PARTS} - set(PRICED_BY) <= {"cost.labour", "cost.shipping"}


def test_two_numbers_are_whose_each_is() -> None:
    """Who sets the fee of a payment and leaves its share answers for the fee alone."""
    weeks = [books(5000, 0.98, **{"cost.payment": 500.0 + k}) for k in range(3)]
    more = [books(5000, 0.98, **{"cost.payment": 900.0 + k}) for k in range(3)]
    b = run_of("tiny+days=7+processing.payment.fee_fixed=0.7", *(one | {"cost.shipping": 45_000.0} for one in more))
    a = run_of("tiny+days=7", *(one | {"cost.shipping": 45_000.0} for one in weeks))
    a, b = (replace(one, replications=tuple(map(_settled, one.replications))) for one in (a, b))
    (found,) = compared(a, [b])
    (piece,) = pieces(found)
    assert (piece.part, piece.source) == ("cost.payment", "mixed")
    assert list(piece.sources.values()) == ["our default", "your answer"]
    assert on_defaults([piece]) == 0
    named = "`processing.payment.fee_share`, our default and `processing.payment.fee_fixed`, your answer"
    assert any(f"100 % of what moves is {named}." == line for line in in_words(found))
    assert document([piece])[0]["sources"]["processing.payment.fee_fixed"] == "your answer"


def test_who_sets_how_many_vans_has_not_set_what_a_kilometre_costs() -> None:
    """Shipping by vans is priced by their kilometres and trips; how many there are prices their lease."""
    more = "tiny+delivery.fleet.vans.van.count=2"
    runs = [
        run_of(name, *(books(5000 + k, 0.98, **{"cost.vans": vans, "cost.labour": 900.0, **paid}) for k in range(3)))
        for name, vans, paid in (
            ("tiny", 100.0, {"paid.picking.north": 900.0}),
            (f"{more}+fulfilment.nodes.north.pickers=3", 80.0, {"paid.picking.north": 950.0}),
        )
    ]
    a, b = (replace(one, replications=tuple(map(_settled, one.replications))) for one in runs)
    b = replace(b, replications=tuple(replace(r, kpis=_dearer(r.kpis)) for r in b.replications))
    found = {one.part: one for one in pieces(compared(a, [b])[0])}
    assert found["cost.shipping"].source == "our default"
    assert (found["cost.vans"].source, found["cost.labour picking.north"].source) == ("mixed", "mixed")
    assert found["cost.vans"].sources["delivery.fleet.vans.van.count"] == "your answer"
    told = "`fulfilment.nodes.north` (picking.north: 3 people), in it pickers your answer, the rest not"
    assert told_whose(found["cost.labour picking.north"]) == told


def test_who_sets_the_people_of_a_shift_or_one_price_has_set_them() -> None:
    """An item of a list is set behind + as any other value; words beside a price price nothing."""
    staff = "aftersales.support.desk.shifts.0.staff"
    a, b = (
        run_of(name, *(books(5000 - more, 0.98, **{"cost.labour": more, "paid.support": more}) for _ in range(3)))
        for name, more in (("tiny", 100.0), (f"tiny+{staff}=2", 200.0))
    )
    a, b = (replace(one, replications=tuple(map(_settled, one.replications))) for one in (a, b))
    (desk,) = [one for one in pieces(compared(a, [b])[0]) if one.part == "cost.labour support"]
    assert (desk.source, desk.sources[staff]) == ("mixed", "your answer")
    a, b = (
        run_of(name, *(books(5000, 0.98, **{"turnover.shipping": more}) for _ in range(3)))
        for name, more in (("tiny", 0.0), ("tiny+delivery.price.standard=3.95", 400.0))
    )
    b = replace(b, replications=tuple(replace(one, kpis={**one.kpis, "profit": 5400.0}) for one in b.replications))
    (price,) = pieces(compared(a, [b])[0])
    assert (price.source, list(price.sources)) == ("your answer", ["delivery.price.standard"])


@pytest.mark.parametrize(
    ("own", "path", "whose"),
    [
        ("delivery.fleet.vans.van.count=3", "delivery.fleet.vans.van.count", "mixed"),
        ("delivery.fleet.vans.van.shift_end='18:00'", "delivery.fleet.vans.van.shift_end", "mixed"),
        ("delivery.fleet.drivers={pay: day_rate, rate_per_day: 150}", "delivery.fleet.drivers.rate_per_day", "mixed"),
        ("delivery.fleet.drivers={pay: drop, rate_per_drop: 2}", "delivery.fleet.drivers.rate_per_drop", "your answer"),
    ],
)
def test_drivers_are_as_many_as_the_vans_ask_for(own: str, path: str, whose: str) -> None:
    """Who says how many vans there are, or until when they drive, has said how many drivers are paid."""
    a, b = (
        run_of(f"tiny+{own}", *(books(5000, 0.98, **{"cost.drivers": paid}) for _ in range(3))) for paid in (0.0, 400.0)
    )
    a, b = (replace(one, replications=tuple(map(_settled, one.replications))) for one in (a, b))
    (piece,) = pieces(compared(a, [b])[0])
    assert (piece.source, piece.sources[path]) == (whose, "your answer")
    assert "wage_per_hour" not in told_whose(piece)


def test_what_is_bought_at_collection_hangs_on_how_many_buy() -> None:
    """Of 900 more in stores 300 were bought besides: so many buy, at our price."""
    more = "fulfilment.stores.collection.extra_basket"
    runs = [
        run_of(name, *(books(5000, 0.98, **{"turnover.stores": sold, "extra_basket_sales": extra}) for _ in range(3)))
        for name, sold, extra in (("tiny", 0.0, 0.0), (f"tiny+{more}=0.3", 900.0, 300.0))
    ]
    a, b = runs
    b = replace(b, replications=tuple(replace(one, kpis={**one.kpis, "profit": 5900.0}) for one in b.replications))
    found = {one.part: one for one in pieces(compared(a, [b])[0])}
    assert (found["extra_basket_sales"].source, found["extra_basket_sales"].sources[more]) == ("mixed", "your answer")
    assert round(found["turnover.stores"].amount / found["extra_basket_sales"].amount, 3) == 2.0


def test_a_price_by_zone_that_somebody_set_is_theirs() -> None:
    a, b = (
        run_of(f"tiny+delivery.mode=carrier+delivery.carrier.rate_per_parcel={{default: {rate}}}"
               "+delivery.carrier.rate_per_kilogram=0",
               *(books(5000 - 1000 * rate, 0.98, **{"cost.shipping": 1000 * rate}) for _ in range(3)))
        for rate in (4.0, 4.4)
    )  # fmt: skip
    (piece,) = pieces(compared(a, [b])[0])
    assert (piece.source, list(piece.sources)) == ("your answer", ["delivery.carrier.rate_per_parcel.default"])


def _dearer(kpis: Mapping[str, float | None]) -> dict[str, float | None]:
    """The same with 100 more of shipping and 50 of labour."""
    known = {key: value or 0.0 for key, value in kpis.items()}
    more = {"cost.shipping": 100.0, "cost.labour": 50.0, "profit": -150.0}
    return {**known, **{key: known[key] + change for key, change in more.items()}}


def _settled(one: Replication) -> Replication:
    """The replication whose profit is what its parts leave."""
    kpis = dict(one.kpis)
    spent = sum(value for key, value in kpis.items() if key.startswith("cost."))
    return replace(one, kpis=kpis | {"profit": kpis["turnover.goods"] - spent})


@pytest.mark.parametrize("own", ["placement.demand.orders_per_day=90", "placement.baskets.quantity=2"])
def test_who_says_how_much_is_ordered_has_set_what_is_sold(own: str) -> None:
    """At our price, but not as much as we say: no part of it rests on defaults alone."""
    a, b = (
        run_of(f"tiny+{own}", *(books(5000, 0.98, **{"turnover.goods": sold}) for _ in range(3)))
        for sold in (9000.0, 9400.0)
    )
    b = replace(b, replications=tuple(replace(one, kpis={**one.kpis, "profit": 5400.0}) for one in b.replications))
    (found,) = compared(a, [b])
    (piece,) = pieces(found)
    path = own.partition("=")[0]
    assert (piece.source, piece.priced, dict(piece.counts)) == ("mixed", "our default", {path: "your answer"})
    assert (on_defaults([piece]), at_default_prices([piece])) == (0, 1)
    told = f"`placement.catalogue.price`, our default, so many of `{path}`, your answer"
    prices = "100 % is your orders at prices nobody set: put your own numbers in."
    assert f"100 % of what moves is {told}; {prices}" in in_words(found)
    assert document([piece])[0]["sources"][path] == "your answer"


def test_the_wage_and_the_roster_of_another_task_are_not_those_of_this_one() -> None:
    """Who pays packers otherwise and gives picking a roster has not set what two labellers from six to ten cost."""
    roster = "{picking: [{start: '06:00', end: '12:00', staff: 2}]}"
    own = f"+fulfilment.nodes.north.wages={{packing: 17}}+fulfilment.nodes.north.shifts={roster}"
    runs = [
        run_of(
            f"tiny{own}",
            *(
                books(
                    5000,
                    0.98,
                    **{"cost.labour": 4 * paid, **{f"paid.{task}.north": paid for task in HANDS}},
                )
                for _ in range(3)
            ),
        )
        for paid in (100.0, 200.0)
    ]
    a, b = (replace(one, replications=tuple(map(_settled, one.replications))) for one in runs)
    node = "fulfilment.nodes.north"
    found = {one.part.split()[-1].partition(".")[0]: one.sources for one in pieces(compared(a, [b])[0])}
    shared = {f"{node}.wage_per_hour": "our default", f"{node}.start": "our default", f"{node}.end": "our default"}
    assert found["labelling"] == {**shared, f"{node}.labellers": "our default"}
    assert set(found["packing"]) == {f"{node}.wages.packing", f"{node}.packers", f"{node}.start", f"{node}.end"}
    assert found["packing"][f"{node}.wages.packing"] == "your answer"
    roster = f"{node}.shifts.picking.0"
    assert set(found["picking"]) == {f"{node}.wage_per_hour", *(f"{roster}.{one}" for one in ("start", "end", "staff"))}
