"""Engines side by side in one run: `python benchmarks/peers.py [--quick] [--json]` (extra `peers`).

Two models. `queue` is an M/M/3 queue with four fifths of its servers busy, each customer's arrival and departure kept;
`line` is the order line of `order_line.py`. Figures are microseconds of CPU time a customer, medians of interleaved
rounds, what is compiled being compiled before; `first_seconds` is the first call of a process, compilation included.
Each engine's mean wait is printed beside Erlang's, so that nobody is fast by doing something else. `--record` keeps
the figures in `peers.json` and renders `docs/peers.md` from them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from peer_lines import LINES
from peer_queues import QUEUES, erlang_wait

RECORD = Path(__file__).parent / "peers.json"
PAGE = Path(__file__).parents[1] / "docs" / "peers.md"
ABOUT = """\
# Engines side by side

One run of `python benchmarks/peers.py --record` (`pip install ".[peers]"`): microseconds of CPU time a customer,
medians of interleaved rounds on one core, and CPU seconds of the first call in a fresh process, compilation included.
The queue is M/M/3, each customer's coming and leaving kept. The line is that of `benchmarks/order_line.py`: verified,
picked, packed, shipped with a wave every half hour, delivered, one in twenty inspected; Ciw's nodes have no such wave.
SimPy, Ciw and salabim are written as their tutorials do, Cimba with servers and stores, ours with compiled stations
that are advanced to each wave.
"""
HEAD = (
    "| engine | queue, microseconds | mean wait, minutes | first call, s | line, microseconds | first call, s |",
    "|---|---|---|---|---|---|",
)


def report(quick: bool) -> dict[str, Any]:
    """Microseconds a customer by model and engine, mean waits, first calls and versions."""
    customers, rounds = (5_000, 3) if quick else (50_000, 3)
    found: dict[str, Any] = {"erlang_wait_minutes": erlang_wait(), "customers": customers}
    for model, engines in (("queue", QUEUES), ("line", LINES)):
        for engine in engines:
            found[f"{model}.{engine}.first_seconds"] = _first(model, engine)
            engines[engine](1_000)
        seconds: dict[str, list[float]] = {engine: [] for engine in engines}
        for _ in range(rounds):
            for engine, run in engines.items():
                began = time.process_time()
                answer = run(customers)
                seconds[engine].append((time.process_time() - began) / customers)
                if model == "queue":
                    found[f"queue.{engine}.wait_minutes"] = answer
        for engine, spent in seconds.items():
            found[f"{model}.{engine}.microseconds"] = 1e6 * statistics.median(spent)
    found["versions"] = {name: version(name) for name in ("simpy", "ciw", "salabim", "cimba", "numba", "orderlab")}
    return found


def page(found: dict[str, Any]) -> str:
    """The recorded figures as a page."""
    lines = [ABOUT, *HEAD]
    for engine in QUEUES:
        cells = [
            _cell(found, f"queue.{engine}.{name}", digits)
            for name, digits in (("microseconds", 2), ("wait_minutes", 2), ("first_seconds", 1))
        ]
        cells += [
            _cell(found, f"line.{engine}.{name}", digits)
            for name, digits in (("microseconds", 2), ("first_seconds", 1))
        ]
        lines.append(f"| {engine} {found['versions'][engine]} | {' | '.join(cells)} |")
    wait, count = found["erlang_wait_minutes"], found["customers"]
    lines += ["", f"Erlang's mean wait is {wait:.2f} minutes; {count:,} customers, so means differ by luck.", ""]
    return "\n".join(lines)


def _cell(found: dict[str, Any], name: str, digits: int) -> str:
    return f"{found[name]:,.{digits}f}" if name in found else "-"


def _first(model: str, engine: str) -> float:
    """CPU seconds of the first call in a fresh process, imports of the engine and compilation included."""
    engines = "QUEUES" if model == "queue" else "LINES"
    code = (
        "import time, peers; began = time.process_time(); "
        f"peers.{engines}[{engine!r}](1_000); print(time.process_time() - began)"
    )
    where = __file__.rpartition("/")[0]
    ran = subprocess.run([sys.executable, "-c", code], cwd=where, capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])


def main() -> None:
    """Print the report, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer customers and rounds")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--record", action="store_true", help="keep the figures, and write docs/peers.md from them")
    arguments = parser.parse_args()
    found = report(arguments.quick)
    if arguments.record:
        RECORD.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        PAGE.write_text(page(found), encoding="utf-8")
    if arguments.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:32s} {f'{value:,.3f}' if isinstance(value, float) else value}")


if __name__ == "__main__":
    main()
