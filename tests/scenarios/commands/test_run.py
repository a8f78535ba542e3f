import json

import pytest

pytestmark = pytest.mark.usefixtures("no_report")


def test_run_prints_the_table_and_leaves_a_folder(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("run", "tiny", "--replications", "2", "--jobs", "1", "--out", "there")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].split() == ["KPI", "mean", "95", "%", "interval", "unit"]
    assert [line.split()[0] for line in lines[2:5]] == ["profit", "order_volume", "order_accuracy"]
    assert "tiny: replication 2 of 2" in answer.err
    assert {file.name for file in (tmp_path / "there").iterdir()} >= {
        "run.json",
        "kpis.parquet",
        "log",
        "scenario.yaml",
    }
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


def test_what_is_of_one_replication_says_so(orderlab) -> None:  # type: ignore[no-untyped-def]
    """Bottlenecks and orders are of the first simulated day, the table is of all."""
    both = orderlab("run", "tiny+delivery.mode=carrier", "--replications", "2").out
    for heading in ("Bottlenecks", "Worst-served orders"):
        assert f"{heading} (of replication 1 alone, the table is of all 2)" in both
    assert "of replication" not in orderlab("run", "tiny+delivery.mode=carrier", "--replications", "1").out


def test_json_is_one_document_and_nothing_else(orderlab) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("run", "tiny", "--replications", "1", "--seed", "7", "--json")
    document = json.loads(answer.out)
    assert (document["scenario"], document["seed"], document["replications"]) == ("tiny", 7, 1)


def test_the_same_command_gives_the_same_bytes_for_any_number_of_jobs(orderlab) -> None:  # type: ignore[no-untyped-def]
    outputs = {orderlab("run", "tiny", "--replications", "3", "--json", "--jobs", jobs).out for jobs in ("1", "2")}
    assert len(outputs) == 1


@pytest.mark.parametrize("solver", ["manual", "savings", "insertion", "ortools"])
def test_another_solver_meets_the_same_customers(orderlab, solver) -> None:  # type: ignore[no-untyped-def]
    words = ("run", "tiny", "--replications", "1", "--json")
    ours = json.loads(orderlab(*words).out)
    theirs = json.loads(orderlab(*words, "--set", f"delivery.solver={{name: {solver}, iterations: 3}}").out)
    assert theirs["tape"] == ours["tape"]
    assert theirs["key"] != ours["key"]
    assert theirs["kpis"] != ours["kpis"]


def test_the_run_folder_is_named_for_the_cell(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    key = json.loads(orderlab("run", "tiny", "--replications", "1", "--json").out)["key"]
    assert [folder.name for folder in (tmp_path / "runs").iterdir()] == [f"tiny-{key}"]


def test_a_folder_of_something_else_is_left_alone(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("meow")
    answer = orderlab("run", "tiny", "--out", "photos")
    assert answer.code == 2
    assert answer.err.startswith("--out: photos: exists and is no run folder")
    assert answer.err.count("\n") == 1


def test_a_second_run_prints_the_same_and_runs_nothing(orderlab, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    words = ("run", "tiny", "--replications", "2")
    first = orderlab(*words)
    monkeypatch.setattr("scenarios.study.running.cell.run_cell", None)  # whoever simulates now, fails
    again = orderlab(*words)
    assert (again.code, again.out) == (0, first.out)
    assert "2 from the store" in again.err
    json_of_it = orderlab(*words, "--json")
    assert json.loads(json_of_it.out)["replications"] == 2


def test_a_longer_run_in_the_same_folder_adds_what_is_missing(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    words = ("run", "tiny", "--out", "there", "--json")
    orderlab(*words, "--replications", "2")
    longer = orderlab(*words, "--replications", "3")
    assert "2 from the store" in longer.err
    alone = orderlab("run", "tiny", "--json", "--replications", "3")
    assert longer.out == alone.out == (tmp_path / "there" / "run.json").read_text()


def test_a_run_with_a_failed_replication_shows_the_others_and_says_no(orderlab, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from scenarios.study.running import cell

    real = cell.run_cell

    def fail_the_second(one, *others):  # type: ignore[no-untyped-def]
        if one.replication == 1:
            raise ZeroDivisionError("by chance")
        return real(one, *others)

    monkeypatch.setattr(cell, "run_cell", fail_the_second)
    answer = orderlab("run", "tiny", "--replications", "3", "--jobs", "1", "--out", "there")
    assert answer.code == 1
    assert answer.out.startswith("KPI")
    assert "tiny: replication 1 failed: ZeroDivisionError: by chance" in answer.err
    assert "1 failed; orderlab resume there tries them again" in answer.err
    monkeypatch.setattr(cell, "run_cell", real)
    mended, whole = orderlab("resume", "there"), orderlab("run", "tiny", "--replications", "3")
    assert (mended.code, mended.out) == (0, whole.out)


def test_a_run_that_has_nothing_to_show_is_one_more_line(orderlab, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("scenarios.study.running.cell.run_cell", None)
    answer = orderlab("run", "tiny", "--replications", "1")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines()[-1] == "tiny: no replication has a result"


def test_alternatives_that_a_run_leaves_alone_are_named(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine.yaml").write_text(
        "extends: tiny\narms:\n  as_it_is: {}\n  carrier: {set: {delivery.mode: carrier}}\n"
    )
    told = orderlab("run", "mine.yaml", "--replications", "1", "--jobs", "1").err
    assert "Alternatives not run: carrier (`orderlab compare` runs them)" in told
    assert "Alternatives" not in orderlab("run", "tiny", "--replications", "1", "--jobs", "1").err
