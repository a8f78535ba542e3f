"""What rows say, on rows whose answer is known."""

from typing import Any

import pytest

from scenarios.study.racing.judging import profiles, summary, verdicts, with_gaps


def row(path: str, solver: str, cost: float | None, seed: int = 1, best: float | None = 100.0) -> dict[str, Any]:
    trace = [] if cost is None else [[0.5, cost]]
    known = {"path": path, "problem_hash": path, "set": "files", "best_known": best}
    known |= {"solver": solver, "seconds": 1.0, "iterations": None, "seed": seed, "trace_by": "audit"}
    status = "infeasible" if cost is None else "done"
    return known | {"cost": cost, "feasible": cost is not None, "trace": trace, "status": status}


def rows_of(solver: str, costs: list[float | None], seed: int = 1) -> list[dict[str, Any]]:
    return [row(f"file {number}", solver, cost, seed) for number, cost in enumerate(costs)]


def test_gaps_are_to_the_best_known_or_to_the_best_of_the_race() -> None:
    published, alone = with_gaps([row("a", "x", 103.0)])[0], with_gaps([row("a", "x", 103.0, best=None)])[0]
    assert (published["gap"], published["primal_integral"]) == pytest.approx((3.0, 51.5))
    assert published["time_to_target"] is None
    assert (alone["gap"], alone["time_to_target"]) == (0.0, 0.5)


def test_a_trace_that_is_a_solvers_word_enters_no_integral() -> None:
    (judged,) = with_gaps([row("a", "x", 103.0) | {"trace_by": "solver", "trace": [[0.0, 1.0]]}])
    assert (judged["gap"], judged["primal_integral"], judged["time_to_target"]) == (pytest.approx(3.0), None, None)


@pytest.mark.parametrize("status", ["failed", "over_budget"])
def test_what_is_not_done_is_in_no_ranking_and_sets_no_mark(status: str) -> None:
    rows = with_gaps([row("a", "x", 103.0, best=None), row("a", "y", 90.0, best=None) | {"status": status}])
    assert [one["gap"] for one in rows] == [0.0, None]
    assert [one["mean_gap"] for one in summary(rows)] == [0.0, None]
    assert profiles(rows)["y"] == [0.0] * 7
    assert [one["n"] for one in verdicts(rows)] == [0]


def test_a_longer_solve_elsewhere_in_the_store_counts_as_the_best() -> None:
    (short,) = with_gaps([row("a", "x", 103.0, best=None)], [row("a", "x", 100.0, best=None), row("b", "x", 9.0)])
    assert short["gap"] == pytest.approx(3.0)


def test_the_mean_leaves_failures_out_and_counts_them() -> None:
    (mean,) = summary(with_gaps(rows_of("x", [101.0, 103.0, None])))
    assert (mean["mean_gap"], mean["n"], mean["failures"]) == (pytest.approx(2.0), 2, 1)
    assert mean["within_target"] == pytest.approx(1 / 3, abs=0.001)


def test_who_came_close_is_counted_by_the_audited_cost_whatever_the_budget_and_the_trace() -> None:
    counted = {"seconds": None, "iterations": 50}
    rows = [row("a", "x", 100.5) | counted, row("b", "x", 102.0) | counted, row("c", "x", None) | counted]
    (mean,) = summary(with_gaps(rows))
    assert mean["within_target"] == pytest.approx(1 / 3, abs=0.001)
    (told,) = summary(with_gaps([row("a", "x", 100.5) | {"trace_by": "solver", "trace": []}]))
    assert told["within_target"] == 1.0


def test_a_profile_counts_failures_against_a_solver() -> None:
    shares = profiles(with_gaps(rows_of("x", [100.0, None]) + rows_of("y", [104.0, 100.0])))
    assert shares == {"x": [0.5] * 7, "y": [0.5] * 5 + [1.0] * 2}


def test_a_clear_lead_is_called_one_and_a_small_one_is_not() -> None:
    ahead, behind = [101.0 + k / 10 for k in range(8)], [102.0 + k / 5 for k in range(8)]
    (verdict,) = verdicts(with_gaps(rows_of("x", ahead) + rows_of("y", behind)))
    assert (verdict["verdict"], verdict["n"]) == ("x is better", 8)
    assert verdict["p"] == pytest.approx(2 / 2**8, abs=1e-4)  # all eight signs alike, two-sided
    (few,) = verdicts(with_gaps(rows_of("x", ahead[:5]) + rows_of("y", behind[:5])))
    assert (few["verdict"], few["p"]) == ("too few to tell, 6 needed", None)
    close = [cost + (-1) ** k * 0.3 for k, cost in enumerate(ahead)]
    (open_one,) = verdicts(with_gaps(rows_of("x", ahead) + rows_of("y", close)))
    assert open_one["verdict"] == "no difference shown"
    (same,) = verdicts(with_gaps(rows_of("x", ahead) + rows_of("y", ahead)))
    assert (same["verdict"], same["p"]) == ("equal in all", None)


def test_where_nothing_was_solved_nothing_is_said_of_it() -> None:
    (verdict,) = verdicts(with_gaps(rows_of("x", [101.0] * 8) + rows_of("y", [None] * 8)))
    assert (verdict["verdict"], verdict["n"], verdict["p"]) == ("nothing that both solved", 0, None)


def test_a_seed_that_one_solver_failed_counts_for_neither() -> None:
    """Summed over seeds, the failing solver would win for having fewer gaps to add."""
    steady = [101.0 + k / 10 for k in range(8)]
    worse = [cost + 0.5 for cost in steady]
    rows = rows_of("x", steady) + rows_of("x", steady, 2) + rows_of("y", worse) + rows_of("y", [None] * 8, 2)
    (verdict,) = verdicts(with_gaps(rows))
    assert verdict["verdict"] == "x is better"
