"""Does the gate cry wolf? `python benchmarks/same_commit.py [COMMIT]` keeps runs of a commit against itself.

A run is three rounds of every block, measured as `gate.py` does. It goes on where it was interrupted until
`gating/same_commit.json` holds twenty, a line each, some minutes of one core a run; `tests/benchmarks/test_gate.py`
resamples gates from them. On a busy machine the rounds are those of a busy machine: that is what a gate meets.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from gating.blocks import BLOCKS
from gating.environments import GateError, environment
from gating.measuring import measured

REPOSITORY = Path(__file__).resolve().parents[1]
RUNS, ROUNDS, DIGITS = 20, 3, 4


def one_run(commit: str, keep: Path, core: int) -> list[dict[str, object]]:
    """A row a block: CPU seconds of both sides in each round."""
    made = environment(REPOSITORY, commit, keep)
    return [
        {
            "run": 1,
            "block": name,
            "rounds": [[[round(one, DIGITS) for one in side] for side in sides] for sides in seen],
        }
        for name, seen in measured(made, made, BLOCKS, ROUNDS, core).items()
    ]


def main() -> int:
    """Measure what is missing, and write the file after each run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", nargs="?", default="HEAD")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"so many in all, {RUNS} unless given")
    parser.add_argument("--keep", type=Path, default=REPOSITORY / ".gate", help="folder of the environments")
    parser.add_argument("--file", type=Path, default=REPOSITORY / "benchmarks" / "gating" / "same_commit.json")
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    parser.add_argument("--core", type=int, default=cores[-1], help="the core that is measured on")
    words = parser.parse_args()
    runs = json.loads(words.file.read_text(encoding="utf-8")) if words.file.is_file() else []
    while len(runs) < words.runs:
        try:
            runs.append(one_run(words.commit, words.keep, words.core))
        except GateError as error:
            print(error, file=sys.stderr)
            return 2
        lines = ",\n".join(json.dumps(run, separators=(",", ":")) for run in runs)
        words.file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        print(f"{len(runs)} of {words.runs} runs kept", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
