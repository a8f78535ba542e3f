"""Exit codes of a command whose streams are closed or full, whose words cannot be, or that a signal ends."""

import signal
import subprocess
from pathlib import Path

import pytest
from hostile.processes import PROGRAM, begun

from scenarios import cli
from scenarios.errors import shortened
from solvers.city import city_wave
from solvers.instances.problem_files import write_problem

STREAMS = [
    ("orderlab show tiny > /dev/full", 2, "stdout: No space left on device, one that can be written is accepted\n"),
    ("orderlab show tiny >&-", 2, "stdout: it is closed, one that can be written is accepted\n"),
    ("orderlab --help >&-", 2, "stdout: it is closed, one that can be written is accepted\n"),
    ("orderlab nosuch 2> /dev/full", 2, ""),
    ("orderlab show tiny 2>&- > out", 0, ""),
    ("orderlab show city_day --resolved | head -1 > out; exit ${PIPESTATUS[0]}", 0, ""),
]
PLAIN = "tiny+delivery.solver.name=manual"
ASKED = ("run", PLAIN, "--replications", "5000", "--out", "there")
LEVELS = ("sweep", PLAIN, "--vary", "placement.demand.orders_per_day=50:90:1", "--replications", "99", "--out", "there")
RACED = ("race", "waves:30:9", "--solvers", "savings", "--seconds", "1")
STOPPED = {
    "workers": ((*ASKED, "--jobs", "2"), "replication 1 of", "orderlab resume there"),
    "run": ((*ASKED, "--jobs", "1"), "replication 1 of", "orderlab resume there"),
    "sweep": (LEVELS, "replication 1 of", "orderlab resume there"),
    "race": (RACED, "1 of 27", "the same command takes it up again from race.jsonl"),
}
SIGNALS = {"terminated": (signal.SIGTERM, 143), "interrupted": (signal.SIGINT, 130)}
MOMENTS = [(case, word) for case in STOPPED for word in SIGNALS]
RARE = [pytest.param(*one, marks=pytest.mark.nightly) for one in MOMENTS[1:]]


@pytest.mark.parametrize(("line", "code", "said"), STREAMS, ids=[line for line, _, _ in STREAMS])
def test_a_stream_that_cannot_be_written_is_told_where_that_is_possible(
    tmp_path: Path, line: str, code: int, said: str
) -> None:
    words = line.replace("orderlab", PROGRAM, 1)
    done = subprocess.run(["bash", "-c", words], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (code, said)


@pytest.mark.parametrize("columns", ["0", "1", "-3", "many", "9" * 30])
def test_a_width_that_no_terminal_has_is_not_believed(orderlab, monkeypatch, columns: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", columns)
    answer = orderlab("run", "--help")
    assert answer.code == 0
    assert "Usage: orderlab run" in answer.out


def test_words_that_cannot_be_are_one_line(orderlab, instance: Path) -> None:  # type: ignore[no-untyped-def]
    long = "n" * 5000
    for words in (
        ("run", "tiny", "--out", "a\0b"),
        ("run", "a\0b"),
        ("run", "tiny", "--replications", "1", "--out", long),
        ("run", long),
        ("solve", long, "--iterations", "1"),
        ("solve", instance, "--solver", "savings", "--iterations", "1", "--sol", long),
        ("race", instance, "--solvers", "savings", "--iterations", "1", "--store", long),
        ("race", instance, "--solvers", "savings", "--iterations", "1", "--store", "/dev/null"),
        ("race", instance, "--solvers", f"{long}.py::X", "--iterations", "1"),
        ("resume", long),
        ("runs", long),
        ("export", long, "--format", "csv"),
        ("compare", long, long),
        ("verify", long),
        ("gate", long),
        ("check", long),
        ("backtest", long),
    ):
        answer = orderlab(*words)
        assert (answer.code, answer.out) == (2, ""), (words, answer)
        assert len(answer.err.splitlines()[-1]) < 900, answer.err
        assert "Traceback" not in answer.err


def test_a_file_that_cannot_be_read_is_no_defect_wherever_it_is_met(orderlab, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def fail(*_words: object, **_options: object) -> int:
        Path("no/such/file").read_text()
        return 0

    monkeypatch.setattr(cli, "application", lambda: fail)
    answer = orderlab("run", "tiny")
    assert answer.code == 2
    said = "no/such/file: No such file or directory, a file or folder that can be read and written is accepted\n"
    assert answer.err == said


def test_a_long_word_is_quoted_by_its_beginning() -> None:
    path = "/a/folder" * 20
    assert shortened(f"{path}: {'x' * 5000}: wrong") == f"{path}: {'x' * 80}... (5001 characters) wrong"


@pytest.mark.parametrize(("case", "word"), [MOMENTS[0], *RARE])
def test_a_signal_ends_a_study_with_the_line_that_resumes(tmp_path: Path, case: str, word: str) -> None:
    number, code = SIGNALS[word]
    words, until, line = STOPPED[case]
    process = begun(*words, folder=tmp_path, until=until)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, ""), err
    assert err.splitlines()[-1] == f"{word}; {line}"
    assert "Traceback" not in err


def test_sigterm_ends_a_solve_with_its_best_plan(tmp_path: Path) -> None:
    write_problem(tmp_path / "wave.json", city_wave(60, 1))
    writer = tmp_path / "telling.py"
    writer.write_text(
        "from solvers.engines.numba_search import NumbaSearch\n\n\n"
        "class Telling(NumbaSearch):\n"
        "    def solve(self, *words, **options):\n"
        "        print('searching', flush=True)\n"
        "        return super().solve(*words, **options)\n"
    )
    words = ("solve", "wave.json", "--solver", "telling.py::Telling", "--seconds", "600", "--json")
    process = begun(*words, folder=tmp_path, until="searching")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143, err
    assert err.splitlines()[-1].startswith("terminated")
