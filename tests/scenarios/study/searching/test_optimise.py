"""The search against the newsvendor, whose best quantity is known.

The shipped scenario buys S units once for T = 10 days of Poisson demand N(t) with 10 orders a day, sells at 40 what
cost 20, and holds what lies there at 20 times its value a year. Whoever finds the shelf empty buys elsewhere. So

    profit(S) = (40 - 20) E min(N(T), S) - 20 * 20 / 365 * integral over T of E (S - N(t))+ dt,

where one more unit is worth its margin if it is sold, P(N(T) > S), and costs its holding as long as it lies, the
integral of P(N(t) <= S): the critical ratio of Arrow, Harris and Marschak (1951), with holding in continuous time.
The cost of a quantity is the profit that would be made were all demand met from goods that never lie, less its own.
"""

import json

import numpy as np
import pytest
from scipy import stats

pytest.importorskip("optuna")

from scenarios.resolve import load
from scenarios.study.api import run
from scenarios.study.running.trials import Trials
from scenarios.study.searching.goals import Constraint, Objective
from scenarios.study.searching.levers import parse_levers
from scenarios.study.searching.optimise import Optimum, optimise
from scenarios.study_tables import optimum_in_words

RATE, DAYS, PRICE, COST, HOLDING = 10.0, 10, 40.0, 20.0, 20.0
LEVEL = "inventory.policy.order_up_to"


def theory(level: int) -> float:
    """Expected profit of a season."""
    units = np.arange(level + 1)
    demand = np.arange(400)
    sold = float((np.minimum(demand, level) * stats.poisson.pmf(demand, RATE * DAYS)).sum())
    times = np.linspace(0, DAYS, 2001)
    lying = ((level - units) * stats.poisson.pmf(units, RATE * times[:, None])).sum(axis=1)
    return (PRICE - COST) * sold - HOLDING * COST / 365 * float(np.trapezoid(lying, times))


def cost(level: int) -> float:
    return (PRICE - COST) * RATE * DAYS - theory(level)


def best_level() -> int:
    return max(range(85, 116), key=theory)


def test_the_theory_has_its_best_where_the_critical_ratio_says() -> None:
    level = best_level()
    times = np.linspace(0, DAYS, 2001)

    def gain(more: int) -> float:
        lies = float(np.trapezoid(stats.poisson.cdf(more, RATE * times), times))
        return (PRICE - COST) * float(stats.poisson.sf(more, RATE * DAYS)) - HOLDING * COST / 365 * lies

    assert gain(level - 1) > 0 > gain(level)


def test_the_model_makes_the_profit_of_the_theory() -> None:
    profit = run(f"newsvendor+{LEVEL}=80", replications=40, jobs=1).kpis()["profit"]
    assert profit.low is not None
    assert profit.high is not None
    # A unit is on the shelf until it is picked, minutes after it was ordered: far below the interval.
    assert profit.low < theory(80) < profit.high


def search(vary: str, replications: int, **options: int) -> Optimum:
    scenario = load("newsvendor", [f"experiment.replications={replications}", f"{LEVEL}=60"])
    return optimise(scenario, Objective("profit", "up"), [], parse_levers([vary], scenario), Trials(0), **options)


def found_level(found: Optimum) -> int:
    assert found.best is not None
    return int(found.best.settings[LEVEL])


def test_the_best_of_a_few_quantities_is_found_and_claimed() -> None:
    found = search(f"{LEVEL}=60,80,99,140", 4, finalists=2)
    assert found.exhaustive
    assert found_level(found) == 99
    assert cost(found_level(found)) <= 1.02 * cost(best_level())
    selection = found.final.selection
    assert selection is not None
    assert selection.guaranteed
    assert selection.probability == 0.95
    assert found.final.gain is not None
    assert found.final.gain.verdict == "better"
    told = optimum_in_words(found)
    assert f"Best: --set {LEVEL}=99" in told
    assert "With a probability of at least 95 % no other of the 2 in the final" in told
    json.dumps(found.document(), allow_nan=False)


@pytest.mark.nightly
def test_the_search_finds_the_known_optimum_within_two_per_cent() -> None:
    found = search(f"{LEVEL}=50:150", 20, most_trials=30)
    assert not found.exhaustive
    assert cost(found_level(found)) <= 1.02 * cost(best_level())


def test_a_limit_is_kept_and_the_final_meets_other_customers() -> None:
    """More stock fills more orders and earns less beyond 99: the limit decides, not the profit."""
    scenario = load("newsvendor+experiment.replications=4")
    limit = Constraint("fill_rate", ">=", 0.97)
    levers = parse_levers([f"{LEVEL}=85,115"], scenario)
    found = optimise(scenario, Objective("profit", "up"), [limit], levers, Trials(0), finalists=2)
    low, high = sorted(found.trials, key=lambda trial: trial.settings[LEVEL])
    assert low.violation > 0 == high.violation
    assert found_level(found) == 115
    standing = {
        trial.settings[LEVEL]: entry.limits for trial, entry in zip(found.finalists, found.final.entries, strict=True)
    }
    assert standing == {85: "fails", 115: "holds"}
    assert found.final.entries[0].found["fill_rate"].mean != high.found["fill_rate"].mean


def test_a_best_at_the_end_of_its_range_is_said_to_be_there() -> None:
    scenario = load("newsvendor+experiment.replications=3")
    levers = parse_levers([f"{LEVEL}=60:80:20"], scenario)
    found = optimise(scenario, Objective("profit", "up"), [], levers, Trials(0), finalists=1)
    assert found.at_the_edge() == [LEVEL]
    assert f"At the edge of its range: {LEVEL}." in optimum_in_words(found)


def test_what_nothing_keeps_is_said() -> None:
    scenario = load("newsvendor+experiment.replications=3")
    levers = parse_levers([f"{LEVEL}=60,70"], scenario)
    limit = Constraint("fill_rate", ">=", 0.999)
    found = optimise(scenario, Objective("profit", "up"), [limit], levers, Trials(0), finalists=2)
    assert found.best is None
    assert found.document()["best"] is None
    assert "No setting of the final keeps fill_rate >= 0.999" in optimum_in_words(found)
