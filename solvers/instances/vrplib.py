"""TSPLIB, CVRPLIB and VRPLIB `.vrp` files, with what PyVRP's dialect adds to them.

Distances are whole numbers as the file's weights say. Whatever limits or prices the file gives is in the problem, or
the file is refused. Stops are numbered 1 to n in the order of their nodes, depots left out.
"""

from __future__ import annotations

import numpy as np

from solvers.instances.columns import by_node
from solvers.instances.fleet import read_fleet
from solvers.instances.lines import Lines, nearest
from solvers.instances.loads import collected_last, read_loads, units_of
from solvers.instances.sections import HEADERS, Document, read_sections
from solvers.instances.shipments import unfold as unfold_shipments
from solvers.instances.stop_columns import read_prizes, read_releases, read_service, read_windows
from solvers.instances.weights import (
    COMPUTED,
    MOST_IN_A_MATRIX,
    ORDERS,
    PLANE,
    REFUSED,
    TYPES,
    matrix,
    numbers_needed,
    unfold,
)
from solvers.problem import FloatArray, IntArray, Objective, RoutingProblem

MOST_NODES = 100_000
UNROUNDED_SCALE = 10_000
"""Units per unit of the file where distances are not to be rounded: four decimals are kept."""
PUBLISHED = {
    **dict.fromkeys(("MDVRPTW", "PDPTW"), (1_000, "nearest")),
    **dict.fromkeys(("MTVRPTW", "MTVRPTWR"), (10, "truncated")),
}
"""Scale and rounding in which PyVRP's sets of a type are published, though their files say EUC_2D."""
KINDS = {
    "CVRP": (),
    "ACVRP": (),
    "VRP": (),
    "DVRP": ("DISTANCE",),
    "CDVRP": ("DISTANCE",),
    "DCVRP": ("DISTANCE",),
    "VRPTW": ("TIME_WINDOW",),
    "CVRPTW": ("TIME_WINDOW",),
    "HFVRP": ("CAPACITY",),
    "HVRP": ("CAPACITY",),
    "PCVRP": ("PRIZE",),
    "PCVRPTW": ("PRIZE", "TIME_WINDOW"),
    "CPTP": ("PRIZE",),
    "PDPTW": ("PICKUP_AND_DELIVERY",),
    "VRPB": ("BACKHAUL",),
    "VRPSPD": ("BACKHAUL",),
    "SDVRPTW": ("VEHICLES_ALLOWED_CLIENTS", "TIME_WINDOW"),
    "MDVRP": ("VEHICLES_DEPOT",),
    "MDVRPTW": ("VEHICLES_DEPOT", "TIME_WINDOW"),
    "MTVRPTW": ("VEHICLES_RELOAD_DEPOT", "TIME_WINDOW"),
    "MTVRPTWR": ("VEHICLES_RELOAD_DEPOT", "RELEASE_TIME", "TIME_WINDOW"),
}
"""Types of problem, and what a file of that type must give."""


def read_vrplib(lines: Lines, unrounded: bool = False) -> RoutingProblem:
    """The problem of a file; `InstanceError` where a section is missing, wrong, unknown or not supported."""
    document = read_sections(lines)
    for key in ("DIMENSION", "EDGE_WEIGHT_TYPE"):
        if key not in document.header:
            raise document.missing(key)
    kind = _kind(document)
    size = _size(document)
    depots = _depots(document, size)
    stops = [node for node in range(size) if node not in depots]
    order = np.array([depots[0], *stops, *depots[1:]])
    pairs = unfold_shipments(document, size, depots)
    loads = read_loads(document, size, depots)
    place, distance, rounding, scale = _weights(document, size, order, unrounded, kind)
    window, service = read_windows(document, size, scale), read_service(document, size, depots, scale)
    prize, release = read_prizes(document, size, depots, scale), read_releases(document, size, depots, scale)
    places = {node: place for place, node in enumerate(order.tolist())}
    at = {depot: places[depot] for depot in depots}
    fleet = read_fleet(document, size, scale, timed=window is not None or release is not None, at=at)
    demand, pickup = (load and units_of(document, load, depots, fleet.types) for load in loads)
    assert demand is not None
    if prize is not None and fleet.objective is Objective.COST and scale != 1:
        raise document.wrong("PRIZE", "prizes beside prices of vehicles are not accepted where distances have decimals")

    def ordered(column: IntArray | None) -> IntArray:
        return np.empty(0, dtype=np.int64) if column is None else column[order]

    problem = RoutingProblem(
        demand=demand[order],
        vehicles=fleet.types,
        coordinates=place,
        distance=distance,
        service_time=service[order],
        time_window=ordered(window),
        prize=ordered(prize),
        pickup=ordered(pickup),
        release_time=ordered(release),
        pairs=np.array([[places[node] for node in pair] for pair in pairs], dtype=np.int64).reshape(-1, 2),
        allowed_vehicles=ordered(fleet.allowed),
        depots=len(depots),
        objective=fleet.objective,
        rounding=rounding,
        scale=scale,
        name=lines.path.stem,
    )
    return collected_last(document, problem, MOST_IN_A_MATRIX) if kind == "VRPB" else problem


def _kind(document: Document) -> str:
    """The type of problem, once what it promises is there."""
    kind = document.word("TYPE") or "CVRP"
    if kind not in KINDS:
        raise document.wrong("TYPE", f"{kind!r} is not accepted, {nearest(kind, KINDS)}")
    for key in KINDS[kind]:
        if not document.has(key):
            name = key if key in HEADERS else f"{key}_SECTION"
            raise document.missing(name, f"TYPE {kind} needs it")
    return kind


