"""Instance files in, solution files in and out.

CVRPLIB `.vrp` (distances rounded as TSPLIB's EUC_2D says, or a full matrix; any number of vehicles) and Solomon /
Gehring-Homberger `.txt` (the DIMACS convention: Euclidean distance truncated to one decimal, kept as integers with
scale 10, total distance, vehicles free). Parsing is strict: what a file leaves out or gets wrong is an
`InstanceError` that reads `file:line: field: what is wrong, what is accepted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from solvers.problem import Objective, RoutingProblem, Vehicle
from solvers.solution import Audit, Route

DIMACS_SCALE = 10
EDGE_TYPES = ("EUC_2D", "CEIL_2D", "EXPLICIT")
MATRIX_FORMATS = ("FULL_MATRIX", "LOWER_ROW")
MOST_STOPS = 100_000


class InstanceError(ValueError):
    """A file that cannot be read; the message is one line that names file, line and field."""


class _Lines:
    """The lines of a file with their numbers, and errors that name them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise InstanceError(f"{path}: file: {error.strerror}, an existing .vrp or .txt is accepted") from None
        except UnicodeDecodeError:
            raise InstanceError(f"{path}: file: is not text, a .vrp or .txt is accepted") from None
        self.rows = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]

    def wrong(self, number: int, field: str, what: str) -> InstanceError:
        return InstanceError(f"{self.path}:{number}: {field}: {what}")

    def numbers(self, number: int, field: str, text: str, count: int | None) -> list[float]:
        """The numbers of one line, exactly `count` of them unless None."""
        values = []
        for word in text.split():
            try:
                value = float(word)
            except ValueError:
                raise self.wrong(number, field, f"{word!r} is not a number") from None
            if not np.isfinite(value):
                raise self.wrong(number, field, f"{word!r} is not accepted, use a finite number")
            values.append(value)
        if count is not None and len(values) != count:
            raise self.wrong(number, field, f"{len(values)} numbers in this line, {count} are accepted")
        return values

    def whole(self, number: int, field: str, text: str, lowest: int) -> int:
        """The one whole number of a line."""
        value = self.numbers(number, field, text, 1)[0]
        if value != int(value) or value < lowest:
            raise self.wrong(number, field, f"{text!r} is not accepted, use a whole number >= {lowest}")
        return int(value)


def read_instance(path: Path | str) -> RoutingProblem:
    """Read a CVRPLIB or a Solomon file, told apart by content.

    Raises
    ------
    InstanceError
        When the file is missing, of an unknown format, or wrong in any field.
    """
    lines = _Lines(Path(path))
    for _, row in lines.rows[:12]:
        if row.upper().startswith(("CUSTOMER", "CUST NO", "VEHICLE")) and ":" not in row:
            return _solomon(lines)
        if row.split(":")[0].strip().upper() in ("DIMENSION", "CAPACITY", "EDGE_WEIGHT_TYPE", "NODE_COORD_SECTION"):
            return _cvrplib(lines)
    first = lines.rows[0][0] if lines.rows else 1
    raise lines.wrong(first, "format", "unknown, CVRPLIB .vrp and Solomon .txt are accepted")


def _solomon(lines: _Lines) -> RoutingProblem:
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


def _cvrplib(lines: _Lines) -> RoutingProblem:
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
    lines: _Lines, sections: dict[str, list[tuple[int, str]]], key: str, size: int, width: int, last: int
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


def _check_depot(lines: _Lines, sections: dict[str, list[tuple[int, str]]], last: int) -> None:
    words = [(number, word) for number, row in sections.get("DEPOT_SECTION", []) for word in row.split()]
    if not words:
        raise lines.wrong(last, "DEPOT_SECTION", "missing, node 1 followed by -1 is accepted")
    for (number, word), accepted in zip(words, ("1", "-1"), strict=False):
        if word != accepted:
            raise lines.wrong(number, "DEPOT_SECTION", f"{word!r} is not accepted, use node 1 followed by -1")


def _explicit(
    lines: _Lines,
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


def read_solution(path: Path | str, problem: RoutingProblem) -> list[Route]:
    """Read a CVRPLIB `.sol` (`Route #1: 4 7 2`, then `Cost 123`); every route gets vehicle type 0."""
    lines = _Lines(Path(path))
    routes = []
    for number, row in lines.rows:
        if not row.upper().startswith("ROUTE"):
            continue
        _, colon, text = row.partition(":")
        if not colon:
            raise lines.wrong(number, "Route", "no colon in this line, 'Route #1: 4 7 2' is accepted")
        stops = [lines.whole(number, "Route", word, 1) for word in text.split()]
        for stop in stops:
            if stop > problem.stops:
                raise lines.wrong(number, "Route", f"stop {stop} does not exist, use 1 to {problem.stops}")
        routes.append(Route(0, tuple(stops)))
    if not routes:
        raise lines.wrong(1, "Route", "missing, lines like 'Route #1: 4 7 2' are accepted")
    return routes


def in_file_units(cost: int, scale: int) -> float | int:
    """A cost in the units of the instance file."""
    return cost if scale == 1 else cost / scale


def write_solution(path: Path | str, problem: RoutingProblem, routes: Sequence[Route], audit: Audit) -> None:
    """Write a CVRPLIB `.sol`, the cost in the units of the instance file."""
    text = [f"Route #{number}: {' '.join(map(str, route.stops))}" for number, route in enumerate(routes, start=1)]
    text.append(f"Cost {in_file_units(audit.cost, problem.scale)}")
    Path(path).write_text("\n".join(text) + "\n", encoding="utf-8")
