"""Processes killed at random moments: nothing stored is lost, nothing is doubled, and the answer is the same bytes."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = shutil.which("orderlab", path=str(Path(sys.executable).parent)) or "orderlab"
REPLICATIONS = 60
PLAIN = "tiny+delivery.solver.name=manual"  # no kernels to load in every worker
ASKED = ["run", PLAIN, "--replications", str(REPLICATIONS), "--jobs", "2", "--json"]
VICTIMS = ("main", "worker", "both")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("undisturbed")
    return subprocess.run([PROGRAM, *ASKED], cwd=folder, capture_output=True, text=True, check=True).stdout


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == process.pid and "popen_loky" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def stored(folder: Path) -> dict[str, tuple[str, float]]:
    """What the store holds: key -> KPIs and the seconds they took, which tell one computation from another."""
    base = sqlite3.connect(folder / "there" / "store.sqlite")
    found = {key: (kpis, seconds) for key, kpis, seconds in base.execute("SELECT key, kpis, seconds FROM replications")}
    base.close()
    return found


def kill(victim: str, process: subprocess.Popen[str]) -> None:
    workers = workers_of(process)
    doomed = [process.pid] if victim in ("main", "both") else []
    doomed += workers if victim == "both" else workers[:1] if victim == "worker" else []
    for number in doomed:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:  # done already
            continue


def disturbed(folder: Path, victim: str, seed: int) -> str:
    """Run, kill after a random time, resume; return what was printed in the end."""
    words = [PROGRAM, *ASKED, "--out", "there"]
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while "replication 1 of" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(random.Random(seed).uniform(0, 3))
    kill(victim, process)
    out, err = process.communicate(timeout=300)
    if process.returncode == 0:
        return out
    assert process.returncode == -signal.SIGKILL, err
    before = stored(folder)
    assert before, "the first replication was told of, so it was stored"
    resumed = subprocess.run(
        [PROGRAM, "resume", "there", "--jobs", "2", "--json"], cwd=folder, capture_output=True, text=True, check=True
    )
    after = stored(folder)
    assert {key: after[key] for key in before} == before
    assert len(after) == REPLICATIONS
    return resumed.stdout


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20))
def test_twenty_kills_at_random_moments_move_no_number(tmp_path: Path, seed: int, undisturbed: str) -> None:
    assert disturbed(tmp_path, VICTIMS[seed % 3], seed) == undisturbed
