"""Solomon and Gehring-Homberger `.txt` files.

The DIMACS convention: Euclidean distance truncated to one decimal, kept as integers with scale 10, total distance,
vehicles free, whatever the file's NUMBER says.
"""

from __future__ import annotations

import numpy as np

from solvers.instances.lines import Lines
from solvers.instances.vrplib import UNROUNDED_SCALE
from solvers.problem import RoutingProblem, Vehicle

DIMACS_SCALE = 10
TIMES = ("READY TIME", "DUE DATE", "SERVICE TIME")


def read_solomon(lines: Lines, unrounded: bool = False) -> RoutingProblem:
    """The problem of a Solomon file; `InstanceError` where a number is missing or wrong."""
    scale = UNROUNDED_SCALE if unrounded else DIMACS_SCALE
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
    head = next((index for index, (_, row) in enumerate(rows) if _is_head(row)), None)
    if head is None or head + 1 >= len(rows):
        raise lines.wrong(rows[-1][0], "CUSTOMER", "missing, a table of seven columns under CUST NO. is accepted")
    table, times = np.empty((len(rows) - head - 1, 4)), np.zeros((len(rows) - head - 1, 3), dtype=np.int64)
    base = 0.0
    for index, (number, row) in enumerate(rows[head + 1 :]):
        customer = lines.numbers(number, "CUSTOMER", row, 7)
        if index == 0 and customer[0] == 1:
            base = 1.0  # some count the depot as customer 1
        if customer[0] != index + base:
            what = f"{customer[0]:g} is not accepted, use {index + base:g} in this line"
            raise lines.wrong(number, "CUST NO", what)
        table[index] = customer[:4]
        demand = customer[3]
        if demand < 0 or demand != int(demand):
            raise lines.wrong(number, "DEMAND", f"{demand:g} is not accepted, use a whole number >= 0")
        ready, due, service = customer[4:]
        times[index] = [
            lines.units(number, name, value, scale) for name, value in zip(TIMES, customer[4:], strict=True)
        ]
        for name, value in (("DEMAND", demand), ("SERVICE TIME", service)):
            if index == 0 and value != 0:
                raise lines.wrong(number, name, f"the depot has {value:g}, use 0")
        if demand > capacity:
            raise lines.wrong(number, "DEMAND", f"{demand:g} is above the capacity, use at most {capacity}")
        if ready > due:
            raise lines.wrong(number, "READY TIME", f"{ready:g} is after the DUE DATE {due:g}, use ready <= due")
    return RoutingProblem(
        demand=table[:, 3].astype(np.int64),
        vehicles=(Vehicle("vehicle", max(1, len(table) - 1), capacity),),
        coordinates=table[:, 1:3],
        service_time=times[:, 2],
        time_window=times[:, :2],
        rounding="nearest" if unrounded else "truncated",
        scale=scale,
        name=lines.path.stem,
    )


def _is_head(row: str) -> bool:
    """Whether a line is the head of the customers' table: `CUST NO.  XCOORD. ...`."""
    words = row.upper().replace(".", " ").split()
    return words[:2] == ["CUST", "NO"]
