import pytest

from scenarios import compare
from scenarios.resolve import load
from scenarios.study.explaining.money import DAYS_A_MONTH, Money, money, savings
from scenarios.study.statistics.comparison import Comparison
from scenarios.study.statistics.intervals import Estimate
from scenarios.tables import in_words


def test_payback_is_the_one_off_cost_over_the_saving_and_the_dear_end_is_the_quick_one() -> None:
    payback = Money(Estimate(100.0, 80.0, 125.0, 5), 1000.0, 1000.0).payback
    assert payback is not None
    assert (payback.mean, payback.low, payback.high) == (10.0, 8.0, 12.5)


@pytest.mark.parametrize(
    ("saving", "one_off"), [(Estimate(-5.0, -6.0, -4.0, 5), 100.0), (Estimate(50.0, 40.0, 60.0, 5), 0.0)]
)
def test_what_saves_nothing_or_costs_nothing_has_no_payback(saving: Estimate, one_off: float) -> None:
    assert Money(saving, 1000.0, one_off).payback is None


def test_a_saving_that_may_be_none_may_never_pay_back() -> None:
    payback = Money(Estimate(50.0, -10.0, 110.0, 5), 1000.0, 550.0).payback
    assert payback is not None
    assert (payback.mean, payback.low, payback.high) == (11.0, 5.0, None)


def test_the_saving_has_the_interval_of_the_cost_per_order(by_hand: Comparison) -> None:
    worth, gap = money(by_hand), by_hand.kpis()["cost_per_order"].estimate
    assert worth is not None
    assert gap.mean is not None
    assert gap.low is not None
    assert worth.orders == pytest.approx(sum(by_hand.a.values("order_volume")) / 3 * DAYS_A_MONTH)  # type: ignore[arg-type]
    assert worth.saving.mean == pytest.approx(-gap.mean * worth.orders)
    assert worth.saving.high == pytest.approx(-gap.low * worth.orders)
    assert by_hand.document()["money"] == worth.document()


def test_savings_by_replication_have_the_same_mean_as_with_equal_days(by_hand: Comparison) -> None:
    found = savings(by_hand.a.replications, by_hand.b.replications, 1)
    a, b = by_hand.a.values("cost_per_order"), by_hand.b.values("cost_per_order")
    orders = by_hand.a.values("order_volume")
    wanted = [(x - y) * n * DAYS_A_MONTH for x, y, n in zip(a, b, orders, strict=True)]  # type: ignore[operator]
    assert found == pytest.approx(wanted)


def test_the_one_off_cost_stands_in_the_scenario_and_is_told() -> None:
    found = compare("tiny+processing.automation=manual", "tiny+experiment.one_off_cost=30000", replications=3)
    assert "It costs 30,000 GBP once, back after 0." in "\n".join(in_words(found))
    worse = compare("tiny", "tiny+processing.automation=manual+experiment.one_off_cost=500", replications=3)
    assert "It costs 500 GBP once besides, which does not come back." in in_words(worse)


def test_no_number_depends_on_the_one_off_cost() -> None:
    from scenarios.study.running.plan import cells

    keys = [cells(load(name), [0])[0].key for name in ("tiny", "tiny+experiment.one_off_cost=9")]
    assert keys[0] == keys[1]
