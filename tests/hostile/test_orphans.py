"""The main process is killed, however and whenever: no process of ours stays, and who reads its pipes sees the end."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile import own_file
from hostile.processes import PROGRAM

PATIENCE_SECONDS = 120.0
"""For a busy machine; what is promised is 5, and a worker that nobody ends stays for 300."""
HONEST, HANGS = "oddities.py::NumpyNumbers", "wreckers.py::HangsInC"
MANUAL = "tiny+delivery.solver.name=manual"
OWN = f"tiny+delivery.solver.name={HONEST}"
ENDLESS = f"tiny+delivery.solver.name={HANGS}"
LONG = ("--replications", "5000", "--jobs", "2")
COMMANDS = {
    "run": ("run", MANUAL, *LONG, "--out", "there"),
    "run a plug-in": ("run", OWN, *LONG),
    "run what hangs": ("run", ENDLESS, *LONG),
    "compare": ("compare", MANUAL, f"{MANUAL}+fulfilment.nodes.north.pickers=3", *LONG),
    "sweep": ("sweep", MANUAL, "--vary", "placement.demand.orders_per_day=50:90:1", *LONG, "--yes"),
    "race": ("race", "waves:300:99", "--solvers", "numba,savings", "--seconds", "5", "--jobs", "2"),
    "race plug-ins": ("race", "waves:30:9", "--solvers", f"{HONEST},{HANGS}", "--seconds", "5", "--jobs", "2"),
}
FIRST = {"run": "replication 1 of", "run a plug-in": "replication 1 of", "sweep": "replication 1 of", "race": "1 of"}
"""Words on stderr after which a command is in the middle of its work."""


def waited(condition: Callable[[], bool]) -> float:
    """Seconds until a condition holds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < PATIENCE_SECONDS
        time.sleep(0.02)
    return time.monotonic() - began


def marked(mark: str) -> set[int]:
    """Processes whose environment holds a mark, the dead that nobody has waited for left out."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            there = mark.encode() in (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if there and state not in "ZX":
            found.add(int(folder.name))
    return found


def ended(folder: Path, command: str, moment: int) -> tuple[float, float]:
    """Kill a command at a moment; return the seconds until its readers see the end, and until nobody is left."""
    mark = uuid.uuid4().hex
    with (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [PROGRAM, *COMMANDS[command]],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if command not in FIRST else err,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "ORDERLAB_MARK": mark},
        )
    try:
        if moment > 0 and command in FIRST:  # in the middle of its work
            waited(lambda: FIRST[command].encode() in (folder / "err").read_bytes() or process.poll() is not None)
        else:  # while its workers begin
            waited(lambda: len(marked(mark)) > 1 or process.poll() is not None)
        time.sleep(random.Random(f"{command} {moment}").uniform(0, 1.5))
        assert process.poll() is None, (folder / "err").read_text()
        os.kill(process.pid, signal.SIGKILL)
        began = time.monotonic()
        process.communicate(timeout=PATIENCE_SECONDS)
        return time.monotonic() - began, waited(lambda: not marked(mark))
    finally:
        for number in marked(mark):
            os.kill(number, signal.SIGKILL)


@pytest.mark.nightly
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize("moment", range(3))
@pytest.mark.parametrize("command", COMMANDS)
def test_no_process_outlives_a_killed_main(tmp_path: Path, command: str, moment: int) -> None:
    own_file.write(tmp_path, "wreckers.py", "oddities.py")
    seen, alone = ended(tmp_path, command, moment)
    sys.stdout.write(f"readers saw the end after {seen:.2f} s, nobody was left after {alone:.2f} s\n")
