"""Exit codes and the one line on stderr, whatever goes wrong."""

import pytest

from scenarios import cli
from scenarios.errors import CheckFailed, InputError, Interrupted

pytestmark = pytest.mark.usefixtures("no_report")


def application_that(error: BaseException):  # type: ignore[no-untyped-def]
    def fail(*_words: object, **_options: object) -> int:
        raise error

    return lambda: fail


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("week.yaml:3: days: wrong"), 2, "week.yaml:3: days: wrong"),
        (CheckFailed("route 3: 7 units over capacity"), 1, "route 3: 7 units over capacity"),
        (Interrupted("orderlab resume runs/week"), 130, "interrupted; orderlab resume runs/week"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("division\nby zero"), 3, "orderlab: ZeroDivisionError: division by zero"),
    ],
)
def test_every_failure_is_one_line_and_one_code(orderlab, monkeypatch, error, code, line) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cli, "application", application_that(error))
    answer = orderlab("run", "tiny")
    assert answer.code == code
    assert answer.err.startswith(line)
    assert answer.err.count("\n") == 1
    assert answer.out == ""


def test_each_of_several_faults_has_its_line(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "week.yaml").write_text("extends: tiny\ndays: -1\nfollow_up_days: x\ncurrency: pounds\n")
    answer = orderlab("run", "week.yaml")
    places = [line.split(" ")[0:2] for line in answer.err.splitlines()]
    assert places == [["week.yaml:2:", "days:"], ["week.yaml:3:", "follow_up_days:"], ["week.yaml:4:", "currency:"]]
    assert (answer.code, answer.out) == (2, "")
    many = [f"--set=placement.nothing_{place}=1" for place in range(25)]
    lines = orderlab("run", "tiny", *many).err.splitlines()
    assert (len(lines), lines[-1]) == (21, "and 5 more")


def test_debug_shows_where_and_keeps_the_line(orderlab, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cli, "application", application_that(InputError("no such thing")))
    answer = orderlab("run", "--debug")
    assert answer.code == 2
    assert "Traceback" in answer.err
    assert answer.err.splitlines()[-1] == "no such thing"


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("run",),
        ("run", "tiny", "--nope"),
        ("run", "tiny", "--replications", "many"),
        ("run", "tiny", "extra"),
        ("run", "tiny", "--set"),
        ("run", "tniy"),
        ("run", "no/such/file.yaml"),
        ("run", "tiny", "--set", "placement.demand.orders_per_dya=3"),
        ("run", "tiny", "--set", "placement.demand.orders_per_day=-3"),
        ("run", "tiny", "--set", "placement.demand.orders_per_day"),
        ("run", "tiny", "--set", "-x=3"),
        ("run", "tiny", "--replications", "0"),
        ("run", "tiny", "--seed", "-1"),
        ("run", "tiny+delivery.mode=boat"),
        ("run", "tiny", "--set", "delivery.solver.name=gurobi"),
        ("compare", "tiny"),
        ("compare", "tiny", "tniy"),
        ("show", "tniy"),
        ("new", "mine", "--from", "tniy"),
        ("new", "not/a/name"),
        ("new", "tiny"),
    ],
)
def test_bad_input_is_one_line_exit_2_and_nothing_written(orderlab, tmp_path, words) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab(*words)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    assert answer.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_bad_file_is_named_with_its_line(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "week.yaml").write_text("extends: tiny\nplacement:\n  demand: {orders_per_day: 5, orders_per_day: 6}\n")
    answer = orderlab("run", "week.yaml")
    assert answer.code == 2
    assert answer.err.startswith("week.yaml:3: placement.demand.orders_per_day: written twice")


def test_help_lists_every_command(orderlab) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("--help")
    assert answer.code == 0
    for command in cli.COMMANDS:
        assert f" {command.__name__.rstrip('_')} " in answer.out


@pytest.mark.parametrize("command", [command.__name__.rstrip("_") for command in cli.COMMANDS])
def test_every_option_of_every_command_is_explained(orderlab, command) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab(command, "--help")
    assert answer.code == 0
    for line in answer.out.splitlines():
        if line.startswith("│ ") and "--" in line.split("  ")[0]:
            assert len(line.strip("│ ").split("  ")) > 1, line


def test_the_version_is_the_distributions(orderlab) -> None:  # type: ignore[no-untyped-def]
    from importlib.metadata import version

    assert orderlab("--version").out.strip() == version("orderlab")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("delivery.fleet.vans.van.capacity_litres=2", "--set: delivery.fleet.vans: item "),
        ("delivery.fleet.vans.van.count=0", "--set: delivery.fleet.vans: no vans at all"),
        ("fulfilment.nodes.north.queue_limit=1", "tiny: picking.north: more than 1 waiting"),
        ("fulfilment.nodes.north.pickers=0", "--set: fulfilment.nodes.north.pickers: no staff on any shift"),
    ],
)
def test_what_only_the_model_can_know_is_bad_input_too(orderlab, tmp_path, change, line) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("run", "tiny", "--replications", "1", "--set", change)
    assert answer.code == 2
    assert answer.err.splitlines()[-1].startswith(line)
    assert "Traceback" not in answer.err
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    "words",
    [
        ("run", "tiny", "--replications", "2.7"),
        ("run", "tiny", "--seed=1.5"),
        ("run", "tiny", "--jobs", "1.0"),
        ("run", "tiny", "--seed", "0x1f"),
        ("solve", "tiny.vrp", "--iterations", "1e3"),
        ("export", "there", "--format", "ocel", "--replication", "0.5"),
    ],
)
def test_what_is_no_whole_number_is_refused_and_not_rounded(orderlab, words) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab(*words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "is not accepted, use a whole number" in answer.err
