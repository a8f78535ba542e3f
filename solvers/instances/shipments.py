"""PICKUP_AND_DELIVERY_SECTION of PyVRP's and LKH's VRPLIB dialect: pairs of stops with their windows and service times.

A row is node, demand, window opens, closes, service, pick-up, delivery: of the last two, one is 0 and the other is the
node where the goods come from or go to. What is picked up is a demand above 0.
"""

from __future__ import annotations

from solvers.instances.columns import by_node
from solvers.instances.sections import Document
from solvers.problem import IntArray

SECTION = "PICKUP_AND_DELIVERY_SECTION"
WINDOWS = "TIME_WINDOW_SECTION"
INSTEAD = ("DEMAND_SECTION", "LINEHAUL_SECTION", "BACKHAUL_SECTION", "SERVICE_TIME_SECTION", "SERVICE_TIME")
"""What it stands for; windows may be told twice, as in PyVRP's sets, where they are the same."""


def unfold(document: Document, size: int, depots: tuple[int, ...]) -> list[tuple[int, int]]:
    """Put the columns of the section into sections of their own; the pairs, in nodes counted from 0."""
    if SECTION not in document.sections:
        return []
    if beside := next((key for key in INSTEAD if document.has(key.removesuffix("_SECTION"))), None):
        raise document.lines.wrong(document.starts[SECTION], SECTION, f"stands beside {beside}, use one of them")
    if len(depots) > 1:
        raise document.lines.wrong(document.starts[SECTION], SECTION, "beside several depots: not supported here")
    rows = document.sections[SECTION]
    numbers = [document.lines.numbers(number, SECTION, row, 7) for number, row in rows]
    told = [document.lines.numbers(number, WINDOWS, row, 3) for number, row in document.sections.get(WINDOWS, [])]
    if WINDOWS in document.sections and told != [[row[0], *row[2:4]] for row in numbers]:
        raise document.wrong("TIME_WINDOW", f"has other rows than {SECTION}, use one of them")
    table = by_node(document, SECTION, size, 6)
    for key in ("DEMAND_SECTION", "BACKHAUL_SECTION", "TIME_WINDOW_SECTION", "SERVICE_TIME_SECTION"):
        document.starts[key], document.sections[key] = document.starts[SECTION], []
    for (number, _), (node, demand, opens, closes, service, *_) in zip(rows, numbers, strict=True):
        for key, values in (
            ("DEMAND_SECTION", (max(0.0, -demand),)),
            ("BACKHAUL_SECTION", (max(0.0, demand),)),
            ("TIME_WINDOW_SECTION", (opens, closes)),
            ("SERVICE_TIME_SECTION", (service,)),
        ):
            row = " ".join(f"{value:.17g}" for value in (node, *values))
            document.sections[key].append((number, row))
    wanted = table.values[:, [0, 4, 5]]
    return [pair for node in range(size) if (pair := _pair(document, table.line, wanted.tolist(), node, depots[0]))]


def _pair(document: Document, line: IntArray, rows: list[list[float]], node: int, depot: int) -> tuple[int, int] | None:
    """The pair that begins at a node; None where it ends there, or at the depot."""
    demand, pickup, delivery = rows[node]
    base = document.base

    def wrong(what: str) -> Exception:
        return document.lines.wrong(int(line[node]), SECTION, what)

    if node == depot:
        if pickup or delivery or demand:
            raise wrong("the depot has a demand or a pair, use 0")
        return None
    if (pickup == 0) == (delivery == 0):
        raise wrong(f"pick-up {pickup:g} and delivery {delivery:g}: use 0 for one of them")
    other = int(pickup or delivery) - base
    if not 0 <= other < len(rows) or other in (node, depot) or rows[other][1 if delivery else 2] != node + base:
        raise wrong(f"{other + base} is not accepted, use the stop that names {node + base} in turn")
    if demand + rows[other][0]:
        raise wrong(f"{demand:g} and {rows[other][0]:g} of node {other + base} do not add up to 0")
    if demand > 0 if pickup else demand < 0:
        raise wrong(f"{demand:g} is not accepted, use >= 0 at a pick-up, <= 0 at a delivery")
    return (node, other) if delivery else None
