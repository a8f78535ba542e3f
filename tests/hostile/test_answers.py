"""What a worker answers may be anything; what stands in a row of ours is numbers that are finite and short texts."""

import json
import os
import signal
import time
from dataclasses import replace
from typing import Any

import pytest
from hostile import own_file

from scenarios import load
from scenarios.apart.cells import refused_by_us, run_apart
from scenarios.apart.family import cpu_seconds, takes_more
from scenarios.apart.reading import read_answer, text
from scenarios.apart.worker import EndedError, Worker
from scenarios.study.keeping import rows
from scenarios.study.running.cell import RefusedError
from scenarios.study.running.observation import EVERYTHING
from scenarios.study.running.plan import cells
from scenarios.study.running.replication import Replication
from solvers.answers import Answer
from solvers.own_files import run_elsewhere

GOOD: dict[str, Any] = Answer(((0, (1, 2)),), {3: "no"}, 4, 0.5, said={"cost": "7"}, trace=((0.1, 9),)).to_json()
EMPTY = Replication(0, "", {}, (), 0.0)


def through_the_pipe(found: Any) -> Any:
    return read_answer(json.dumps({"answer": found}).encode())["answer"]


def test_what_a_plan_is_written_as_is_read_again() -> None:
    assert Answer.from_json(through_the_pipe(GOOD)).to_json() == Answer.from_json(GOOD).to_json() == GOOD


NO_ANSWERS = {
    "deep": b"[" * 200_000,
    "list": b"[1]",
    "number": b"1",
    "empty": b"",
    "no number": b'{"a": NaN}',
    "too large": b'{"a": 1e999}',
    "infinite": b'{"a": -Infinity}',
    "digits": b'{"a": ' + b"9" * 5_000 + b"}",
    "many": b'{"answer": [' + b"[]," * 2**24 + b"[]]}",
}


@pytest.mark.parametrize("line", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_a_line_that_is_no_answer_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the words, the row says that it is no answer
        read_answer(line)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("routes", [[0.5, [1]]]), ("routes", [[0, [1.5]]]), ("routes", [[True, [1]]]), ("routes", [[0, [10**30]]]),
        ("routes", "ab"), ("iterations", 1.5), ("iterations", "1"), ("seconds", -1), ("seconds", 10**40),
        ("seconds", True), ("unserved", [[1, 2]]), ("unserved", [[1.5, "a"]]), ("said", []), ("wrong", None),
        ("trace", [[0.0, 1.5]]), ("trace", [[-1.0, 1]]), ("incumbents", [[0.0, [[0, ["1"]]]]]),
    ],
)  # fmt: skip
def test_a_plan_of_anything_but_whole_numbers_and_texts_is_refused(field: str, value: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        Answer.from_json(GOOD | {field: value})


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("value", [None, [], {}, -1, 1e300, True, '{"profit": 1e999}', "[" * 100_000])
def test_a_replication_of_anything_else_is_refused(place: int, value: Any) -> None:
    row = list(rows.written(EMPTY))
    before, row[place] = row[place], value
    if type(value) is type(before) and place in (0, 1, 4, 5):
        return
    with pytest.raises(ValueError):  # noqa: PT011
        rows.read(row)


@pytest.mark.parametrize("found", [{"cost": 1, "feasible": True}, {"refused": ""}, {"refused": [1]}, {}, [], None, 7])
def test_an_answer_that_is_neither_a_replication_nor_a_refusal_fails_its_cell(found: Any, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """It ended the command without a word."""
    monkeypatch.setattr("scenarios.apart.cells.ask", lambda *_words: found)
    (cell,) = cells(load("tiny"), [0], EVERYTHING)
    assert "its worker answered what is no replication" in run_apart(cell).failure


def _asked(refusal: str) -> Any:
    """Workers one of which, the code of others in it, says that nothing can be run; ours begin in this process."""

    def ask(whose: Any, task: str, arguments: dict[str, Any], *_seconds: Any) -> Any:
        return {"refused": refusal} if whose else refused_by_us(**arguments)

    return ask


def test_a_refusal_is_believed_where_ours_refuse_the_same_scenario(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A worker ended the whole command with words of its own, and exit code 2."""
    monkeypatch.setattr("scenarios.apart.cells.ask", _asked("\x1b[2Jbuy mine"))
    own_file.write(tmp_path, "liars.py")
    monkeypatch.chdir(tmp_path)
    with run_elsewhere():
        own = load("tiny", ["delivery.solver.name=liars.py::Honest"])
        (cell,) = cells(own, [0], EVERYTHING)
        said = run_apart(cell).failure
        assert said == r"liars.py::Honest: its worker says that this cannot be run: \x1b[2Jbuy mine"
        vans = own.config.delivery.fleet.vans["van"].model_copy(update={"capacity_litres": 0.01})
        fleet = own.config.delivery.fleet.model_copy(update={"vans": {"van": vans}})
        delivery = own.config.delivery.model_copy(update={"fleet": fleet})
        small = replace(cell, config=own.config.model_copy(update={"delivery": delivery}))
        with pytest.raises(RefusedError, match="the largest van carries"):
            run_apart(small)


def test_a_text_of_others_is_a_short_line() -> None:
    said = text("\x1b[2Jone\ntwo\u202e" + "q" * 10**6)
    assert said.startswith("\\x1b[2Jone two\\u202eqqq")
    assert said.isprintable()
    assert len(said) == 300
    assert text({"a": 1}) == text(None) == ""


def test_a_worker_that_reads_no_more_is_waited_for_no_longer_than_for_an_answer() -> None:
    worker = Worker()
    try:
        assert worker.ask("incumbents", {}) == []
        os.kill(worker._process.pid, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(EndedError, match=r"no answer after 0\.3 seconds") as ended:
            worker.ask("incumbents", {"large": bytes(2**22)}, 0.3)
        assert ended.value.out_of_time
        assert time.monotonic() - began < 5.0
    finally:
        worker.close()
    assert not worker.alive


def test_what_a_child_of_a_worker_takes_is_the_worker_s() -> None:
    child = os.fork()
    if child == 0:
        held = bytearray(60 * 2**20)
        while True:
            held[0] = sum(range(1_000)) % 256
    try:
        before = cpu_seconds(os.getpid())
        deadline = time.monotonic() + 20
        while cpu_seconds(os.getpid()) - before < 0.3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert cpu_seconds(child) >= 0.2
        assert takes_more(os.getpid(), 60 * 2**20)
        assert takes_more(child, 30 * 2**20)
        assert not takes_more(child, 2**40)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
