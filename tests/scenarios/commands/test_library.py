import json

import pytest

pytestmark = pytest.mark.usefixtures("no_report")


def test_new_writes_a_scenario_that_runs_as_its_parent(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("new", "mine", "--from", "tiny")
    assert answer.code == 0
    assert "# mean orders a day" in (tmp_path / "mine.yaml").read_text()
    mine = json.loads(orderlab("run", "mine.yaml", "--replications", "1", "--json").out)
    parent = json.loads(orderlab("run", "tiny", "--replications", "1", "--json").out)
    assert (mine["key"], mine["kpis"]) == (parent["key"], parent["kpis"])


def test_new_overwrites_nothing(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine.yaml").write_text("precious")
    answer = orderlab("new", "mine")
    assert answer.code == 2
    assert answer.err == "NAME: mine.yaml: exists already and is not overwritten, a new name is accepted\n"
    assert (tmp_path / "mine.yaml").read_text() == "precious"


def test_show_prints_the_file_or_every_value_with_its_origin(orderlab) -> None:  # type: ignore[no-untyped-def]
    written = orderlab("show", "tiny").out
    assert "schema: 2" in written
    assert "missed_scans" not in written
    resolved = orderlab("show", "tiny", "--resolved", "--set", "days=3").out
    assert any(line.startswith("days: 3") and line.endswith("[--set]") for line in resolved.splitlines())
    assert "missed_scans" in resolved


def test_the_lists_name_everything(orderlab) -> None:  # type: ignore[no-untyped-def]
    scenarios = orderlab("scenarios").out
    assert all(name in scenarios for name in ("city_day", "tiny"))
    solvers = orderlab("solvers").out
    for name in ("manual", "savings", "insertion", "numba", "ortools"):
        line = next(line for line in solvers.splitlines() if line.startswith(name))
        assert "time_windows" in line


def test_one_section_is_shown_with_the_heads_it_stands_below(orderlab) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("show", "city_day", "--section", "delivery.doors")
    heads = [line.partition(":")[0] for line in answer.out.splitlines()]
    values = ["    not_home", "    maximum_attempts", "    address_correction_hours"]
    assert heads == ["delivery", "  doors", *values]
    assert "[default]" in answer.out
    unknown = orderlab("show", "city_day", "--section", "delivery.dors")
    assert (unknown.code, unknown.out) == (2, "")
    assert "did you mean doors?" in unknown.err
