"""`orderlab race`: a table or a document, and refusals in one line."""

import json

import pytest

BRIEF = ("--solvers", "manual,insertion", "--seconds", "0.01", "--seeds", "1")


def test_a_race_in_words_and_as_a_document(orderlab, instance) -> None:  # type: ignore[no-untyped-def]
    words = orderlab("race", instance, *BRIEF)
    assert words.code == 0
    table = [line.split() for line in words.out.splitlines() if " 0.01 " in line]
    assert [row[2] for row in table[:2]] == ["insertion", "manual"]
    assert words.err.count("(done)") == 2
    assert "integral %: the mean gap over the time allowed" in words.out, "words of statistics have half a line each"
    again = orderlab("race", instance, *BRIEF, "--json")
    assert again.err == ""
    document = json.loads(again.out)
    assert {row["best_known"] for row in document["rows"]} == {40.0}
    assert set(document["summary"][0]) >= {"set", "solver", "seconds", "mean_gap", "n"}
    for row, shown in zip(document["summary"], table[:2], strict=True):
        assert float(shown[3]) == pytest.approx(row["mean_gap"], abs=0.005)


def test_a_longer_race_in_the_same_store_sets_the_mark(orderlab) -> None:  # type: ignore[no-untyped-def]
    alone = json.loads(orderlab("race", "waves:25", "--solvers", "manual", *BRIEF[2:], "--json").out)
    assert alone["summary"][0]["mean_gap"] == 0.0
    orderlab("race", "waves:25", "--solvers", "savings", "--seconds", "0.02", "--seeds", "1")
    marked = json.loads(orderlab("race", "waves:25", "--solvers", "manual", *BRIEF[2:], "--json").out)
    assert marked["summary"][0]["mean_gap"] > 0.0
    assert {row["solver"] for row in marked["rows"]} == {"manual"}


def test_a_file_that_cannot_be_read_is_refused_before_anything_is_solved(orderlab, instance) -> None:  # type: ignore[no-untyped-def]
    broken = instance.with_name("broken.vrp")
    broken.write_text(instance.read_text().replace("3 0 9", "3 0 nan"))
    answer = orderlab("race", instance, broken, *BRIEF)
    assert answer.code == 2
    assert answer.err.startswith(f"{broken}:9: NODE_COORD_SECTION: 'nan' is not accepted")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("table", ["name,cost\ntiny,40\n", "instance,bks_cost\ntiny,forty\n"])
def test_best_known_costs_that_cannot_be_read_are_refused(orderlab, instance, table) -> None:  # type: ignore[no-untyped-def]
    file = instance.with_name("bks.csv")
    file.write_text(table)
    answer = orderlab("race", instance, *BRIEF)
    assert answer.code == 2
    assert answer.err.startswith(f"{file}:2: bks_cost: cannot be read, columns instance and bks_cost")


def test_a_store_that_is_none_is_refused_and_left_alone(orderlab, instance, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Rows would be added to it."""
    before = instance.read_text()
    answer = orderlab("race", instance, *BRIEF, "--store", instance)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert answer.err.startswith(f"--store: {instance}:1: row: is not one of a race, a store of an earlier race")
    assert instance.read_text() == before
    one_line = tmp_path / "notes.txt"
    one_line.write_text("no end of line")
    answer = orderlab("race", instance, *BRIEF, "--store", one_line)
    assert answer.err.startswith(f"--store: {one_line}:1: row: is not one of a race")
    assert one_line.read_text() == "no end of line"
    answer = orderlab("race", instance, *BRIEF, "--store", tmp_path)
    assert answer.err.startswith(f"--store: {tmp_path}: is a folder")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "SET: missing"),
        (("nowhere",), "race: set: nowhere does not exist"),
        (("waves:x",), "race: set: 'waves:x' is not accepted"),
        (("waves:3:0",), "race: set: 'waves:3:0' is not accepted"),
        (("waves:3", "--seconds", "0"), "--seconds: '0' is not accepted"),
        (("waves:3", "--seeds", "1.5"), "--seeds: '1.5' is not accepted"),
        (("waves:3", "--solvers", "numbra"), "race: unknown solver 'numbra'"),
        (("waves:3", "--jobs", "0"), "--jobs: 0 is not accepted"),
    ],
)
def test_what_is_refused(orderlab, words: tuple[str, ...], complaint: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("race", *words)
    assert answer.code == 2
    assert answer.err.startswith(complaint)
    assert answer.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
