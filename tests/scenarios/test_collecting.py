import subprocess
import sys

import pytest

LAST = "import atexit, gc, sys; atexit.register(lambda: print(gc.get_freeze_count() > 0)); "


@pytest.mark.parametrize(("words", "ours"), [("()", True), ("(['--version'],)", False)])
def test_a_command_ends_at_once_and_a_script_that_calls_it_as_it_likes(words: str, ours: bool) -> None:
    code = f"{LAST}from scenarios.cli import main; sys.argv = ['orderlab', '--version']; main(*{words})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert said.stdout.splitlines()[-1] == str(ours)
