import pytest

from scenarios.errors import InputError
from scenarios.study.searching.goals import (
    Constraint,
    Objective,
    judge_all,
    known_kpi,
    parse_constraint,
    parse_objective,
)
from scenarios.study.statistics.intervals import Estimate


def test_a_limit_is_read_with_or_without_blanks() -> None:
    assert parse_constraint("on_time_delivery >= 0.95") == Constraint("on_time_delivery", ">=", 0.95)
    assert parse_constraint("cost_per_order<=12") == Constraint("cost_per_order", "<=", 12.0)
    assert str(parse_constraint("wait.picking.north <= 3e1")) == "wait.picking.north <= 30"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("on_time_delivery > 0.95", '"KPI >= number" and "KPI <= number" are accepted'),
        ("on_time_delivery >= high", "are accepted"),
        (">= 0.95", "are accepted"),
        ("on_time_delivry >= 0.95", "did you mean on_time_delivery"),
        ("on_time_delivery >= 95", r"a limit from 0 to 1 is accepted \(0.95 for 95 %\)"),
    ],
)
def test_a_limit_that_cannot_be_read_is_one_line(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as raised:
        parse_constraint(text)
    assert str(raised.value).startswith("--subject-to: ")


def test_a_misspelt_kpi_is_told_the_nearest_and_a_family_needs_its_member() -> None:
    with pytest.raises(InputError, match=r"^--minimise: cost_per_ordr: no such KPI, did you mean cost_per_order"):
        parse_objective("cost_per_ordr", None)
    with pytest.raises(InputError, match=r"wait.NAME"):
        known_kpi("wait", "--kpi")
    assert known_kpi("wait.picking.north", "--kpi") == "wait.picking.north"


def test_one_objective_is_wanted() -> None:
    assert parse_objective(None, "profit") == Objective("profit", "up")
    with pytest.raises(InputError, match="missing"):
        parse_objective(None, None)
    with pytest.raises(InputError, match="beside --minimise"):
        parse_objective("cost_per_order", "profit")


@pytest.mark.parametrize(
    ("low", "high", "standing"),
    [(0.96, 0.97, "holds"), (0.94, 0.96, "open"), (0.90, 0.94, "fails"), (None, None, "open")],
)
def test_a_limit_is_judged_by_the_interval(low: float | None, high: float | None, standing: str) -> None:
    floor = Constraint("on_time_delivery", ">=", 0.95)
    assert floor.judge(Estimate(0.95, low, high, 5)) == standing


def test_limits_are_judged_together() -> None:
    floor, ceiling = Constraint("fill_rate", ">=", 0.9), Constraint("cost_per_order", "<=", 10)
    good, bad, wide = Estimate(0.95, 0.94, 0.96, 5), Estimate(12.0, 11.0, 13.0, 5), Estimate(10.0, 9.0, 11.0, 5)
    assert judge_all([floor, ceiling], {"fill_rate": good, "cost_per_order": bad}) == "fails"
    assert judge_all([floor, ceiling], {"fill_rate": good, "cost_per_order": wide}) == "open"
    assert judge_all([floor], {"fill_rate": good}) == "holds"
    assert judge_all([], {}) == "holds"
