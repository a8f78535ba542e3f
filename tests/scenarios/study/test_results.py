import json
import math

import pytest

from scenarios import compare, run
from scenarios.errors import InputError
from scenarios.resolve import load
from scenarios.study.api import compare_all
from scenarios.study.comparison import Comparison
from scenarios.study.results import RunResult
from sim.kpis import DEFINITIONS

ARTICLE = {
    "order_accuracy",
    "on_time_delivery",
    "order_cycle_time",
    "customer_satisfaction",
    "order_volume",
    "cost_per_order",
    "shipping_cost_per_order",
    "picking_accuracy",
}


def test_a_run_has_every_kpi_that_is_defined(tiny: RunResult) -> None:
    families = {key.partition(".")[0] for key in tiny.kpis()}
    assert set(DEFINITIONS) <= families | set(tiny.kpis())
    assert set(tiny.kpis()) >= ARTICLE


def test_a_run_document_has_the_agreed_shape(tiny: RunResult) -> None:
    document = json.loads(json.dumps(tiny.document(), allow_nan=False))
    assert list(document) == ["scenario", "key", "seed", "replications", "tape", "reproducible", "kpis"]
    for kpi in document["kpis"].values():
        assert list(kpi) == ["mean", "low", "high", "unit", "direction", "n"]
        assert kpi["direction"] in ("up", "down", "none")
        if kpi["n"] > 1:
            assert kpi["low"] <= kpi["mean"] <= kpi["high"]
        else:
            assert kpi["low"] is None


def test_a_mean_is_the_mean_of_its_replications(tiny: RunResult) -> None:
    values = [value for value in tiny.values("cost_per_order") if value is not None]
    assert tiny.kpis()["cost_per_order"].mean == math.fsum(values) / 3


def test_the_interval_of_a_share_stays_between_nothing_and_everything(tiny: RunResult) -> None:
    for kpi in tiny.kpis().values():
        if kpi.unit == "share" and kpi.low is not None and kpi.high is not None and (kpi.mean or 0) <= 1:
            assert 0 <= kpi.low <= kpi.high <= 1


def test_one_replication_has_no_interval() -> None:
    kpi = run("tiny", replications=1).kpis()["cost_per_order"]
    assert (kpi.low, kpi.high, kpi.n) == (None, None, 1)


def test_a_difference_is_b_minus_a_over_the_same_customers(by_hand: Comparison) -> None:
    found = by_hand.kpis()["cost_per_order"]
    assert by_hand.same_customers
    assert found.a is not None
    assert found.b is not None
    assert found.estimate.mean == pytest.approx(found.b - found.a)
    assert found.verdict == "worse"


def test_common_random_numbers_cancel_the_luck_both_share(by_hand: Comparison) -> None:
    assert by_hand.kpis()["order_volume"].estimate.mean == 0
    factor = by_hand.kpis()["shipping_cost_per_order"].variance_reduction
    assert factor is not None
    assert factor > 1


def test_a_comparison_document_has_the_agreed_shape(by_hand: Comparison) -> None:
    document = json.loads(json.dumps(by_hand.document(), allow_nan=False))
    assert (document["a"], document["b"]) == ("tiny", "tiny+processing.automation=manual")
    wanted = ["a", "b", "difference", "low", "high", "verdict", "variance_reduction"]
    assert all(list(kpi) == wanted for kpi in document["kpis"].values())


def test_comparing_with_oneself_shows_nothing() -> None:
    found = compare("tiny", "tiny", replications=2).kpis()
    assert {kpi.verdict for kpi in found.values()} == {"no difference shown"}


def test_b_is_run_with_the_seed_and_number_of_a() -> None:
    comparisons = compare_all([load("tiny", ["experiment.seed=5"]), "tiny", "tiny+days=2"], replications=2)
    assert [one.b.scenario.experiment.seed for one in comparisons] == [5, 5]
    assert comparisons[0].same_customers
    assert not comparisons[1].same_customers


def test_a_misspelt_kpi_of_a_sequential_run_names_its_neighbour() -> None:
    wanted = "experiment.replications={min: 2, max: 3, until: {kpi: cost_per_ordr, half_width: 1}}"
    with pytest.raises(InputError, match=r"did you mean cost_per_order"):
        run(load("tiny", [wanted]))
