"""The ten-minute page: its solver, its policy and its scenario work as they are printed."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```python\n# (\w+\.py)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^orderlab .*$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_works_with_the_files_of_the_page(line: str, tmp_path: Path) -> None:
    for name, content in FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    program = [sys.executable, "-m", "scenarios.cli", *shlex.split(line)[1:]]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_every_example_is_used() -> None:
    assert [name for name, _ in FILES] == ["best_of_two.py", "twice_a_day.py"]
    assert all(any(name in line for line in COMMANDS) for name, _ in FILES)
