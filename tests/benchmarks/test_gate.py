"""The gate's judgement: slowdowns are caught, noise is not accused, and no change of results slips through."""

import json
from pathlib import Path

import numpy as np
import pytest
from gating.environments import READY, Environment, GateError, bring_kernels, environment, kept
from gating.exactness import TABLE, accept, differences, unexplained
from gating.judging import FULL, QUICK, Ratio, Rule, compare, ratio, slower
from gating.tables import Findings, markdown

RAW = Path(__file__).parents[2] / "benchmarks" / "gating" / "same_commit.json"
"""Every second of runs of a commit against itself, which `same_commit.py` keeps, run by run."""


def noise(draws: np.random.Generator, rounds: int, factor: float = 1.0, spread: float = 0.03):
    """Rounds in which the machine drifts, a process has its own pace, and every value its own noise."""
    made = []
    for _ in range(rounds):
        minute = draws.lognormal(0.0, 0.1)
        sides = []
        for times in (1.0, factor):
            pace = minute * times * draws.lognormal(0.0, spread)
            sides.append(tuple(float(pace * draws.lognormal(0.0, spread)) for _ in range(2)))
        made.append((sides[0], sides[1]))
    return made


def accused(draws: np.random.Generator, rule: Rule, factor: float) -> bool:
    first, again = (compare(noise(draws, rule.rounds, factor)) for _ in range(2))
    return slower(first, again, rule)


def test_the_ratio_is_one_of_medians_and_lies_in_its_interval() -> None:
    rounds = [((1.0, 3.0), (2.0, 6.0)), ((2.0, 2.0), (4.0, 4.0))]
    found = compare(rounds)
    assert found.ratio == 2.0
    assert found.low <= 2.0 <= found.high


@pytest.mark.parametrize(("rule", "factor"), [(FULL, 1.15), (QUICK, 1.3)])
def test_a_planted_slowdown_is_caught(rule: Rule, factor: float) -> None:
    draws = np.random.default_rng(1)
    assert sum(accused(draws, rule, factor) for _ in range(20)) >= 19


@pytest.mark.parametrize("rule", [FULL, QUICK])
def test_the_same_code_is_not_accused(rule: Rule) -> None:
    draws = np.random.default_rng(2)
    assert not any(accused(draws, rule, 1.0) for _ in range(40))


def test_nobody_is_accused_by_one_run() -> None:
    slow, fast = Ratio(1.3, 1.2, 1.4), Ratio(1.02, 0.95, 1.1)
    assert not slower(slow, None, QUICK)
    assert not slower(slow, fast, QUICK)
    assert slower(slow, slow, QUICK)


def recorded() -> dict[str, list[object]]:
    """Block -> all rounds of the recorded runs."""
    runs = json.loads(RAW.read_text(encoding="utf-8"))
    assert len(runs) == 20
    pools: dict[str, list[object]] = {}
    for run in runs:
        for row in run:
            pools.setdefault(row["block"], []).extend(row["rounds"])
    return pools


@pytest.mark.parametrize("rule", [FULL, QUICK])
def test_two_thousand_gates_resampled_from_the_same_commit_alarm_at_most_ten_times(rule: Rule) -> None:
    draws, alarms = np.random.default_rng(3), 0
    pools = recorded()

    def looks_slower(pool: list[object]) -> bool:
        return ratio([pool[at] for at in draws.integers(0, len(pool), rule.rounds)]) > rule.limit  # type: ignore[misc]

    for _ in range(2_000):
        alarms += any(looks_slower(pool) and looks_slower(pool) for pool in pools.values())
    assert alarms <= 10


@pytest.mark.parametrize(("rule", "factor"), [(FULL, 1.15), (QUICK, 1.3)])
def test_a_slowdown_planted_in_recorded_seconds_is_caught_in_nineteen_of_twenty(rule: Rule, factor: float) -> None:
    draws = np.random.default_rng(4)
    for name, pool in recorded().items():
        planted = [(base, [factor * value for value in head]) for base, head in pool]  # type: ignore[misc]
        caught = 0
        for _ in range(200):
            found = (ratio([planted[at] for at in draws.integers(0, len(pool), rule.rounds)]) for _ in range(2))
            first, again = (Ratio(value, value, value) for value in found)
            caught += slower(first, again, rule)
        assert caught >= 190, name


