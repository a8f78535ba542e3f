"""What a call of code of others did to the streams of its process is put right when it returns; a copy of it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from solvers import own_process

SOURCE = Path(str(own_process.__file__)).read_text(encoding="utf-8")
BEGIN = f"{SOURCE}\nbefore = [os.fstat(k).st_ino for k in range(3)]\n"
"""The module alone: what else its folder imports takes longer than all there is to see."""
COPY = "if os.fork(): os.wait()"


def said(tmp_path: Path, code: str) -> list[str]:
    """What a process writes to a file that it opens after a call that did as `code` says."""
    answer = tmp_path / "answer.txt"
    end = f"""
number = os.open({str(answer)!r}, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
same = [os.fstat(k).st_ino for k in range(3)] == before
os.write(number, f"{{number > 2}} {{same}}\\n".encode())
"""
    subprocess.run([sys.executable, "-c", BEGIN + code + end], timeout=60, stdin=subprocess.DEVNULL, check=False)
    return answer.read_text().splitlines()


@pytest.mark.parametrize(
    ("call", "same"),
    [
        ("os.closerange(0, 3)", True),
        ("os.dup2(os.open(os.devnull, os.O_RDWR), 1)", True),
        ("os.close(1)", True),
        ("os.closerange(0, 1024)", False),
    ],
)
def test_streams_that_a_call_closed_are_there_again(tmp_path: Path, call: str, same: bool) -> None:
    """The next file that is opened would have one of their numbers, and be closed by the next call."""
    assert said(tmp_path, f"claim()\n{call}\nreclaim()") == [f"True {same}"]


def test_a_copy_that_comes_back_from_a_call_ends(tmp_path: Path) -> None:
    assert said(tmp_path, f"claim()\n{COPY}\nreclaim()") == ["True True"]


def test_files_that_are_written_after_a_call_may_be_read(tmp_path: Path) -> None:
    said(tmp_path, "os.umask(0o027)\nclaim()\nos.umask(0o777)\nreclaim()")
    assert (tmp_path / "answer.txt").stat().st_mode & 0o777 == 0o750


def test_a_process_that_is_not_claimed_is_left_alone(tmp_path: Path) -> None:
    """A notebook's own."""
    assert said(tmp_path, f"{COPY}\nreclaim()") == ["True True"] * 2
    assert said(tmp_path, "os.close(1)\nreclaim()") == [*["True True"] * 2, "False False"]
