"""A benchmark's verdict: what rounds differ in accuses nobody, what lies beyond the margin is found."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import families
import numpy as np
import pytest
import verdicts
from verdicts import Measure, conclude, judge

HIGHER, LOWER = Measure(higher_is_better=True), Measure(higher_is_better=False)


@pytest.mark.parametrize(
    ("rounds", "measure", "expected"),
    [
        ([4.0, 4.1, 3.9], HIGHER, "as stored"),
        ([3.5, 3.6, 3.4], HIGHER, "worse"),
        ([3.5, 3.6, 3.4], LOWER, "better"),
        ([4.5, 4.6, 4.4], HIGHER, "better"),
        ([4.5, 4.6, 4.4], LOWER, "worse"),
        ([3.0, 4.1, 3.2], HIGHER, "as stored"),  # its interval reaches the stored value
        ([3.9], HIGHER, "as stored"),
        ([3.7], HIGHER, "worse"),
    ],
)
def test_a_ratio_is_worse_only_where_its_whole_interval_lies_beyond_the_margin(
    rounds: list[float], measure: Measure, expected: str
) -> None:
    assert judge(rounds, 4.0, measure).verdict == expected


def test_rounds_that_differ_by_luck_alone_are_seldom_accused_and_a_real_loss_is_found() -> None:
    draws = np.random.default_rng(5)
    same = [judge(draws.normal(4.0, 0.2, 5).tolist(), 4.0, HIGHER).verdict for _ in range(200)]
    lost = [judge(draws.normal(3.4, 0.1, 5).tolist(), 4.0, HIGHER).verdict for _ in range(200)]
    assert same.count("worse") <= 10
    assert lost.count("worse") >= 190


def test_nothing_stored_is_not_judged_and_what_is_accepted_is_kept_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verdicts, "STORED", tmp_path / "stored.json")

    def ran(ratio: float, *, reason: str | None = None, as_json: bool = False) -> tuple[int, str]:
        asked = argparse.Namespace(quick=True, json=as_json, accept=reason)
        code = conclude("engine", asked, {"ratio": ratio}, {"ratio": [ratio]}, {"ratio": HIGHER})
        return code, capsys.readouterr().out

    assert ran(4.0) == (0, ran(4.0)[1])
    assert "not judged" in ran(4.0)[1]
    assert ran(4.0, reason="a first measure")[0] == 0
    assert json.loads((tmp_path / "stored.json").read_text())["engine"]["quick"] == {
        "reason": "a first measure",
        "values": {"ratio": 4.0},
    }
    code, told = ran(3.0)
    assert code == 1
    assert told.endswith("verdict: worse in ratio\n")
    assert json.loads(ran(3.0, as_json=True)[1])["worse"] == ["ratio"]
    assert ran(4.1)[0] == 0


def row(version: str, instance: str, seed: int, cost: float, **more: Any) -> dict[str, Any]:
    return {
        "solver": "numba", "solver_version": version, "set": "x", "seconds": 1.0, "instance": instance, "seed": seed,
        "cost": cost, "feasible": True,
    } | more  # fmt: skip


def test_costs_of_a_family_are_paired_by_instance_and_seed_with_those_of_the_version_before() -> None:
    before = [row("one", name, seed, 100.0) for name in "abcdef" for seed in (1, 2)]
    dearer = [row("two", name, seed, 101.0) for name in "abcdef" for seed in (1, 2)]
    assert families.verdicts(before) == {}
    (worse,) = families.verdicts(before + dearer).values()
    assert (round(worse.value, 6), worse.verdict) == (1.01, "worse")
    same = [row("two", name, seed, 100.0) for name in "abcdef" for seed in (1, 2)]
    (equal,) = families.verdicts(
        [*before, *same, row("two", "g", 1, 900.0), row("x", "a", 1, 9.0, solver="pyvrp")]
    ).values()
    assert equal.verdict == "as stored"


def test_a_family_is_judged_by_the_stored_ratio_to_the_costs_of_pyvrp() -> None:
    theirs = [row("p", name, seed, 100.0, solver="pyvrp") for name in "abcdef" for seed in (1, 2)]
    for cost, verdict in ((99.0, "as stored"), (99.5, "worse"), (98.0, "better")):
        ours = [row("one", name, seed, cost) for name in "abcdef" for seed in (1, 2)]
        (found,) = families.against([*theirs, *ours, row("one", "g", 1, 9.0)], {"x, 1 s": 0.99}).values()
        assert (round(found.value, 6), found.verdict) == (cost / 100, verdict)
    assert families.against(ours, {}) == {}
    (unknown,) = families.against(theirs + ours, {}).values()
    assert unknown.verdict == "not judged"


def test_every_set_of_the_kept_rows_has_its_stored_ratio() -> None:
    rows = [json.loads(line) for line in families.STORE.read_text(encoding="utf-8").splitlines()]
    found = families.against(rows, verdicts.read("families", "full"))
    assert len(found) == 21
    assert {name for name, one in found.items() if one.verdict != "as stored"} == set()
