"""The command as a process of its own, for signals and closed streams."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("orderlab", path=str(Path(sys.executable).parent)) or "orderlab"


def begun(*words: str, folder: Path, until: str, **options: Any) -> subprocess.Popen[str]:
    """Start a command and wait for a line on stderr that holds some words."""
    process = subprocess.Popen(
        [PROGRAM, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=_heeding_interrupts, **options,
    )  # fmt: skip
    assert process.stderr is not None
    while until not in (line := process.stderr.readline()):
        assert line or process.poll() is None, "it ended before"
    return process


def _heeding_interrupts() -> None:
    """Tests that a shell runs in the background inherit that Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def family(group: int) -> list[int]:
    """Processes of a session, the dead that nobody has waited for left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == group and state not in "ZX":
            found.append(int(folder.name))
    return found
