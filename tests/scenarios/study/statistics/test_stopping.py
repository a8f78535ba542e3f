"""When to stop; that intervals still cover then is held in tests/validation."""

import numpy as np
import pytest

from scenarios import load, run
from scenarios.document import Experiment
from scenarios.errors import InputError
from scenarios.study.api import compare_all
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.stopping import degrees_of_freedom, looks, stop_after


def experiment(**rule: object) -> Experiment:
    return Experiment.model_validate({"replications": rule})


def replications(**kpis: np.ndarray) -> list[Replication]:
    """Replications with these values of each KPI."""
    count = len(next(iter(kpis.values())))
    return [
        Replication(number, "", {key: float(values[number]) for key, values in kpis.items()}, (), 0.0)
        for number in range(count)
    ]


DRAWS = np.random.default_rng(5).normal(size=(3, 400))


def test_looks_grow_by_a_fifth_from_the_minimum_to_the_maximum() -> None:
    rule = experiment(min=3, max=20, until={"kpi": "profit", "half_width": 1}).replications
    assert not isinstance(rule, int)
    assert list(looks(rule)) == [3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 20]


def test_a_fixed_number_is_enough_when_it_is_there() -> None:
    fixed = Experiment(replications=4)
    assert stop_after(fixed, replications(profit=DRAWS[0, :3])) is None
    assert stop_after(fixed, replications(profit=DRAWS[0, :6])) == 4
    assert degrees_of_freedom(4) is None


def test_it_stops_at_the_first_look_that_is_narrow_enough() -> None:
    rule = experiment(min=5, max=200, until={"kpi": "profit", "half_width": 0.4})
    stop = stop_after(rule, replications(profit=DRAWS[0]))
    assert stop is not None
    # Half-width with the quantile of 4 degrees of freedom: 2.776 / sqrt(n) is 0.4 near n = 48.
    assert 30 <= stop <= 75
    half = 2.776445 * DRAWS[0, :stop].std(ddof=1) / np.sqrt(stop)
    assert half <= 0.4


def test_running_ahead_does_not_move_where_it_stops() -> None:
    rule = experiment(min=5, max=200, until={"kpi": "profit", "half_width": 0.4})
    stop = stop_after(rule, replications(profit=DRAWS[0]))
    assert stop is not None
    for ahead in range(7):
        assert stop_after(rule, replications(profit=DRAWS[0, : stop + ahead])) == stop
    assert stop_after(rule, replications(profit=DRAWS[0, : stop - 1])) is None


def test_of_several_precisions_all_must_hold() -> None:
    sample = replications(profit=DRAWS[0], stock_value=10 + 5 * DRAWS[1])
    a, b = {"kpi": "profit", "half_width": 0.8}, {"kpi": "stock_value", "relative_half_width": 0.1}
    alone = [stop_after(experiment(min=5, max=400, until=one), sample) for one in (a, b)]
    both = stop_after(experiment(min=5, max=400, until=[a, b]), sample)
    assert both is not None
    assert None not in alone
    assert both == max(one for one in alone if one is not None)


def test_the_maximum_ends_it_in_any_case() -> None:
    rule = experiment(min=5, max=12, until={"kpi": "profit", "half_width": 1e-9})
    assert stop_after(rule, replications(profit=DRAWS[0])) == 12


def test_a_rule_for_the_difference_watches_every_pair() -> None:
    shared = 100 * DRAWS[0]
    a, near, far = (replications(profit=shared + noise * DRAWS[k]) for noise, k in ((0.0, 1), (0.1, 1), (3.0, 2)))
    rule = experiment(min=5, max=300, until={"kpi": "profit", "half_width": 1.0, "of": "difference"})
    assert stop_after(rule, a, [near]) == 5
    both = stop_after(rule, a, [near, far])
    assert both is not None
    assert both > 5
    # Alone there is no difference to watch.
    assert stop_after(rule, a) == 5


def test_a_kpi_that_was_never_observed_is_never_narrow() -> None:
    missing = [Replication(number, "", {"profit": None}, (), 0.0) for number in range(30)]
    assert stop_after(experiment(min=5, max=30, until={"kpi": "profit", "half_width": 1}), missing) == 30


@pytest.mark.parametrize(
    "until",
    [
        {"kpi": "profit"},
        {"kpi": "profit", "half_width": 1, "relative_half_width": 0.1},
        [],
        {"kpi": "profit", "half_width": 0},
    ],
)
def test_a_precision_without_one_width_is_refused(until: object) -> None:
    with pytest.raises(ValueError, match=r"half_width|at least 1"):
        experiment(until=until)


