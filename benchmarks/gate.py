"""Is HEAD worse than BASE? `python benchmarks/gate.py BASE HEAD [--quick]`; exit 0 no, 1 yes, 2 cannot be told.

First what must not move by itself: plan hashes and audited costs of twenty problems, KPI means and intervals of four
scenarios to nine digits, the number of compilations, memory within 3 %. A change that is meant is accepted by
committing the table that `--accept "reason"` writes. Then speed: environments kept by commit, CPU seconds of both sides
in turns on one core, ratio of medians with a bootstrap interval; a block fails above 1.10 (1.15 with `--quick`, which
measures fewer rounds) and only after a second run.

A commit is anything git knows, or `.` for the working tree. `--raw FILE` keeps every measured second.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from gating.blocks import BLOCKS
from gating.environments import WORKING_TREE, Environment, GateError, environment
from gating.exactness import MEMORY, accept, committed, differences, unexplained
from gating.judging import FULL, QUICK, Round, Rule, compare, slower
from gating.measuring import exact_table, exact_tables, measured, peak_memory
from gating.tables import Findings, markdown

REPOSITORY = Path(__file__).resolve().parents[1]


def judge_exactness(found: Findings, base: Environment, head: Environment) -> None:
    """Compare what HEAD computes with its table, or with BASE where it has none."""
    before, after = exact_tables([base, head])
    promised = committed(head)
    if promised is None:
        found.notes.append(f"{head.name} holds no exact table: compared with what {base.name} computes")
    found.differences = differences(after, promised or before)
    if found.differences:
        found.complaints.append(
            f"{len(found.differences)} exact rows differ; if that is meant, commit the table that "
            '`python benchmarks/gate.py --accept "reason"` writes'
        )
    if unexplained(committed(base), promised):
        found.complaints.append("the exact table changed without a reason added to it")
    found.notes.append(f"compilations: {before['compilations']} and {after['compilations']}")
    judge_memory(found, base, head)


def judge_memory(found: Findings, base: Environment, head: Environment) -> None:
    """Peak memory of one replication, measured again where it looks too high."""
    before, after = peak_memory(base), peak_memory(head)
    if before is None or after is None:
        found.notes.append("memory: not comparable")
        return
    if after > MEMORY * before:
        before, after = max(before, peak_memory(base) or before), min(after, peak_memory(head) or after)
    found.notes.append(f"peak memory: {before:.1f} and {after:.1f} MB")
    if after > MEMORY * before:
        found.complaints.append(f"peak memory grew by {100 * (after / before - 1):.1f} %, 3 % are accepted")


def judge_speed(
    found: Findings, base: Environment, head: Environment, rule: Rule, core: int
) -> list[dict[str, object]]:
    """Time every block, and once more those that look slower; give every second that was measured."""
    found.limit = rule.limit
    first = measured(base, head, BLOCKS, rule.rounds, core, _tell)
    ratios = {name: compare(seen) for name, seen in first.items() if seen}
    doubtful = [name for name, ratio in ratios.items() if ratio.ratio > rule.limit]
    again: dict[str, list[Round]] = {}
    if doubtful:
        _tell(f"looks slower, measured again: {', '.join(doubtful)}")
        again = measured(base, head, doubtful, rule.rounds, core, _tell)
    for name in BLOCKS:
        ratio, confirmation = ratios.get(name), compare(again[name]) if again.get(name) else None
        verdict = (
            "not comparable" if ratio is None else "as fast" if not slower(ratio, confirmation, rule) else "slower"
        )
        found.speed.append((name, ratio, confirmation, verdict))
        if verdict == "slower" and confirmation is not None:
            found.complaints.append(f"{name}: {confirmation.ratio:.2f} times the CPU seconds of {base.name}")
    return [
        {"run": run, "block": name, "rounds": seen}
        for run, one in ((1, first), (2, again))
        for name, seen in one.items()
    ]


def gate(words: argparse.Namespace) -> int:
    """Compare two commits and print what was found."""
    base, head = (environment(REPOSITORY, name, words.keep) for name in (words.base, words.head))
    found = Findings(words.base, words.head)
    judge_exactness(found, base, head)
    raw = []
    if found.complaints:
        found.notes.append("speed was not measured: the exact table blocks at once")
    else:
        raw = judge_speed(found, base, head, QUICK if words.quick else FULL, words.core)
    text = markdown(found)
    print(text)
    if words.markdown:
        words.markdown.write_text(text + "\n", encoding="utf-8")
    if words.raw:
        words.raw.write_text(json.dumps(raw), encoding="utf-8")
    return 0 if found.passed else 1


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Read the words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?", metavar="BASE")
    parser.add_argument("head", nargs="?", metavar="HEAD", default=WORKING_TREE)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK.rounds} rounds instead of {FULL.rounds}")
    parser.add_argument("--accept", metavar="REASON", help="write the exact table of the working tree")
    parser.add_argument("--keep", type=Path, default=REPOSITORY / ".gate", help="folder of the environments")
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    parser.add_argument("--core", type=int, default=cores[-1], help="the core that is measured on")
    parser.add_argument("--markdown", type=Path, help="write the tables here too")
    parser.add_argument("--raw", type=Path, help="write every measured second here, as JSON")
    words = parser.parse_args()
    try:
        if words.accept is not None:
            made = environment(REPOSITORY, WORKING_TREE, words.keep)
            print(accept(REPOSITORY, exact_table(made), words.accept))
            return 0
        if words.base is None:
            raise GateError("BASE: missing, a commit is accepted")
        return gate(words)
    except GateError as error:
        _tell(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
