import json
from dataclasses import replace

import pytest

from scenarios import compare
from scenarios.resolve import load
from scenarios.study.api import compare_all
from scenarios.study.running.results import Replication, RunResult
from scenarios.study.statistics.comparison import Comparison, compared
from scenarios.study.statistics.intervals import difference


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
    for kpi in document["kpis"].values():
        unclear = ["replications_needed"] if kpi["verdict"] == "unclear" else []
        assert list(kpi) == [*wanted, *unclear]
        assert kpi["verdict"] in ("better", "worse", "higher", "lower", "equal", "unclear")


def test_comparing_with_oneself_shows_nothing() -> None:
    found = compare("tiny", "tiny", replications=2).kpis()
    assert {kpi.verdict for kpi in found.values() if kpi.estimate.n > 1} == {"equal"}


def test_b_is_run_with_the_seed_and_number_of_a() -> None:
    comparisons = compare_all([load("tiny", ["experiment.seed=5"]), "tiny", "tiny+start=2026-03-07"], replications=2)
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


def test_verdicts_are_what_the_intervals_say(by_hand: Comparison) -> None:
    for key, found in by_hand.kpis().items():
        low, high = found.estimate.low, found.estimate.high
        if low is not None and high is not None:
            small, holds_zero = -found.margin <= low and high <= found.margin, low <= 0 <= high
            if key != "profit":
                assert (found.verdict == "equal") == small
            assert (found.verdict == "unclear") == (holds_zero and not small)
            assert (found.replications_needed or 0) >= (4 if found.verdict == "unclear" else 0)


def test_sums_of_money_are_neither_better_nor_worse_where_more_was_delivered() -> None:
    same = {"orders_delivered": 100.0, "cost.packaging": 65.0, "profit": 10.0, "online_turnover": 900.0}
    more = {"orders_delivered": 150.0, "cost.packaging": 97.0, "profit": 30.0, "online_turnover": 1350.0}

    def run_of(*kpis: dict[str, float]) -> RunResult:
        return RunResult(load("tiny"), tuple(Replication(k, "", one, (), 0.0) for k, one in enumerate(kpis)))

    (found,) = compared(run_of(same, same), [run_of(more, more)])
    assert {key: one.verdict for key, one in found.kpis().items()} == {
        "orders_delivered": "higher",
        "cost.packaging": "higher",
        "profit": "better",
        "online_turnover": "higher",
    }
    dearer = same | {"cost.packaging": 97.0}
    (found,) = compared(run_of(same, same), [run_of(dearer, dearer)])
    assert found.kpis()["cost.packaging"].verdict == "worse"


def test_no_two_shares_differ_by_more_than_everything() -> None:
    def run_of(*shares: float) -> RunResult:
        kpis = [{"tickets_abandoned": share} for share in shares]
        return RunResult(load("tiny"), tuple(Replication(k, "", one, (), 0.0) for k, one in enumerate(kpis)))

    gap = compared(run_of(0.0, 1.0), [run_of(1.0, 0.4)])[0].kpis()["tickets_abandoned"].estimate
    assert (gap.low, gap.high) == (-1.0, 1.0)


def test_what_the_question_is_about_is_not_widened_by_everything_else(by_hand: Comparison) -> None:
    """A family of one has the interval it has alone; among all further KPIs it is several times as wide."""
    plain, asked = "contribution", ["experiment.kpis=[contribution]"]
    questions = [replace(one, scenario=load(one.scenario.name, asked)) for one in (by_hand.a, by_hand.b)]
    (named,) = compared(questions[0], questions[1:])
    apart = difference(by_hand.a.values(plain), by_hand.b.values(plain), "up")
    assert named.kpis()[plain].estimate.half_width == pytest.approx(apart.estimate.half_width)
    assert (by_hand.kpis()[plain].estimate.half_width or 0) > 2 * (apart.estimate.half_width or 0)
