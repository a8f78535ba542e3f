import json

import pytest

from scenarios import compare
from scenarios.resolve import load
from scenarios.study.api import compare_all
from scenarios.study.statistics.comparison import Comparison, compared


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


def test_more_alternatives_need_wider_intervals(by_hand: Comparison) -> None:
    alone = by_hand.kpis()["cost_per_order"]
    one, other = compared(by_hand.a, [by_hand.b, by_hand.b])
    assert one.kpis() == other.kpis()
    together = one.kpis()["cost_per_order"]
    assert together.estimate.mean == alone.estimate.mean
    assert (together.estimate.half_width or 0) > (alone.estimate.half_width or 0)


def test_an_interval_holds_zero_exactly_where_nothing_is_shown(by_hand: Comparison) -> None:
    for found in by_hand.kpis().values():
        if found.estimate.low is not None and found.estimate.high is not None:
            holds = found.estimate.low <= 0 <= found.estimate.high
            assert holds == (found.verdict == "no difference shown")
