"""The workflow runs the scripts that people run: they are there, can be executed, and pass actionlint where it is."""

import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".github" / "workflows" / "check.yml"
JOBS = YAML(typ="safe").load(FILE)["jobs"]


def test_the_supported_pythons_are_tested() -> None:
    assert JOBS["tests"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]


@pytest.mark.parametrize("job", sorted(JOBS))
def test_a_job_is_a_script_anybody_can_run(job: str) -> None:
    commands = [step["run"] for step in JOBS[job]["steps"] if "run" in step]
    scripts = [
        ROOT / line.split()[0] for command in commands for line in command.splitlines() if line.startswith(".ci")
    ]
    assert len(scripts) == 1
    assert scripts[0].stat().st_mode & 0o111


@pytest.mark.parametrize("script", [".ci/run", ".ci/gate", ".ci/lowest"])
def test_a_script_is_bash(script: str) -> None:
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_the_gate_s_script_refuses_an_empty_line() -> None:
    done = subprocess.run([ROOT / ".ci" / "gate"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "BASE: missing, a commit is accepted\n")


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    subprocess.run(["actionlint", FILE], check=True)
