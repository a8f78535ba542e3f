"""How long a newcomer waits: `python benchmarks/cold_start.py [PYTHON ...]`, this interpreter unless others are named.

For each interpreter an empty environment is made elsewhere, the working tree's files are installed into it, and
`run tiny` and `run city_day` are run as a newcomer would: first with nothing cached, again, and once more with an empty
folder of numba's cache. Every figure is CPU seconds of the command and all it started, the median of three times from a
cache that is empty again.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SCENARIOS = ("tiny", "city_day")
REPEATS = 3


def cpu_seconds(words: Sequence[str | Path], cwd: Path, variables: dict[str, str]) -> float:
    """CPU seconds of a command and its children; it must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(word) for word in words], cwd=cwd, env=variables, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copy_of_sources(folder: Path) -> Path:
    """The files that git knows or would take, so that nothing compiled here travels along."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=REPOSITORY, check=True, capture_output=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, folder / name)
    return folder


def measure(interpreter: str, work: Path) -> dict[str, list[float]]:
    """CPU seconds by what was done; the environment lies below `work`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "NUMBA_"))}
    variables = kept | {"HOME": str(work / "home"), "XDG_CACHE_HOME": str(work / "home" / ".cache")}
    (work / "home").mkdir(parents=True)
    source = copy_of_sources(work / "source")
    cpu_seconds([interpreter, "-m", "venv", work / "venv"], work, kept)
    found = {"pip install": [cpu_seconds([work / "venv/bin/pip", "install", "--quiet", source], work, kept)]}
    if shutil.which("git"):
        shutil.rmtree(source)  # the installed package alone may answer
    for number in range(REPEATS):
        for scenario in SCENARIOS:
            for cache in (None, work / "kernels"):
                where = variables | ({"NUMBA_CACHE_DIR": str(cache)} if cache else {})
                for turn in ("first", "second"):
                    desk = work / f"desk-{number}-{scenario}-{turn}-{cache is None}"
                    desk.mkdir()
                    if turn == "first":
                        forget(work, cache)
                    name = f"{scenario}, {turn}{', NUMBA_CACHE_DIR' if cache else ''}"
                    words = [work / "venv/bin/orderlab", "run", scenario]
                    found.setdefault(name, []).append(cpu_seconds(words, desk, where))
    return found


def forget(work: Path, cache: Path | None) -> None:
    """Leave the environment as `pip install` did: no kernel compiled by a run, in either place."""
    for folder in (cache, work / "home"):
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
    for kept in (*(work / "venv").rglob("*.nbi"), *(work / "venv").rglob("*.nbc")):
        if "compiled" not in kept.parts:
            kept.unlink()


def main() -> None:
    """Print a Markdown table a step, an interpreter a column."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("interpreters", nargs="*", default=[sys.executable], metavar="PYTHON")
    columns = {}
    for interpreter in parser.parse_args().interpreters:
        asked = subprocess.run([interpreter, "--version"], check=True, capture_output=True, text=True)
        with tempfile.TemporaryDirectory() as folder:
            columns[asked.stdout.split()[1]] = measure(interpreter, Path(folder))
    print("| CPU seconds | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for name in next(iter(columns.values())):
        cells = [f"{statistics.median(one[name]):.1f}" for one in columns.values()]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