def test_a_sequential_run_stops_when_the_interval_is_narrow() -> None:
    wide = "{min: 2, max: 6, until: {kpi: order_cycle_time, half_width: 1000000}}"
    narrow = "{min: 2, max: 4, until: [{kpi: order_cycle_time, half_width: 0.000001}]}"
    assert len(run(load("tiny", [f"experiment.replications={wide}"])).replications) == 2
    assert len(run(load("tiny", [f"experiment.replications={narrow}"])).replications) == 4


def test_a_comparison_runs_until_its_difference_is_known() -> None:
    rule = "{min: 2, max: 4, until: {kpi: cost_per_order, half_width: 0.0001, of: difference}}"
    same, other = compare_all([load("tiny", [f"experiment.replications={rule}"]), "tiny", "tiny+delivery.mode=carrier"])
    assert len(same.a.replications) == len(same.b.replications) == len(other.b.replications) == 4
    alone = compare_all([load("tiny", [f"experiment.replications={rule}"]), "tiny"])
    assert len(alone[0].b.replications) == 2


@pytest.mark.parametrize("kpi", ["cost_per_ordr", "wait.picking.nort"])
def test_a_misspelt_kpi_names_its_neighbour(kpi: str) -> None:
    known = {"cost_per_order": DRAWS[0, :3], "wait.picking.north": DRAWS[1, :3]}
    rule = experiment(
        min=2, max=3, until=[{"kpi": "cost_per_order", "half_width": 1e-9}, {"kpi": kpi, "half_width": 1}]
    )
    with pytest.raises(InputError, match=r"until\.kpi: .*did you mean (cost_per_order|wait.picking.north)"):
        stop_after(rule, replications(**known))


def test_a_kpi_that_cannot_be_is_refused_before_anything_is_run() -> None:
    with pytest.raises(InputError, match=r"did you mean cost_per_order"):
        stop_after(experiment(until={"kpi": "cost_per_ordr", "half_width": 1}), [])
    assert stop_after(experiment(until={"kpi": "wait.picking.anywhere", "half_width": 1}), []) is None


@pytest.mark.parametrize(("gap", "enough"), [(0.3, None), (0.0, 5)])
def test_a_large_gap_in_lateness_is_waited_for_and_a_small_one_is_not(gap: float, enough: int | None) -> None:
    """Profit is clear after five; of so much fewer on time somebody wants to know whether it is luck."""
    rule = experiment(min=5, max=50, until="clear")
    noise = np.array([0.0, 0.5, 0.1, 0.6, 0.02])
    shared = {"online_turnover": np.full(5, 1e4)}
    a = replications(profit=np.full(5, 100.0), on_time_delivery=np.full(5, 0.98), **shared)
    b = replications(
        profit=np.full(5, 900.0), on_time_delivery=0.98 - gap - max(gap, 0.004) * np.abs(noise) * 4, **shared
    )
    assert stop_after(rule, a, [b]) == enough
    alike = replications(profit=np.full(5, 500.0), on_time_delivery=np.full(5, 0.98), **shared)
    for others in ([b, alike], [alike, b]):
        assert stop_after(rule, a, others) == enough, "wherever it stands among the alternatives"


@pytest.mark.parametrize(
    ("third", "enough"), [([0.99, 0.992, 0.991, 0.99, 0.99], 5), ([0.99, 0.9, 0.97, 0.99, 0.93], None)]
)
def test_every_alternative_and_every_target_has_to_be_clear(third: list[float], enough: int | None) -> None:
    """Two alternatives: one is clear at once, the target of the other is not."""
    from scenarios.study.searching.goals import parse_constraint

    rule, target = experiment(min=5, max=50, until="clear"), parse_constraint("on_time_delivery >= 0.96")
    shared = {"online_turnover": np.full(5, 1e4), "orders_delivered": np.full(5, 2000.0)}
    a, b, c = (
        replications(profit=np.full(5, profit), on_time_delivery=np.array(on_time), **shared)
        for profit, on_time in ((100.0, [0.991] * 5), (900.0, [0.99] * 5), (500.0, third))
    )
    assert stop_after(rule, a, [b], [target]) == 5
    assert stop_after(rule, a, [b, c], [target]) == enough