TABLED = {"reasons": ["first"], "compilations": 100, "rows": {"plan a": {"cost": 1}, "kpi b": ["1", None, None]}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rows": {"plan a": {"cost": 2}, "kpi b": ["1", None, None]}}, "plan a"),
        ({"rows": {"plan a": {"cost": 1}}}, "kpi b"),
        ({"rows": TABLED["rows"] | {"kpi c": None, "plan d": {}}}, "plan d"),
        ({"compilations": 101}, "compilations"),
    ],
)
def test_what_moved_is_told(change: dict[str, object], told: str) -> None:
    assert [name for name, _, _ in differences(TABLED | change, TABLED)] == [told]


def test_fewer_compilations_are_no_fault() -> None:
    assert differences(TABLED | {"compilations": 99}, TABLED) == []


def test_a_changed_table_needs_a_reason_of_its_own() -> None:
    changed = TABLED | {"compilations": 102}
    assert unexplained(TABLED, changed)
    assert not unexplained(TABLED, changed | {"reasons": ["first", "second"]})
    assert not unexplained(TABLED, TABLED | {"reasons": ["first", "wording"]})
    assert not unexplained(None, changed)


def test_a_count_from_a_filled_cache_is_never_accepted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="empty NUMBA_CACHE_DIR"):
        accept(tmp_path, TABLED | {"compilations": 0}, "a reason")
    assert not list(tmp_path.iterdir())


def test_the_committed_table_is_whole() -> None:
    table = json.loads((Path(__file__).parents[2] / TABLE).read_text(encoding="utf-8"))
    plans = [name for name in table["rows"] if name.startswith("plan ")]
    assert len(plans) == 20
    assert all(table["rows"][name]["feasible"] for name in plans)
    assert len({name.split()[1] for name in table["rows"] if name.startswith("kpi ")}) == 4
    assert all(table["reasons"])
    assert table["compilations"] > 0


def test_the_tables_say_the_verdict_first() -> None:
    found = Findings("main", ".", speed=[("a block", Ratio(1.2, 1.1, 1.3), Ratio(1.2, 1.1, 1.3), "slower")])
    found.complaints.append("a block: 1.20 times the CPU seconds of main")
    text = markdown(found)
    assert text.startswith("## Gate: failed")
    assert "| a block | 1.200 | 1.100 to 1.300 | 1.200 (1.100 to 1.300) | slower |" in text
    assert markdown(Findings("a", "b")).startswith("## Gate: passed")


def test_compiled_kernels_are_brought_from_an_environment_with_the_same_and_no_other(tmp_path: Path) -> None:
    def made(name: str, text: str) -> Path:
        kernels = tmp_path / name / "sources" / "solvers" / "kernels"
        (kernels / "rich").mkdir(parents=True)
        (kernels / "rich" / "cost.py").write_text(text)
        return kernels

    for name, text in (("a", "old"), ("b", "same"), ("c", "same")):
        compiled = made(name, text) / "compiled"
        compiled.mkdir()
        (compiled / "made_from.txt").write_text(name)
        if name != "b":  # its installation broke off
            (tmp_path / name / READY).touch()
    new, other = made("new", "same"), made("other", "newer")
    for kernels in (new, other):
        bring_kernels(kernels.parents[1], kept(tmp_path))
    assert (new / "compiled" / "made_from.txt").read_text() == "c"
    assert not (other / "compiled").exists()


def test_an_environment_takes_nothing_of_ours_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    variables = Environment("abc", tmp_path).variables
    assert "PYTHONPATH" not in variables
    assert variables["NUMBA_CACHE_DIR"] == str(tmp_path / "kernels")


def test_what_is_no_commit_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"^nowhere: no commit of .*, a commit, a branch or \. is accepted$"):
        environment(Path(__file__).parents[2], "nowhere", tmp_path)
