"""What intervals, stopping rules and selections promise, counted on models with a known answer.

Two models: the wait of M/M/1 at our own compiled station, and the daily profit of a newsvendor. A macro-replication is
a whole experiment of its own; the share of them whose interval holds the truth is the coverage. The large counts are
nightly (``-s`` shows the figures); the default suite takes fewer, with a tolerance of three standard errors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from reference.bench import always, compiled
from scipy import stats

from scenarios.document import Experiment
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.allocation import best_of_budget
from scenarios.study.statistics.intervals import UNCLEAR, Estimate, estimate
from scenarios.study.statistics.selection import Observe, select_best
from scenarios.study.statistics.simultaneous import Pair, differences
from scenarios.study.statistics.stopping import degrees_of_freedom, stop_after
from sim.units import MINUTE

Floats = NDArray[np.float64]

CUSTOMERS, RATE = 20_000, 0.8
WAIT = RATE / (1 - RATE)
"""Mean wait in the queue of M/M/1, in mean service times."""

PRICE, COST, DEMAND, DAYS = 4.0, 1.0, 50.0, 30
QUANTITIES = (48, 51, 54, 57, 60)


def mean_wait(*key: int) -> float:
    """Mean wait of a replication at the station, after a tenth in which the queue fills."""
    rng = np.random.default_rng(key)
    arrivals = np.cumsum(rng.exponential(MINUTE / RATE, CUSTOMERS)).astype(np.int64)
    started, _ = compiled(always(1), arrivals, rng.exponential(MINUTE, CUSTOMERS).astype(np.int64))
    return float((started - arrivals)[CUSTOMERS // 10 :].mean()) / MINUTE


def waits(macros: int, replications: int) -> Floats:
    """Replications of the queue, (macros, replications)."""
    return np.array([[mean_wait(1, macro, k) for k in range(replications)] for macro in range(macros)])


def profits(macros: int, replications: int, quantity: int = 54) -> Floats:
    """Mean daily profits of the newsvendor, (macros, replications)."""
    demand = np.random.default_rng(2).poisson(DEMAND, (macros, replications, DAYS))
    found: Floats = (PRICE * np.minimum(demand, quantity) - COST * quantity).mean(axis=2)
    return found


def expected_profit(quantity: int) -> float:
    """Price times the expected sales, less the cost: sum over x < q of P(D > x) is E min(D, q)."""
    sales = float(stats.poisson.sf(np.arange(quantity), DEMAND).sum())
    return PRICE * sales - COST * quantity


def covered(intervals: Sequence[Estimate], truth: float) -> float:
    """Share of intervals that hold the truth."""
    return float(
        np.mean([one.low is not None and one.high is not None and one.low <= truth <= one.high for one in intervals])
    )


def stopped(table: Floats, half_width: float, minimum: int) -> tuple[list[Estimate], float]:
    """Intervals of experiments that stop by themselves, and how many replications they took on average."""
    rule = {"min": minimum, "max": table.shape[1], "until": {"kpi": "profit", "half_width": half_width}}
    experiment = Experiment.model_validate({"replications": rule})
    found, used = [], []
    for row in table.tolist():
        stop = stop_after(experiment, [Replication(k, "", {"profit": value}, (), 0.0) for k, value in enumerate(row)])
        assert stop is not None
        found.append(estimate(row[:stop], 0.95, degrees_of_freedom(experiment.replications)))
        used.append(stop)
    assert 1.2 * minimum < np.mean(used) < 0.95 * table.shape[1], "the rule is to decide, not its bounds"
    return found, float(np.mean(used))


def tell(figures: str) -> None:
    """Show figures to who runs the studies with ``-s``."""
    sys.stdout.write(f"\n{figures}")


def standard_errors(count: int, share: float = 0.95) -> float:
    """Three of them, of a share counted so often."""
    return 3 * float(np.sqrt(share * (1 - share) / count))


def test_fixed_replications_cover_in_small() -> None:
    for found, truth in ((waits(60, 20), WAIT), (profits(400, 20), expected_profit(54))):
        share = covered([estimate(row) for row in found.tolist()], truth)
        assert share == pytest.approx(0.95, abs=standard_errors(len(found)))


def test_stopping_keeps_its_coverage_in_small() -> None:
    found, _ = stopped(profits(400, 120), 2.0, 5)
    assert covered(found, expected_profit(54)) >= 0.93 - standard_errors(400)


def newsvendors(trial: int) -> Observe:
    """All quantities against the same demand: common random numbers."""

    def observe(systems: Sequence[int], replication: int) -> list[float]:
        demand = np.random.default_rng([3, trial, replication]).poisson(DEMAND, DAYS)
        ordered = [QUANTITIES[system] for system in systems]
        return [float((PRICE * np.minimum(demand, q) - COST * q).mean()) for q in ordered]

    return observe


def independent(trial: int) -> Observe:
    """The same quantities, each against a demand of its own."""

    def observe(systems: Sequence[int], replication: int) -> list[float]:
        return [
            float((PRICE * np.minimum(draws, QUANTITIES[system]) - COST * QUANTITIES[system]).mean())
            for system in systems
            for draws in [np.random.default_rng([4, trial, replication, system]).poisson(DEMAND, DAYS)]
        ]

    return observe


EXPECTED = [expected_profit(quantity) for quantity in QUANTITIES]
BEST = int(np.argmax(EXPECTED))
GAP = sorted(EXPECTED)[-1] - sorted(EXPECTED)[-2]


def right_choices(
    trials: int, confidence: float, observe_for: Callable[[int], Observe] = newsvendors
) -> tuple[float, float]:
    """Share of right choices by KN, and replications it took on average."""
    found = [
        select_best(len(QUANTITIES), observe_for(trial), indifference=GAP, confidence=confidence, direction="up")
        for trial in range(trials)
    ]
    assert all(one.guaranteed for one in found)
    return float(np.mean([one.best == BEST for one in found])), float(np.mean([sum(one.replications) for one in found]))


def test_selection_is_right_as_often_as_it_claims_in_small() -> None:
    share, _ = right_choices(60, 0.9)
    assert share >= 0.9 - standard_errors(60, 0.9)


@pytest.mark.nightly
def test_intervals_of_m_m_1_cover_95_per_cent_and_after_stopping_at_least_93() -> None:
    table = waits(1000, 40)
    fixed = covered([estimate(row) for row in table[:, :20].tolist()], WAIT)
    found, used = stopped(table, 0.16, 10)
    sequential = covered(found, WAIT)
    tell(f"M/M/1: fixed {fixed:.3f}, sequential {sequential:.3f} with {used:.1f} replications on average")
    assert fixed == pytest.approx(0.95, abs=0.021)
    assert sequential >= 0.93


@pytest.mark.nightly
def test_intervals_of_the_newsvendor_cover_95_per_cent_and_after_stopping_at_least_93() -> None:
    truth = expected_profit(54)
    fixed = covered([estimate(row) for row in profits(1000, 20).tolist()], truth)
    tell(f"newsvendor: fixed {fixed:.3f}")
    assert fixed == pytest.approx(0.95, abs=0.021)
    for minimum, half_width in ((5, 3.5), (5, 2.0), (10, 1.6), (10, 1.2)):
        found, used = stopped(profits(1000, 200), half_width, minimum)
        sequential = covered(found, truth)
        tell(f"newsvendor: from {minimum} to +-{half_width}: {sequential:.3f} with {used:.1f} replications on average")
        assert sequential >= 0.93


@pytest.mark.nightly
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_kn_is_right_at_least_as_often_as_it_claims(confidence: float) -> None:
    for observe_for in (newsvendors, independent):
        share, used = right_choices(500, confidence, observe_for)
        tell(f"KN, {observe_for.__name__}: claims {confidence}, right {share:.3f} with {used:.0f} replications in all")
        assert share >= confidence


@pytest.mark.nightly
def test_ocba_is_right_at_least_as_often_as_it_estimates() -> None:
    for observe_for, budget in ((newsvendors, 60), (newsvendors, 120), (independent, 150), (independent, 400)):
        found = [
            best_of_budget(len(QUANTITIES), observe_for(trial), budget=budget, direction="up") for trial in range(500)
        ]
        right, claimed = np.mean([one.best == BEST for one in found]), np.mean([one.probability for one in found])
        tell(f"OCBA, {observe_for.__name__}, {budget} replications: estimates {claimed:.3f}, right {right:.3f}")
        assert right >= claimed


@pytest.mark.nightly
@pytest.mark.parametrize(("null", "real"), [(8, 0), (0, 8), (4, 4), (1, 7)])
def test_families_of_differences_keep_what_they_promise(null: int, real: int) -> None:
    shifts = [0.0] * null + [3.0] * real
    rng = np.random.default_rng([5, null])
    false, missed, families = 0, 0, 2000
    for _ in range(families):
        draws = rng.normal(size=(8, 10)) + np.array(shifts)[:, None]
        found = differences([Pair([0.0] * 10, row.tolist(), "up") for row in draws])
        false += any(
            (shift == 0 and one.verdict != UNCLEAR) or (shift > 0 and one.verdict == "worse")
            for shift, one in zip(shifts, found, strict=True)
        )
        missed += any(covered([one.estimate], shift) == 0 for shift, one in zip(shifts, found, strict=True))
    tell(f"{null} null and {real} real: a false verdict in {false / families:.3f}, a miss in {missed / families:.3f}")
    assert false / families <= 0.05 + standard_errors(families)
    assert missed / families <= (0.05 if 0 in (null, real) else 0.10) + standard_errors(families)
