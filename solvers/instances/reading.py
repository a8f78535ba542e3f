"""Reading an instance file, of whichever format it turns out to be."""

from __future__ import annotations

from pathlib import Path

from solvers.instances.cvrplib import read_cvrplib
from solvers.instances.lines import Lines
from solvers.instances.solomon import read_solomon
from solvers.problem import RoutingProblem


def read_instance(path: Path | str) -> RoutingProblem:
    """Read a CVRPLIB or a Solomon file, told apart by content.

    Raises
    ------
    InstanceError
        When the file is missing, of an unknown format, or wrong in any field.
    """
    lines = Lines(Path(path))
    for _, row in lines.rows[:12]:
        if row.upper().startswith(("CUSTOMER", "CUST NO", "VEHICLE")) and ":" not in row:
            return read_solomon(lines)
        if row.split(":")[0].strip().upper() in ("DIMENSION", "CAPACITY", "EDGE_WEIGHT_TYPE", "NODE_COORD_SECTION"):
            return read_cvrplib(lines)
    first = lines.rows[0][0] if lines.rows else 1
    raise lines.wrong(first, "format", "unknown, CVRPLIB .vrp and Solomon .txt are accepted")
