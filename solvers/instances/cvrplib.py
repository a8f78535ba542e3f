"""CVRPLIB `.vrp` files: distances rounded as TSPLIB's EUC_2D says, or a full matrix; any number of vehicles."""

from __future__ import annotations

import numpy as np

from solvers.instances.lines import Lines
from solvers.problem import Objective, RoutingProblem, Vehicle

EDGE_TYPES = ("EUC_2D", "CEIL_2D", "EXPLICIT")
MATRIX_FORMATS = ("FULL_MATRIX", "LOWER_ROW")
MOST_STOPS = 100_000


def read_cvrplib(lines: Lines) -> RoutingProblem:
    """The problem of a CVRPLIB file; `InstanceError` where a section is missing or wrong."""
    header: dict[str, tuple[int, str]] = {}
    sections: dict[str, list[tuple[int, str]]] = {}
    section: list[tuple[int, str]] | None = None
    for number, row in lines.rows:
        key = row.split(":")[0].strip().upper()
        if key == "EOF":
            break
        if key.endswith("_SECTION"):
            section = sections.setdefault(key, [])
        elif ":" in row:
            header[key] = (number, row.split(":", 1)[1].strip())
            section = None
        elif section is None:
            raise lines.wrong(number, key.split()[0], "unknown keyword, KEY : VALUE or a section is accepted")
        else:
            section.append((number, row))
    last = lines.rows[-1][0]
    for key in ("DIMENSION", "CAPACITY", "EDGE_WEIGHT_TYPE"):
        if key not in header:
            raise lines.wrong(last, key, "missing, it is needed")
    number, kind = header.get("TYPE", (0, "CVRP"))
    if kind not in ("CVRP", "ACVRP"):
        raise lines.wrong(number, "TYPE", f"{kind!r} is not accepted, use CVRP or ACVRP")
    size = lines.whole(*_field(header, "DIMENSION"), lowest=1)
    if size > MOST_STOPS:
        raise lines.wrong(header["DIMENSION"][0], "DIMENSION", f"{size} is not accepted, use at most {MOST_STOPS}")
    capacity = lines.whole(*_field(header, "CAPACITY"), lowest=1)
    demand = _column(lines, sections, "DEMAND_SECTION", size, 1, last)[:, 0]
    for (number, _), value in zip(sections["DEMAND_SECTION"], demand, strict=True):
        if value < 0 or value != int(value) or value > capacity:
            raise lines.wrong(number, "DEMAND", f"{value:g} is not accepted, use a whole number from 0 to {capacity}")
    if demand[0] != 0:
        raise lines.wrong(sections["DEMAND_SECTION"][0][0], "DEMAND", f"the depot has {demand[0]:g}, use 0")
    _check_depot(lines, sections, last)
    number, weights = header["EDGE_WEIGHT_TYPE"]
    if weights not in EDGE_TYPES:
        raise lines.wrong(number, "EDGE_WEIGHT_TYPE", f"{weights!r} is not accepted, use {' or '.join(EDGE_TYPES)}")
    coordinates = distance = None
    if weights == "EXPLICIT":
        distance = _explicit(lines, header, sections, size, last)
    else:
        coordinates = _column(lines, sections, "NODE_COORD_SECTION", size, 2, last)
        if weights == "CEIL_2D":
            step = coordinates[:, None, :] - coordinates[None, :, :]
            distance = np.ceil(np.sqrt((step**2).sum(axis=2))).astype(np.int64)
    return RoutingProblem(
        demand=demand.astype(np.int64),
        vehicles=(Vehicle("vehicle", max(1, size - 1), capacity),),
        coordinates=coordinates,
        distance=distance,
        objective=Objective.DISTANCE,
        name=lines.path.stem,
    )


def _field(header: dict[str, tuple[int, str]], key: str) -> tuple[int, str, str]:
    number, text = header[key]
    return number, key, text


def _column(
    lines: Lines, sections: dict[str, list[tuple[int, str]]], key: str, size: int, width: int, last: int
) -> np.ndarray:
    """A section of numbered rows as an array of `width` columns."""
    rows = sections.get(key)
    if rows is None:
        raise lines.wrong(last, key, "missing, it is needed")
    if len(rows) != size:
        where = rows[min(len(rows), size) - 1][0] if rows else last
        raise lines.wrong(where, key, f"{len(rows)} rows, DIMENSION says {size}")
    table = np.empty((size, width))
    for index, (number, row) in enumerate(rows):
        values = lines.numbers(number, key, row, width + 1)
        if values[0] != index + 1:
            raise lines.wrong(number, key, f"node {values[0]:g} is not accepted, use {index + 1} in this line")
        table[index] = values[1:]
    return table


def _check_depot(lines: Lines, sections: dict[str, list[tuple[int, str]]], last: int) -> None:
    words = [(number, word) for number, row in sections.get("DEPOT_SECTION", []) for word in row.split()]
    if not words:
        raise lines.wrong(last, "DEPOT_SECTION", "missing, node 1 followed by -1 is accepted")
    for (number, word), accepted in zip(words, ("1", "-1"), strict=False):
        if word != accepted:
            raise lines.wrong(number, "DEPOT_SECTION", f"{word!r} is not accepted, use node 1 followed by -1")


def _explicit(
    lines: Lines,
    header: dict[str, tuple[int, str]],
    sections: dict[str, list[tuple[int, str]]],
    size: int,
    last: int,
) -> np.ndarray:
    """A distance matrix written out in the file."""
    number, form = header.get("EDGE_WEIGHT_FORMAT", (last, "missing"))
    if form not in MATRIX_FORMATS:
        raise lines.wrong(number, "EDGE_WEIGHT_FORMAT", f"{form!r} is not accepted, use {' or '.join(MATRIX_FORMATS)}")
    rows = sections.get("EDGE_WEIGHT_SECTION", [])
    values = []
    for number, row in rows:
        for value in lines.numbers(number, "EDGE_WEIGHT_SECTION", row, None):
            if value < 0 or value != int(value):
                raise lines.wrong(number, "EDGE_WEIGHT_SECTION", f"{value:g} is not accepted, use whole numbers >= 0")
            values.append(int(value))
    wanted = size * size if form == "FULL_MATRIX" else size * (size - 1) // 2
    if len(values) != wanted:
        where = rows[-1][0] if rows else last
        raise lines.wrong(where, "EDGE_WEIGHT_SECTION", f"{len(values)} numbers, {wanted} are needed")
    if form == "FULL_MATRIX":
        return np.array(values, dtype=np.int64).reshape(size, size)
    matrix = np.zeros((size, size), dtype=np.int64)
    matrix[np.tril_indices(size, -1)] = values
    return matrix + matrix.T
