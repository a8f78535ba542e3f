"""What a change is worth: profit a month, its parts to the cent, and when it has paid what it costs once."""

import pytest
from hand_made_runs import run_of
from hypothesis import given
from hypothesis import strategies as st

from scenarios import compare
from scenarios.answer import in_words
from scenarios.resolve import load
from scenarios.study.explaining.money import DAYS_A_MONTH, Money, money, profits, rounded, whole_month
from scenarios.study.statistics.comparison import Comparison, compared
from scenarios.study.statistics.intervals import Estimate


def books(orders: float, turnover: float, goods: float, labour: float, shipping: float) -> dict[str, float]:
    """The KPIs of a replication whose books are these."""
    profit = turnover - goods - labour - shipping
    return {
        "order_volume": orders,
        "orders_delivered": orders,
        "cost_per_order": (labour + shipping) / orders,
        "online_turnover": turnover,
        "turnover.goods": turnover,
        "cost_of_goods": goods,
        "profit": profit,
        "cost.labour": labour,
        "cost.shipping": shipping,
    }


def test_a_month_is_the_paired_change_of_profit_over_the_days_times_30_44() -> None:
    """An order became dearer, and yet profit rose: customers who waited instead of leaving."""
    a = run_of("tiny+days=6", books(100, 3000, 1600, 500, 400), books(120, 3500, 1900, 500, 500))
    b = run_of("tiny+days=6", books(100, 3900, 2000, 600, 500), books(120, 4500, 2400, 650, 600))
    (found,) = compared(a, [b])
    worth = money(found)
    assert worth is not None
    assert found.kpis()["cost_per_order"].estimate.mean > 0  # type: ignore[operator]
    assert worth.profit.mean == pytest.approx((300 + 250) / 2 / 6 * 30.4375, abs=0.005)
    assert worth.profit.low == pytest.approx(found.kpis()["profit"].estimate.low / 6 * 30.4375, abs=0.005)  # type: ignore[operator]
    assert round(sum(worth.bridge.values()), 2) == worth.profit.mean
    assert worth.bridge["turnover.goods"] == pytest.approx(950 / 6 * 30.4375, abs=0.01)
    assert worth.bridge["cost_of_goods"] == pytest.approx(-450 / 6 * 30.4375, abs=0.01)
    assert worth.bridge["cost.labour"] < 0
    assert found.document()["money"] == worth.document()
    assert ": profit +1,395 GBP a month (" in in_words(found)[0]


def test_more_orders_are_said_and_no_order_is_said_to_be_cheaper() -> None:
    a = run_of("tiny+days=7", books(100, 3000, 1600, 900, 400), books(102, 3050, 1620, 900, 402))
    b = run_of("tiny+days=7", books(400, 12000, 6400, 900, 1600), books(404, 12050, 6420, 900, 1602))
    (found,) = compared(a, [b])
    said = in_words(found)
    assert found.kpis()["cost_per_order"].estimate.mean < 0  # type: ignore[operator]
    assert "B has 3.98 times the orders placed: the two do not do the same work." in said
    assert "an order" not in " ".join(said)


@given(st.lists(st.integers(-(10**12), 10**12).map(lambda value: value / 7000), min_size=1, max_size=12))
def test_parts_in_whole_cents_add_up_to_the_cent(amounts: list[float]) -> None:
    parts = {str(place): value for place, value in enumerate(amounts)}
    total = round(sum(amounts), 2)
    found = rounded(parts, total)
    assert round(sum(round(100 * value) for value in found.values())) == round(100 * total)
    assert all(abs(found[key] - parts[key]) < 0.01 + 1e-6 for key in parts)


def test_a_part_that_is_missing_is_a_defect() -> None:
    with pytest.raises(AssertionError, match=r"add up to 3\.0, the profit is 4\.0"):
        rounded({"a": 1.0, "b": 2.0}, 4.0)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tiny", "if all 30.44 days of a month were like the one simulated"),
        ("tiny+days=4", "if all 30.44 days of a month were like the 4 simulated"),
        ("tiny+days=7", ""),
        ("tiny+days=10", "if its weekdays came as often as in the 10 days simulated"),
        ("tiny+days=10+placement.demand.day_of_week=[1, 1, 1, 1, 1, 1, 1]", ""),
        ("tiny+days=30", ""),
    ],
)
def test_days_that_are_no_ordinary_month_are_said(name: str, said: str) -> None:
    assert whole_month(run_of(name)) == said
    if said:
        a = run_of(name, books(100, 3000, 1600, 900, 400), books(102, 3050, 1620, 900, 402))
        assert said in in_words(compared(a, [a])[0])[0]


