"""Solvers inside a business: longer routes are found as such, and what cannot be raced is a row."""

import json
from pathlib import Path

import pytest

from scenarios.errors import InputError
from scenarios.study.racing.business import race_business
from scenarios.study.racing.business_words import in_words
from scenarios.study.racing.calibrating import Calibration, Pace, document, measured, stored
from solvers import registry

LONGER = '''
from dataclasses import dataclass
from typing import ClassVar

from solvers import Capability, create, finish
from solvers.solution import Route


@dataclass(frozen=True)
class Backwards:
    """Savings, with every route begun at its middle: as many vans, more kilometres."""

    name: ClassVar[str] = "backwards"
    supports: ClassVar[Capability] = create("savings").supports
    iteration_unit: ClassVar[str] = "plans"

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        plan = create("savings").solve(problem, budget, rng)
        turned = [Route(one.vehicle, one.stops[len(one.stops) // 2 :] + one.stops[: len(one.stops) // 2])
                  for one in plan.routes]
        try:
            return finish(problem, turned, plan.unserved, 1)
        except RuntimeError:
            return plan
'''
CAPACITY_ALONE = '''
from dataclasses import dataclass
from typing import ClassVar

from solvers import Capability


@dataclass(frozen=True)
class Plain:
    """Knows no windows."""

    name: ClassVar[str] = "plain"
    supports: ClassVar[Capability] = Capability.CAPACITY
    iteration_unit: ClassVar[str] = "plans"

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        raise AssertionError("nobody asks it")
'''
ONE_PLAN = Calibration((Pace(1, 0.001, 0.0),), True)


