"""`orderlab compare RUN_A RUN_B`: two finished runs of one version, read and paired, nothing computed."""

import json
import sqlite3

import pytest

pytestmark = pytest.mark.usefixtures("no_report")


@pytest.fixture
def two(orderlab):  # type: ignore[no-untyped-def]
    for name, scenario in (("a", "tiny"), ("b", "tiny+delivery.mode=carrier")):
        assert orderlab("run", scenario, "--replications", "3", "--out", name).code == 0
    return orderlab


def test_it_says_what_the_comparison_itself_says_and_computes_nothing(two, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    direct = two("compare", "tiny", "tiny+delivery.mode=carrier", "--replications", "3", "--json")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be computed")

    monkeypatch.setattr("sim.model.simulate", never)
    monkeypatch.setattr("scenarios.study.running.cell.run_cell", never)
    read = two("compare", "a", "b", "--json")
    assert read.code == 0
    ours, theirs = json.loads(read.out), json.loads(direct.out)
    assert ours["replications"] == 3
    assert ours["comparisons"][0]["kpis"] == theirs["comparisons"][0]["kpis"]
    assert ours["comparisons"][0]["money"]["profit_a_month"] == theirs["comparisons"][0]["money"]["profit_a_month"]
    assert two("compare", "a", "b").code == 0


def test_what_cannot_be_paired_is_refused_in_one_line(two) -> None:  # type: ignore[no-untyped-def]
    assert two("run", "tiny", "--replications", "2", "--out", "fewer").code == 0
    assert two("run", "tiny", "--replications", "3", "--seed", "5", "--out", "other").code == 0
    for words, said in (
        (("compare", "a", "fewer"), "fewer: replications 2, and a has 3"),
        (("compare", "a", "other"), "other: seed 5, and a has"),
        (("compare", "a", "tiny"), "tiny: not the folder of a finished run"),
        (("compare", "a"), "B: not the folder of a finished run"),
        (("compare", "a", "b", "--seed", "3"), "--seed: not accepted with finished runs"),
    ):
        found = two(*words)
        assert found.code == 2
        assert said in found.err
        assert len(found.err.strip().splitlines()) == 1


def test_a_folder_of_another_version_is_refused_in_one_line_that_names_it(two) -> None:  # type: ignore[no-untyped-def]
    with sqlite3.connect("b/store.sqlite") as base:
        base.execute("UPDATE notes SET text = 'orderlab 0.0.1 (sources 0123)' WHERE name = 'version'")
    for words in (("compare", "a", "b"), ("resume", "b"), ("export", "b", "--format", "csv")):
        found = two(*words)
        assert found.code == 2
        assert "b: written by orderlab 0.0.1 (sources 0123), this is orderlab " in found.err
        assert len(found.err.strip().splitlines()) == 1


def test_an_unfinished_run_and_another_study_are_refused(two) -> None:  # type: ignore[no-untyped-def]
    from pathlib import Path

    Path("b/run.json").unlink()
    assert "not finished, orderlab resume b" in two("compare", "a", "b").err
    assert two("compare", "tiny", "tiny+delivery.mode=carrier", "--replications", "2", "--out", "c").code == 0
    assert "a study of `orderlab compare`" in two("compare", "a", "c").err