def _size(document: Document) -> int:
    """The number of nodes, for which the weights leave room in memory."""
    weights, size = document.word("EDGE_WEIGHT_TYPE"), document.whole("DIMENSION", lowest=1)
    if weights in REFUSED:
        raise document.wrong("EDGE_WEIGHT_TYPE", f"{REFUSED[weights]} ({weights}): not supported here")
    if weights not in TYPES:
        raise document.wrong("EDGE_WEIGHT_TYPE", f"{weights!r} is not accepted, {nearest(weights, TYPES)}")
    if size > MOST_NODES:
        raise document.wrong("DIMENSION", f"{size} is not accepted, use at most {MOST_NODES}")
    if size > MOST_IN_A_MATRIX and weights not in PLANE:
        what = f"{size} nodes are not accepted with {weights}, which needs a matrix, use at most {MOST_IN_A_MATRIX}"
        raise document.wrong("DIMENSION", what)
    return size


def _depots(document: Document, size: int) -> tuple[int, ...]:
    """The depots, as nodes counted from 0; several of them are the first nodes, as `.sol` files number them."""
    rows = document.sections.get("DEPOT_SECTION")
    lines, base = document.lines, document.base
    words = [(number, word) for number, row in rows or [] for word in row.split()]
    if not words or words[0][1] == "-1":
        raise document.missing("DEPOT_SECTION", "a node followed by -1 is accepted")
    depots: list[int] = []
    for number, word in words:
        if word == "-1":
            break
        depot = lines.numbers(number, "DEPOT_SECTION", word, 1)[0] - base
        if depot != int(depot) or not 0 <= depot < size or depot in depots:
            accepted = f"use nodes from {base} to {base + size - 1}, each once, followed by -1"
            raise lines.wrong(number, "DEPOT_SECTION", f"{word!r} is not accepted, {accepted}")
        depots.append(int(depot))
        if len(depots) > 1 and sorted(depots) != list(range(len(depots))):
            raise lines.wrong(number, "DEPOT_SECTION", f"several depots are the first nodes, {word} is not accepted")
    # PyVRP starts every vehicle at the first depot; a file that names depots to load at again means that
    if len(depots) > 1 and not (document.has("VEHICLES_DEPOT") or document.has("VEHICLES_RELOAD_DEPOT")):
        raise document.missing("VEHICLES_DEPOT_SECTION", f"{len(depots)} depots need it")
    return tuple(depots)


def _weights(
    document: Document, size: int, order: IntArray, unrounded: bool, kind: str
) -> tuple[FloatArray | None, IntArray | None, str, int]:
    """Coordinates, matrix, rounding and scale; one of the first two is None unless both are in the file."""
    weights = document.word("EDGE_WEIGHT_TYPE")
    if weights == "EXPLICIT":
        table, scale = _explicit(document, size)
        place = None
        if "NODE_COORD_SECTION" in document.sections:
            place = by_node(document, "NODE_COORD_SECTION", size, 2).values[order]  # for pictures and sectors only
        return place, table[np.ix_(order, order)], "nearest", scale
    if "EDGE_WEIGHT_SECTION" in document.sections:
        raise document.wrong("EDGE_WEIGHT", f"weights written out do not go with EDGE_WEIGHT_TYPE {weights}")
    if weights in PLANE:
        place = by_node(document, "NODE_COORD_SECTION", size, 2).values[order]
        if unrounded or weights == "EXACT_2D":
            return place, None, "nearest", UNROUNDED_SCALE
        scale, rounding = PUBLISHED.get(kind, (1, "nearest")) if weights == "EUC_2D" else (1, PLANE[weights])
        return place, None, rounding, scale
    if unrounded:
        raise document.wrong("EDGE_WEIGHT_TYPE", f"{weights} is defined in whole numbers, --unrounded needs EUC_2D")
    points = by_node(document, "NODE_COORD_SECTION", size, COMPUTED[weights].width).values[order]
    flat = points if points.shape[1] == 2 and weights != "GEO" else None
    return flat, matrix(weights, points), "nearest", 1


def _explicit(document: Document, size: int) -> tuple[IntArray, int]:
    """A matrix written out, and its scale: up to four decimals are kept."""
    form, lines = document.word("EDGE_WEIGHT_FORMAT"), document.lines
    if form not in ORDERS:
        raise document.wrong("EDGE_WEIGHT_FORMAT", f"{form or 'missing'!r} is not accepted, {nearest(form, ORDERS)}")
    wanted, rows = numbers_needed(form, size), document.sections.get("EDGE_WEIGHT_SECTION")
    if rows is None:
        raise document.missing("EDGE_WEIGHT_SECTION")
    values: list[float] = []
    for number, row in rows:
        for value in lines.numbers(number, "EDGE_WEIGHT_SECTION", row, None):
            if value < 0 or abs(value * UNROUNDED_SCALE - round(value * UNROUNDED_SCALE)) > 1e-3:
                accepted = "use numbers >= 0 of four decimals at most"
                raise lines.wrong(number, "EDGE_WEIGHT_SECTION", f"{value:g} is not accepted, {accepted}")
            values.append(value)
    if len(values) != wanted:
        where = rows[-1][0] if rows else document.starts["EDGE_WEIGHT_SECTION"]
        raise lines.wrong(where, "EDGE_WEIGHT_SECTION", f"{len(values)} numbers, {form} needs {wanted}")
    table = np.array(values)
    scale = next(scale for scale in (1, 10, 100, 1_000, UNROUNDED_SCALE) if _is_whole(table * scale, scale))
    return unfold(form, np.rint(table * scale).astype(np.int64), size), scale


def _is_whole(values: FloatArray, scale: int) -> bool:
    return scale == UNROUNDED_SCALE or bool((np.abs(values - np.rint(values)) < 1e-6).all())