def test_worse_plans_are_found_to_be_worse(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(LONGER)
    mine, plain = f"{file}::Backwards", f"{tmp_path / 'plain.py'}::Plain"
    (tmp_path / "plain.py").write_text(CAPACITY_ALONE)
    raced = race_business(
        "tiny",
        [plain, "savings", mine, "manual", "savings"],
        seconds=[0.01, 0.01],
        replications=2,
        jobs=1,
        calibration=stored() | {mine: ONE_PLAN},
    )
    rows = {row.entry.solver: row for row in raced.rows}
    assert len(raced.rows) == 4, "named twice is raced once"
    assert raced.reference == "savings", "the first that can plan these waves"
    assert rows[plain].entry.status == "skipped"
    assert rows[plain].entry.reason.startswith("plain lacks time_windows, ")
    ends = [
        (rows[name].kpis["on_time_delivery"].low, rows[name].kpis["on_time_delivery"].high)
        for name in ("savings", mine, "manual")
    ]
    assert all(0.0 <= low < high <= 1.0 for low, high in ends), "intervals of a share, as a run tells them"
    assert rows[mine].plan_gap.mean > rows["savings"].plan_gap.mean >= 0.0
    assert rows[mine].kpis["kilometres_per_drop"].mean > rows["savings"].kpis["kilometres_per_drop"].mean
    assert rows["savings"].differences["profit_a_month"].mean == 0.0
    assert rows["savings"].planning_share is None
    text = in_words(raced)
    assert "tiny: 2 replications" in text
    assert text.count("0.01") >= 2


def test_only_who_plans_longer_than_others_is_simulated_once_more_whoever_is_named_first() -> None:
    told: list[str] = []
    raced = race_business(
        "tiny",
        ["manual", "savings"],
        seconds=[0.01],
        replications=2,
        jobs=1,
        calibration=stored(),
        tell=told.append,
    )
    assert told[-7] == "simulating 3 businesses, 2 replications each"
    assert [line.partition(":")[0] for line in told[-6:]] == [f"simulation {number} of 6" for number in range(1, 7)]
    assert raced.reference == "manual"
    by_hand, savings = raced.rows
    assert savings.planning_share is None, "nobody plans faster"
    lost = savings.kpis["on_time_delivery"].mean > by_hand.kpis["on_time_delivery"].mean  # type: ignore[operator]
    assert (by_hand.planning_share is not None) == lost


def test_a_solver_against_itself_differs_by_nothing() -> None:
    raced = race_business("tiny", ["savings", "savings[]"], seconds=[0.01], replications=2, jobs=1, calibration={
        "savings": Calibration((Pace(1, 0.0, 0.001),), True), "savings[]": Calibration((Pace(1, 0.0, 0.001),), True),
    })  # fmt: skip
    for found in raced.rows[1].differences.values():
        assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_what_is_not_installed_is_a_row_that_says_what_to_install(monkeypatch, orderlab) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(registry._NEEDS_MODULE, "pyvrp", "no_such_module")
    words = (
        "race",
        "--business",
        "tiny",
        "--solvers",
        "savings,pyvrp",
        "--seconds-a-wave",
        "0.01",
        "--replications",
        "2",
    )
    answer = orderlab(*words, "--picture", "there.png", "--json")
    document = json.loads(answer.out)
    done, absent = document["rows"]
    assert (done["status"], absent["status"]) == ("done", "not_installed")
    assert "pip install" in absent["reason"]
    for key in ("plan_gap", "on_time_delivery", "profit_a_month", "cpu_a_wave"):
        assert set(done[key]) == {"mean", "low", "high"}
        assert done[key]["mean"] is not None
    assert {"instance", "set", "solver", "seconds", "seed", "cost", "gap", "feasible", "cpu_seconds", "status"} <= set(
        done
    )
    assert Path("there.png").read_bytes().startswith(b"\x89PNG")


def test_iterations_follow_from_seconds_and_size() -> None:
    one = Calibration((Pace(10, 0.01, 0.001), Pace(30, 0.03, 0.003)), True)
    assert one.iterations(0.11, 10) == 100
    assert one.iterations(0.12, 20) == 50
    assert one.iterations(0.001, 10) == 1, "at least one"
    assert ONE_PLAN.iterations(5.0, 10) == 1


def test_a_measured_calibration_is_read_back(tmp_path: Path) -> None:
    found = measured("manual", sizes=(5,))
    file = tmp_path / "calibration.json"
    file.write_text(json.dumps(document({"manual": found})))
    assert stored(file)["manual"].iterations(1.0, 5) == 1
    assert {"manual", "savings", "numba", "ortools"} <= set(stored())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("tiny+delivery.mode=carrier",), "tiny+delivery.mode=carrier: own vans plan no wave"),
        (("tny",), "SCENARIO: tny"),
        (("tiny", "--solvers", "numbra"), "race: unknown solver 'numbra'"),
        (("tiny", "--seconds-a-wave", "0"), "--seconds-a-wave: '0' is not accepted"),
        (("tiny", "waves:5"), "--business: sets are given too"),
        (("tiny", "--calibration", "nowhere.json"), "--calibration: nowhere.json: cannot be read"),
        (("tiny", "--picture", "no/where.png"), "--picture: the folder of no/where.png does not exist"),
    ],
)
def test_what_is_refused(orderlab, words: tuple[str, ...], complaint: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("race", "--business", *words)
    assert answer.code == 2
    assert answer.err.splitlines()[-1].startswith(complaint)


def test_a_command_plans_no_business() -> None:
    with pytest.raises(InputError, match="a command plans no business"):
        race_business("tiny", ["cat {problem} {routes}"])


def test_who_plans_alike_at_every_budget_is_simulated_once() -> None:
    told: list[str] = []
    raced = race_business(
        "tiny",
        ["manual", "savings"],
        seconds=[0.0001, 0.0002],
        replications=1,
        jobs=1,
        calibration=stored(),
        tell=told.append,
    )
    # by hand once, and once as quick as savings, for whom both budgets buy one try
    assert [line for line in told if line.startswith("simulating")] == ["simulating 3 businesses, 1 replication each"]
    by_hand = [row.kpis["on_time_delivery"] for row in raced.rows if row.entry.solver == "manual"]
    assert by_hand[0] == by_hand[1]
