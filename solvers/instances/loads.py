"""What the stops of a VRPLIB file are brought and what is collected there, in one dimension or several.

DEMAND_SECTION (PyVRP also says LINEHAUL_SECTION) leaves the depot, BACKHAUL_SECTION comes back to it, on the same way.
In a file of TYPE VRPB what is collected is collected after the last delivery, and no vehicle leaves for that alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvers.instances.columns import Column, by_node
from solvers.instances.sections import Document
from solvers.problem import FAR, IntArray, RoutingProblem, Vehicle

DEMANDS = ("DEMAND_SECTION", "LINEHAUL_SECTION")


def read_loads(document: Document, size: int, depots: tuple[int, ...]) -> tuple[Column, Column | None]:
    """What is brought to each node, and what is collected; None where the file has no such section."""
    both = [section for section in DEMANDS if section in document.sections]
    if len(both) > 1:
        raise document.wrong("LINEHAUL", "stands beside DEMAND_SECTION, use one of them")
    demand = by_node(document, both[0] if both else DEMANDS[0], size, None, lacking=depots)
    if "BACKHAUL_SECTION" not in document.sections:
        return demand, None
    return demand, by_node(document, "BACKHAUL_SECTION", size, demand.values.shape[1], lacking=depots)


def units_of(document: Document, column: Column, depots: tuple[int, ...], fleet: Sequence[Vehicle]) -> IntArray:
    """Whole loads that some vehicle has room for; a column where they have one dimension, else a matrix."""
    field, loads = column.section.removesuffix("_SECTION"), column.values
    rooms = np.array([vehicle.capacities for vehicle in fleet]).max(axis=0)
    if len(rooms) != loads.shape[1]:
        raise document.wrong("CAPACITY", f"{len(rooms)} for each vehicle, {field} has {loads.shape[1]} dimensions")
    nothing(document, column, depots, field)
    for place, most in enumerate(rooms.tolist()):
        wrong = np.flatnonzero((loads[:, place] < 0) | (loads[:, place] % 1 != 0) | (loads[:, place] > most))
        if len(wrong):
            said = f"{loads[wrong[0], place]:g} is not accepted, use a whole number from 0 to {most}"
            raise column.wrong(document, int(wrong[0]), said, field)
    whole = loads.astype(np.int64)
    return whole[:, 0] if whole.shape[1] == 1 else whole


def nothing(document: Document, column: Column, depots: tuple[int, ...], field: str = "") -> None:
    """Refuse what is asked of a depot."""
    for depot in depots:
        if column.values[depot].any():
            found = column.values[depot][np.flatnonzero(column.values[depot])[0]]
            raise column.wrong(document, depot, f"the depot has {found:g}, use 0", field)


def collected_last(document: Document, problem: RoutingProblem, most: int) -> RoutingProblem:
    """A VRPB: no road leads from a depot to what is collected, nor from there to what is delivered.

    `most` is the number of nodes of which there may be a matrix.
    """
    if problem.nodes > most:
        raise document.wrong("DIMENSION", f"{problem.nodes} nodes of a VRPB need a matrix, use at most {most}")
    brings, fetches = (load.reshape(problem.nodes, -1).sum(axis=1) > 0 for load in (problem.demand, problem.pickup))
    if both := np.flatnonzero(brings & fetches).tolist():
        what = f"TYPE VRPB delivers first and collects then, stop {both[0]} has both (VRPSPD takes them at once)"
        raise document.wrong("BACKHAUL", what)
    every, fetched = np.arange(problem.nodes), np.flatnonzero(fetches)
    closed = problem.arc_distance(every[:, None], every).copy()
    closed[np.ix_(np.array(problem.depot_nodes), fetched)] = FAR
    closed[np.ix_(fetched, np.flatnonzero(brings))] = FAR
    return problem.replace(distance=closed)
