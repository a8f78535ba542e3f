import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios import load
from scenarios.errors import InputError
from scenarios.study.running.execute import execute
from scenarios.study.running.plan import cells
from scenarios.study.running.together import run_all
from scenarios.study.running.workers import ONE_THREAD, crew

PLAIN = "tiny+delivery.solver.name=manual"


def test_a_worker_has_one_thread_and_this_process_what_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with crew(2, None) as workers:
        # A function of the standard library: a worker cannot import this file.
        assert {name: workers.submit(os.getenv, name).result() for name in ONE_THREAD} == ONE_THREAD
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_a_scheduler_that_does_not_answer_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("scenarios.study.running.workers.PATIENCE_SECONDS", 1)
    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(InputError, match=rf"^--cluster: {address}: no scheduler answers .*accepted$"):  # noqa: SIM117
            with crew(2, address):
                pass


def test_what_is_no_address_is_one_line() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match=r"^--cluster: somewhere: no scheduler answers"), crew(2, "somewhere"):
        pass


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """A real dask scheduler with two worker processes, started as an operator would."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--host", "127.0.0.1"]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--nthreads",
        "1",
        "--nworkers",
        "1",
        "--no-dashboard",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    started = [subprocess.Popen([*dask, "--port", "0", "--scheduler-file", str(file)], **quiet)]
    try:
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        started += [subprocess.Popen([*worker, address], **quiet) for _ in range(2)]
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            process.wait(timeout=30)


@pytest.mark.nightly
def test_a_real_cluster_gives_the_same_bytes(scheduler: str) -> None:
    arms = [load(name, ["experiment.replications=4"]) for name in ("tiny", "tiny+delivery.solver.name=savings")]
    here, there = (
        json.dumps([one.document() for one in run_all(arms, jobs=1, cluster=cluster)]) for cluster in (None, scheduler)
    )
    assert there == here


@pytest.mark.nightly
def test_a_local_cluster_survives_what_kills_and_hangs_its_workers() -> None:
    pytest.importorskip("distributed")
    poison = Path(__file__).parent / "poison.py"
    bad = [
        cells(load(PLAIN, [f"delivery.dispatch={{policy: {poison}::Poison, how: {how}}}", f"experiment.{limit}"]), [0])[
            0
        ]
        for how, limit in (("die", "time_limit_minutes=null"), ("hang", "time_limit_minutes=0.02"))
    ]
    good = cells(load(PLAIN), range(4))
    done, _ = execute([*bad, *good], jobs=2, cluster="local")
    assert done[0].failure.startswith("its worker process died twice")
    assert done[1].failure.startswith("no result after 0.02 minutes")
    assert [one.kpis for one in done[2:]] == [one.kpis for one in execute(good, jobs=1)[0]]
