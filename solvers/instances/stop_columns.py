"""What a VRPLIB file says of its nodes beside loads: windows, service times, prizes, releases."""

from __future__ import annotations

import numpy as np

from solvers.instances.columns import by_node
from solvers.instances.loads import nothing
from solvers.instances.sections import Document
from solvers.problem import REQUIRED, IntArray


def read_windows(document: Document, size: int, scale: int) -> IntArray | None:
    """When each node opens and closes."""
    if "TIME_WINDOW_SECTION" not in document.sections:
        return None
    table = by_node(document, "TIME_WINDOW_SECTION", size, 2)
    inverted = np.flatnonzero(table.values[:, 0] > table.values[:, 1])
    if len(inverted):
        opens, closes = table.values[inverted[0]]
        raise table.wrong(document, int(inverted[0]), f"{opens:g} is after {closes:g}, use opening <= closing")
    return table.units(document, scale)


def read_service(document: Document, size: int, depots: tuple[int, ...], scale: int) -> IntArray:
    """How long the service of each stop takes, from a section or the same for all."""
    if "SERVICE_TIME_SECTION" in document.sections:
        if "SERVICE_TIME" in document.header:
            raise document.wrong("SERVICE_TIME", "stands beside SERVICE_TIME, use one of them")
        table = by_node(document, "SERVICE_TIME_SECTION", size, 1, lacking=depots)
        nothing(document, table, depots)
        return table.units(document, scale)[:, 0]
    service = np.zeros(size, dtype=np.int64)
    if "SERVICE_TIME" in document.header:
        number, text = document.header["SERVICE_TIME"]
        value = document.lines.numbers(number, "SERVICE_TIME", text, 1)[0]
        service[:] = document.lines.units(number, "SERVICE_TIME", value, scale)
        service[list(depots)] = 0
    return service


def read_prizes(document: Document, size: int, depots: tuple[int, ...], scale: int) -> IntArray | None:
    """Prizes of optional stops; a stop whose prize is zero must be served, as PyVRP has it."""
    if "PRIZE_SECTION" not in document.sections:
        return None
    prize = by_node(document, "PRIZE_SECTION", size, 1, lacking=depots).units(document, scale)[:, 0]
    prize[prize == 0] = REQUIRED
    prize[list(depots)] = REQUIRED
    return prize


def read_releases(document: Document, size: int, depots: tuple[int, ...], scale: int) -> IntArray | None:
    """When the goods of each stop are at the depot."""
    if "RELEASE_TIME_SECTION" not in document.sections:
        return None
    table = by_node(document, "RELEASE_TIME_SECTION", size, 1, lacking=depots)
    nothing(document, table, depots)
    return table.units(document, scale)[:, 0]
