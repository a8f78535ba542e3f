"""The installed command as a person meets it: another folder, another process, a full pipe, an impatient Ctrl-C."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = shutil.which("orderlab", path=str(Path(sys.executable).parent)) or "orderlab"


def orderlab(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_order_of_a_set_moves_no_number(tmp_path: Path) -> None:
    outputs = {
        orderlab("run", "tiny", "--replications", "2", "--json", folder=tmp_path, PYTHONHASHSEED=seed).stdout
        for seed in ("0", "4242")
    }
    assert len(outputs) == 1
    assert json.loads(outputs.pop())["replications"] == 2


def test_nothing_but_json_on_stdout_and_nothing_but_progress_on_stderr(tmp_path: Path) -> None:
    done = orderlab("run", "tiny", "--json", folder=tmp_path)
    assert json.loads(done.stdout)["reproducible"] is True
    assert all(line.startswith(("tiny: ", "compiling ")) for line in done.stderr.splitlines())


def test_a_reader_who_leaves_early_is_no_failure(tmp_path: Path) -> None:
    done = subprocess.run(
        f"{PROGRAM} show city_day --resolved | head -1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "schema: 2\n"
    assert done.stderr == ""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_ends_in_one_line_that_resumes_it(tmp_path: Path, jobs: str) -> None:
    words = [PROGRAM, "run", "tiny", "--replications", "5000", "--jobs", jobs, "--out", "there"]
    # A session of its own is a terminal's: Ctrl-C reaches the workers too.
    process = subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    while "replication 1 of" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "interrupted; orderlab resume there"
    assert "Traceback" not in err
    assert out == ""
    assert (tmp_path / "there" / "store.sqlite").is_file()
    assert not (tmp_path / "there" / "run.json").exists()


def test_no_module_of_the_command_line_is_heavy() -> None:
    heavy = ("numba", "polars", "matplotlib", "ortools", "simpy", "scipy", "joblib", "pydantic", "ruamel.yaml")
    code = f"import sys, scenarios.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
