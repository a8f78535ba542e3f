"""Intervals of shares: within [0, 1], with a width, and covering what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenarios.study.statistics.observed import kpi_estimate
from scenarios.study.statistics.shares import share_estimate


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.floats(0, 1)), min_size=2, max_size=20),
    st.sampled_from([0.8, 0.95, 0.99]),
)
def test_it_holds_its_mean_and_nothing_impossible(seen: list[tuple[int, float]], confidence: float) -> None:
    found = share_estimate([share for _, share in seen], [float(count) for count, _ in seen], confidence)
    assert found.mean is not None
    assert found.low is not None
    assert found.high is not None
    assert 0.0 <= found.low <= found.mean <= found.high <= 1.0


def test_what_a_rounding_keeps_from_being_alike_or_from_adding_up_has_an_interval_too() -> None:
    """Rows of other people may say that all was served but for a rounding, or that nobody came and some did."""
    found = share_estimate([1.0, 1.0 - 1e-16], [9.0, 9.0])
    assert found.mean == found.high == 1.0
    assert found.low is not None
    assert found.low < 1.0
    odd = {"orders_collected": 7.0, "not_collected": 1.0}
    assert kpi_estimate("not_collected", [odd, odd]).mean == 1.0


@pytest.mark.parametrize("share", [0.0, 1.0, 0.5])
def test_three_alike_have_the_binomial_interval_of_all_orders(share: float) -> None:
    """All alike say nothing of how much they vary: what the 300 orders say is what is known."""
    found = share_estimate([share] * 3, [100.0] * 3)
    hits = round(300 * share)
    low = {0: 0.0, 300: 0.025 ** (1 / 300)}.get(hits, stats.beta.ppf(0.025, hits + 0.5, 300.5 - hits))
    high = {0: 1 - 0.025 ** (1 / 300), 300: 1.0}.get(hits, stats.beta.ppf(0.975, hits + 0.5, 300.5 - hits))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(("share", "dispersion"), [(0.98, 1.0), (0.98, 2.0), (0.95, 3.0), (0.9, 4.0)])
def test_three_days_of_three_hundred_orders_miss_on_either_side(share: float, dispersion: float) -> None:
    """Where a day has some failures the interval is neither too wide nor leaning, 4 000 experiments."""
    rng = np.random.default_rng(6)
    alike = max(dispersion - 1, 1e-9) / 299
    chance = rng.beta(share * (1 - alike) / alike, (1 - share) * (1 - alike) / alike, (4000, 3))
    seen = rng.binomial(300, chance) / 300
    intervals = [share_estimate(row, [300.0] * 3) for row in seen.tolist()]
    below = np.mean([one.high < share for one in intervals])  # type: ignore[operator]
    above = np.mean([one.low > share for one in intervals])  # type: ignore[operator]
    assert 0.93 <= 1 - below - above <= 0.97
    assert max(below, above) <= 0.80 * (below + above)


def test_replications_that_vary_more_than_orders_do_make_it_wider() -> None:
    counts = [1000.0] * 5
    calm = share_estimate([0.90, 0.91, 0.90, 0.89, 0.90], counts)
    wild = share_estimate([0.80, 0.97, 0.95, 0.85, 0.93], counts)
    assert wild.high - wild.low > 5 * (calm.high - calm.low)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("count", "share", "dispersion"),
    [(2100, 0.98, 1.0), (2100, 0.98, 3.0), (2100, 0.993, 1.0), (114, 0.95, 3.0), (114, 0.993, 1.0)],
)
def test_three_replications_cover(count: int, share: float, dispersion: float) -> None:
    """Beta-binomial counts whose variance is `dispersion` times that of independent orders, 2 000 experiments."""
    rng = np.random.default_rng(5)
    chance = np.full((2000, 3), share)
    if dispersion > 1:
        alike = (dispersion - 1) / (count - 1)
        chance = rng.beta(share * (1 - alike) / alike, (1 - share) * (1 - alike) / alike, (2000, 3))
    seen = rng.binomial(count, chance) / count
    intervals = [share_estimate(row, [float(count)] * 3) for row in seen.tolist()]
    assert np.mean([one.low <= share <= one.high for one in intervals]) >= 0.93  # type: ignore[operator]
    assert all(one.high > one.low for one in intervals)  # type: ignore[operator]


def test_a_wait_is_not_negative_and_keeps_its_upper_end() -> None:
    values = [{"wait.fraud_review": value, "orders_delivered": 90.0} for value in (20.0, 200.0, 80.0)]
    found = kpi_estimate("wait.fraud_review", values)
    assert found.low == 0.0
    assert found.high == pytest.approx(100.0 + 4.3027 * np.std([20, 200, 80], ddof=1) / np.sqrt(3), rel=1e-4)


@pytest.mark.parametrize("key", ["profit", "profit_margin", "turnover.goods"])
def test_what_may_be_a_loss_may_be_below_zero(key: str) -> None:
    found = kpi_estimate(key, [{key: value, "orders_delivered": 50.0} for value in (0.1, 0.9, 0.2)])
    assert found.low is not None
    assert found.low < 0


def test_an_accuracy_of_one_in_three_days_is_no_certainty() -> None:
    days = [{"order_accuracy": 1.0, "orders_delivered": 115.0}] * 3
    found = kpi_estimate("order_accuracy", days)
    assert (found.low, found.high) == (pytest.approx(0.025 ** (1 / 345)), 1.0)


COUNTS = {
    "order_volume": 40.0, "orders_delivered": 0.0, "orders_open": 40.0, "orders_due.express": 40.0,
    "tickets_per_order": 3.0, "calls": 40.0, "offers_made": 40.0, "orders_from_stores": 40.0,
}  # fmt: skip


@pytest.mark.parametrize(
    "key", ["on_time_delivery", "on_time.express", "fill_rate", "offers_accepted", "service_level"]
)
def test_shares_have_a_width_where_nothing_arrived(key: str) -> None:
    found = kpi_estimate(key, [{**COUNTS, key: 0.0}] * 3)
    assert (found.low, found.high) == (0.0, pytest.approx(1 - 0.025 ** (1 / 120)))


def test_parcels_left_at_the_counter_are_of_those_that_were_there() -> None:
    found = kpi_estimate("not_collected", [{"not_collected": 0.0, "orders_collected": 4.0}] * 3)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 12))


def service_levels(rng: np.random.Generator, calls: int, experiments: int) -> np.ndarray:
    """Share answered at once by six agents of so many callers, 30 % busy, in three days of each experiment."""
    gaps = rng.exponential(1 / 1.8, (3 * experiments, calls))
    service, free = rng.exponential(1.0, gaps.shape), np.zeros((3 * experiments, 6))
    here, at_once = np.zeros(3 * experiments), np.zeros(3 * experiments)
    for call in range(calls):
        here += gaps[:, call]
        first = free.argmin(axis=1)
        rows = np.arange(free.shape[0])
        at_once += free[rows, first] <= here
        free[rows, first] = np.maximum(free[rows, first], here) + service[:, call]
    return (at_once / calls).reshape(experiments, 3)


@pytest.mark.parametrize("calls", [20, 60, 200])
def test_a_service_level_near_one_covers_with_its_calls_and_not_with_all_tickets(calls: int) -> None:
    """Callers of one busy hour wait together; ten tickets a call are mails that say nothing of calls."""
    rng = np.random.default_rng(8)
    other = {"calls": calls, "tickets_per_order": 1.0, "order_volume": 10.0 * calls}
    true = service_levels(rng, calls, 4000).mean()
    intervals = [
        kpi_estimate("service_level", [{"service_level": one, **other} for one in row])
        for row in service_levels(rng, calls, 800).tolist()
    ]
    assert np.mean([one.low <= true <= one.high for one in intervals]) >= 0.93  # type: ignore[operator]


def test_first_contacts_are_fewer_than_contacts() -> None:
    days = [{"first_contact_resolution": 1.0, "tickets_per_order": 0.5, "order_volume": 40.0, "tickets_abandoned": 0.5}]
    assert kpi_estimate("first_contact_resolution", days * 3).low == pytest.approx(0.025 ** (1 / 30))


@pytest.mark.parametrize(("key", "unit_of"), [("orders_late", 1.0), ("where_is_my_order", 110.0)])
def test_what_was_not_met_in_three_days_may_be_met_yet(key: str, unit_of: float) -> None:
    """Nothing in three days: Poisson's limit is -ln(0.025) = 3.7 in all of them; it was "0 to 0"."""
    found = kpi_estimate(key, [{key: 0.0, "orders_delivered": 110.0}] * 3)
    assert (found.mean, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(3.689 / 3 / unit_of, abs=1e-3)


@pytest.mark.parametrize(("mean", "dispersion"), [(0.3, 1.0), (0.7, 1.0), (2.0, 1.0), (1.0, 2.0)])
def test_rare_counts_are_covered_by_three_days_and_never_without_a_width(mean: float, dispersion: float) -> None:
    rng = np.random.default_rng(8)
    rate = mean if dispersion == 1 else rng.gamma(mean / (dispersion - 1), dispersion - 1, (2000, 3))
    seen = rng.poisson(rate, (2000, 3)).astype(float)
    found = [kpi_estimate("orders_late", [{"orders_late": one} for one in row]) for row in seen.tolist()]
    assert np.mean([one.low <= mean <= one.high for one in found]) >= 0.94  # type: ignore[operator]
    rare = [one.high - one.low for one in found if one.mean < 4]  # type: ignore[operator]
    assert min(rare) > 0, "with a dozen and more the spread says enough"