def test_a_year_is_twelve_months() -> None:
    a = run_of("tiny+days=7", books(100, 3000, 1600, 900, 400), books(100, 3000, 1600, 900, 400))
    b = run_of("tiny+days=7", books(100, 3000, 1600, 200, 400), books(100, 3000, 1600, 200, 400))
    (found,) = compared(a, [b])
    assert (
        in_words(found)[0]
        == "tiny+days=7 instead of tiny+days=7: profit +3,044 GBP a month (the same in every simulation)."
    )
    assert (
        ": profit +36,525 GBP a year (the same in every simulation), if the whole year were like the 7 days simulated."
        in in_words(found, "year")[0]
    )


def test_payback_is_the_one_off_cost_over_the_profit_and_the_high_end_is_the_quick_one() -> None:
    payback = Money(Estimate(100.0, 80.0, 125.0, 5), {}, 1000.0).payback
    assert payback is not None
    assert (payback.mean, payback.low, payback.high) == (10.0, 8.0, 12.5)


def test_what_overheads_cost_once_is_paid_back_once_they_are_live() -> None:
    a = run_of("tiny+days=7", books(100, 3000, 1600, 900, 400), books(100, 3000, 1600, 900, 400))
    after = books(100, 3000, 1600, 200, 400)
    b = run_of("tiny+days=7+overheads={oms: {one_off: 6088, months_to_go_live: 4}}", after, after)
    (found,) = compared(a, [b])
    worth = money(found)
    assert worth is not None
    assert worth.one_off == 6088
    assert worth.payback is not None
    assert worth.payback.mean == pytest.approx(4 + 6088 / worth.profit.mean)
    assert worth.document()["payback_months"]["mean"] == worth.payback.mean
    (kept,) = compared(b, [b])  # who has it already pays nothing for it
    assert money(kept).one_off == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("profit", "one_off"), [(Estimate(-5.0, -6.0, -4.0, 5), 100.0), (Estimate(50.0, 40.0, 60.0, 5), 0.0)]
)
def test_what_earns_nothing_or_costs_nothing_has_no_payback(profit: Estimate, one_off: float) -> None:
    assert Money(profit, {}, one_off).payback is None


def test_a_profit_that_may_be_none_may_never_pay_back() -> None:
    payback = Money(Estimate(50.0, -10.0, 110.0, 5), {}, 550.0).payback
    assert payback is not None
    assert (payback.mean, payback.low, payback.high) == (11.0, 5.0, None)


def test_the_parts_of_a_simulated_change_add_up(by_hand: Comparison) -> None:
    worth, gap = money(by_hand), by_hand.kpis()["profit"].estimate
    assert worth is not None
    assert gap.mean is not None
    assert worth.profit.mean == round(gap.mean * DAYS_A_MONTH, 2)
    assert round(sum(worth.bridge.values()), 2) == worth.profit.mean
    assert {key for key in worth.bridge if key.startswith("cost.")} == {
        key for key in by_hand.a.replications[0].kpis if key.startswith("cost.")
    }


def test_profits_by_replication_are_those_of_the_books(by_hand: Comparison) -> None:
    found = profits(by_hand.a.replications, by_hand.b.replications, 1)
    a, b = by_hand.a.values("profit"), by_hand.b.values("profit")
    assert found == pytest.approx([(y - x) * 30.4375 for x, y in zip(a, b, strict=True)])  # type: ignore[operator]


def test_the_one_off_cost_stands_in_the_scenario_and_is_told() -> None:
    found = compare("tiny+processing.automation=manual", "tiny+experiment.one_off_cost=30000", replications=3)
    assert "It costs 30,000 GBP once, back after 0." in "\n".join(in_words(found))
    worse = compare("tiny", "tiny+processing.automation=manual+experiment.one_off_cost=500", replications=3)
    assert "It costs 500 GBP once besides, which does not come back." in in_words(worse)


def test_no_number_depends_on_the_one_off_cost() -> None:
    from scenarios.study.running.plan import cells

    keys = [cells(load(name), [0])[0].key for name in ("tiny", "tiny+experiment.one_off_cost=9")]
    assert keys[0] == keys[1]
