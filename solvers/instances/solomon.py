"""Solomon and Gehring-Homberger `.txt` files.

The DIMACS convention: Euclidean distance truncated to one decimal, kept as integers with scale 10, total distance,
vehicles free.
"""

from __future__ import annotations

import numpy as np

from solvers.instances.lines import Lines
from solvers.problem import RoutingProblem, Vehicle

DIMACS_SCALE = 10


def read_solomon(lines: Lines) -> RoutingProblem:
    """The problem of a Solomon file; `InstanceError` where a number is missing or wrong."""
    rows = lines.rows
    at = next((index for index, (_, row) in enumerate(rows) if row.upper().startswith("NUMBER")), None)
    if at is None or at + 1 >= len(rows):
        raise lines.wrong(rows[0][0], "VEHICLE", "missing, a line NUMBER CAPACITY and its values are accepted")
    number, row = rows[at + 1]
    words = row.split()
    if len(words) != 2:
        raise lines.wrong(number, "VEHICLE", f"{len(words)} values in this line, NUMBER and CAPACITY are accepted")
    lines.whole(number, "NUMBER", words[0], 1)
    capacity = lines.whole(number, "CAPACITY", words[1], 1)
    head = next((index for index, (_, row) in enumerate(rows) if row.upper().startswith("CUST NO")), None)
    if head is None or head + 1 >= len(rows):
        raise lines.wrong(rows[-1][0], "CUSTOMER", "missing, a table of seven columns under CUST NO. is accepted")
    table = np.empty((len(rows) - head - 1, 7))
    for index, (number, row) in enumerate(rows[head + 1 :]):
        customer = table[index] = lines.numbers(number, "CUSTOMER", row, 7)
        if customer[0] != index:
            raise lines.wrong(number, "CUST NO", f"{customer[0]:g} is not accepted, use {index} in this line")
        names = ("DEMAND", "READY TIME", "DUE DATE", "SERVICE TIME")
        for name, value in zip(names, customer[3:], strict=True):
            if value < 0 or value != int(value):
                raise lines.wrong(number, name, f"{value:g} is not accepted, use a whole number >= 0")
        for name, value in (("DEMAND", customer[3]), ("SERVICE TIME", customer[6])):
            if index == 0 and value != 0:
                raise lines.wrong(number, name, f"the depot has {value:g}, use 0")
        if customer[3] > capacity:
            raise lines.wrong(number, "DEMAND", f"{customer[3]:g} is above the capacity, use at most {capacity}")
        if customer[4] > customer[5]:
            raise lines.wrong(
                number, "READY TIME", f"{customer[4]:g} is after the DUE DATE {customer[5]:g}, use ready <= due"
            )
    return RoutingProblem(
        demand=table[:, 3].astype(np.int64),
        vehicles=(Vehicle("vehicle", max(1, len(table) - 1), capacity),),
        coordinates=table[:, 1:3],
        service_time=(table[:, 6] * DIMACS_SCALE).astype(np.int64),
        time_window=(table[:, 4:6] * DIMACS_SCALE).astype(np.int64),
        rounding="truncated",
        scale=DIMACS_SCALE,
        name=lines.path.stem,
    )
