"""From a `RoutingProblem` to the arrays the kernels work on, and from rings back to routes.

Everything is turned into one cost: so much per unit of distance, so much per unit of time, so much per vehicle. Money
is counted in parts of 1/3 600 000 minor unit, in which metres and seconds are priced without rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvers.engines.latest_end import latest_end
from solvers.engines.neighbours import insertable, insertable_among, legs, nearest
from solvers.engines.prices import longest_leg, with_penalty
from solvers.kernels.state import (
    HUGE,
    IN,
    NONE,
    OUT,
    TIME_OUT,
    Array,
    Data,
    Plan,
    Work,
    empty_plan,
    empty_work,
    open_routes,
)
from solvers.problem import FAR, RoutingProblem
from solvers.solution import Route

MATRIX_STOPS = 250
"""Above this many stops distances are computed from coordinates: a square root is faster than a cache miss."""
SCANNED = 150
"""Up to so many stops an insertion looks at every place of every route: most routes are passed over whole."""
CANDIDATES = 250
"""Nearest stops among which good predecessors and successors are chosen in large problems with time windows."""
NARROW = 2**31
"""Matrices with smaller entries are stored in 32 bits."""
NO_ROAD = 2**30
"""Travel time where there is no road, if all times stay below it; else NEVER_LEG, in 64 bits."""
NEVER_LEG = 4 * FAR
LARGE, DISTANT, NEAR, TIGHT, EARLY, LATE, REQUIRED_FIRST, HARD, HARDEST = range(9)
"""Rows of the sort keys by which stops are inserted; `_orders` says what each sorts by."""
PLAIN_ORDERS = (NONE,) * 4 + (LARGE,) * 4 + (DISTANT,) * 2 + (NEAR,)
TIMED_ORDERS = PLAIN_ORDERS + (TIGHT,) * 2 + (EARLY,) * 2 + (LATE,) * 2
PAID_ORDERS = (NONE,) + (REQUIRED_FIRST,) * 2 + (HARD,) * 2 + (HARDEST,) * 2
"""The orders, as often as they weigh: without windows, with windows, and with windows where time has a price.

NONE shuffles.
"""


class Setup(NamedTuple):
    """All a search needs: the fixed data, an empty plan, scratch space, and parts per unit of the objective."""

    data: Data
    plan: Plan
    work: Work
    unit: int


def build(problem: RoutingProblem, left_out: Sequence[int], near_width: int, insert_width: int) -> Setup:
    """The kernels' view of `problem` without the stops of `left_out`, with neighbour lists of these widths."""
    stops = problem.stops
    matrix, layer, broken, latest = _matrix(problem)
    price, huge = with_penalty(problem, HUGE)
    plan = _plan(problem, left_out, latest)
    for field, values in (("per_distance", price.distance), ("per_time", price.time), ("fixed", price.fixed)):
        plan.fleet[field] = np.array(values, dtype=np.int64)[plan.fleet.kind]
    plan.node.prize[: stops + 1] = np.where(
        problem.prize < 0, huge, np.minimum(problem.prize, (huge - 1) // price.unit) * price.unit
    )
    paid = any(price.time)
    nothing, no_neighbours = np.empty((0, 0), dtype=np.int64), np.empty((0, 0), dtype=np.int32)
    flat = len(matrix) == 0
    data = Data(
        stops=stops,
        timed=paid or broken or problem.has_time_windows,
        paid=paid,
        flat=flat,
        same=bool(layer[OUT] == layer[TIME_OUT]),
        matrix=matrix,
        layer=layer,
        place=np.array(problem.coordinates) if flat else np.zeros((1, 2)),
        scale=float(-problem.scale if problem.rounding == "ceiling" else problem.scale),
        rounding={"nearest": 0.5, "truncated": 1e-9, "ceiling": 0.0}[problem.rounding],
        near=no_neighbours,
        before=no_neighbours,
        after=no_neighbours,
        before_leg=nothing,
        after_leg=nothing,
        scanned=stops <= SCANNED,
        broken=broken,
        huge=huge,
        bend=2 if layer[OUT] == layer[IN] and not broken else 1,
    )
    near, before, after = _neighbours(data, plan, near_width, insert_width)
    orders: tuple[int, ...] = PLAIN_ORDERS
    if problem.has_time_windows:
        orders = PAID_ORDERS if paid else TIMED_ORDERS
    work = empty_work(stops, len(plan.fleet), _orders(problem), np.array(orders, dtype=np.int64))
    data = data._replace(near=near, before=before, after=after)
    if not data.scanned:
        data = data._replace(before_leg=legs(data, before, False), after_leg=legs(data, after, True))
    return Setup(data, plan, work, price.unit)


def _neighbours(data: Data, plan: Plan, near_width: int, insert_width: int) -> tuple[Array, Array, Array]:
    """Near stops, good predecessors and good successors of every stop; predecessors only where kernels look at them."""
    widest = max(1, data.stops - 1)
    near_width, width = min(near_width, widest), min(insert_width, widest)
    one_sided = data.timed or data.layer[OUT] != data.layer[IN]
    if not data.flat:
        near = nearest(data, near_width)
        if one_sided:
            return near, *insertable(data, plan.node, width, not data.scanned)
    else:
        # beyond a few hundred stops looking at all pairs costs more than the search gains from it
        wide = _from_tree(data, min(max(near_width, CANDIDATES if one_sided else 0), widest))
        near = np.ascontiguousarray(wide[:, :near_width])
        if one_sided:
            before, after = (insertable_among(data, plan.node, wide, width, forward) for forward in (False, True))
            return near, before, after
    both = np.ascontiguousarray(near[:, :width])
    return near, both, both


def _from_tree(data: Data, width: int) -> Array:
    """The nearest stops of each stop by straight line, from a k-d tree."""
    from scipy.spatial import cKDTree  # costs a tenth of a second, which small problems should not pay

    _, found = cKDTree(data.place[1:]).query(data.place[1:], k=width + 1)
    found = np.asarray(found, dtype=np.int64).reshape(data.stops, width + 1) + 1
    # a stop is its own nearest, but for duplicate addresses, where it may stand anywhere or be crowded out
    own = found == np.arange(1, data.stops + 1)[:, None]
    own[~own.any(axis=1), -1] = True
    result = np.full((data.stops + 1, width), NONE, dtype=np.int32)
    result[1:] = found[~own].reshape(data.stops, width)
    return result


def _plan(problem: RoutingProblem, left_out: Sequence[int], latest: int) -> Plan:
    """An empty plan with the stops' and vehicles' own numbers."""
    stops, fleet, window = problem.stops, problem.vehicles, problem.time_window
    kind = np.repeat(np.arange(len(fleet)), [min(vehicle.count, stops) for vehicle in fleet])
    wanted = np.arange(stops + 1) > 0
    wanted[list(left_out)] = False
    servable = np.flatnonzero(wanted)
    plan = empty_plan(stops, kind, len(fleet), servable)
    node = plan.node[: stops + 1]
    node["demand"], node["service"] = problem.demand, problem.service_time
    node["opens"], node["closes"] = window[:, 0], np.minimum(window[:, 1], latest)
    opening = [max(vehicle.shift[0], int(window[0, 0])) for vehicle in fleet]
    closing = [min(vehicle.shift[1], int(window[0, 1]), latest) for vehicle in fleet]
    for field, values in (
        ("opening", opening),
        ("closing", closing),
        ("capacity", [vehicle.capacity for vehicle in fleet]),
    ):
        plan.fleet[field] = np.array(values, dtype=np.int64)[kind]
    open_routes(plan, stops)
    return plan


def _matrix(problem: RoutingProblem) -> tuple[Array, Array, bool, int]:
    """Layers of distance and time with their transposes, which is which, if a road is missing, and the latest end."""
    same_time = problem.duration is None
    if problem.distance is None and same_time and problem.stops > MATRIX_STOPS:
        return np.empty((0, 0, 1), dtype=np.int32), np.zeros(4, dtype=np.int64), False, FAR
    if problem.distance is None:
        every = np.arange(problem.stops + 1)
        outward = problem.arc_distance(every[:, None], every[None, :])
    else:
        outward = problem.distance
    time_outward = outward if problem.duration is None else problem.duration
    largest = max(int(outward.max()), int(time_outward.max()))
    broken, latest = largest >= FAR, FAR
    if broken:
        closed = (outward >= FAR) | (time_outward >= FAR)
        outward, time_outward = np.where(closed, 0, outward), np.where(closed, 0, time_outward)
        ends = latest_end(problem, int(time_outward.max()))
        narrow = max(int(outward.max()), ends) < NO_ROAD
        latest = ends if narrow else FAR
        time_outward = np.where(closed, NO_ROAD if narrow else NEVER_LEG, time_outward)
        largest = max(int(outward.max()), int(time_outward.max()))
        same_time = False
    layers, layer = [outward], [0, 0, 0, 0]
    if not same_time:
        layers, layer = [outward, time_outward], [0, 0, 1, 1]
    if not problem.is_symmetric:
        layer = [0, 1, 0, 1] if same_time else [0, 2, 1, 3]
        layers += [one.T for one in layers]
    # half the width keeps twice the pairs in the cache; other widths compile once more
    matrix = np.empty((*outward.shape, len(layers)), dtype=np.int32 if largest < NARROW else np.int64)
    for index, one in enumerate(layers):
        matrix[:, :, index] = one
    return matrix, np.array(layer), broken, latest


def matrix_width(problem: RoutingProblem) -> int:
    """Bits that the entries of the kernels' matrix take, told without making it."""
    given = [matrix for matrix in (problem.distance, problem.duration) if matrix is not None]
    length = longest_leg(problem, "distance")
    time = length if problem.duration is None else longest_leg(problem, "duration")
    if any(int(matrix.max()) >= FAR for matrix in given):
        return 32 if max(length, latest_end(problem, time)) < NO_ROAD else 64
    return 32 if max(length, time) < NARROW else 64


def _orders(problem: RoutingProblem) -> Array:
    """Sort keys, lowest first, a row each.

    Large demand, far from the depot, near to it, short window, early start, late end; required before optional, and
    then far; and two measures of a hard stop, far and with a short window, which counts half as much or as much.
    """
    far = problem.arc_distance(0, np.arange(problem.stops + 1))
    start, end = problem.time_window[:, 0], problem.time_window[:, 1]
    length = end - start
    required_first = np.where(problem.prize < 0, 0, far.max() + 1) - far
    wide = np.minimum(1.0, length / max(1, length[0])) * far.max()
    half, whole = (0.5 * wide - far).astype(np.int64), (wide - far).astype(np.int64)
    return np.stack((-problem.demand, -far, far, length, start, -end, required_first, half, whole))


def routes_of(setup: Setup, following: Array) -> list[Route]:
    """The routes that a ring of followers holds."""
    ring, stops = following.tolist(), setup.data.stops
    routes = []
    for slot, kind in enumerate(setup.plan.fleet.kind.tolist()):
        node = ring[stops + 1 + slot]
        if node > stops:
            continue
        sequence = []
        while node <= stops:
            sequence.append(node)
            node = ring[node]
        routes.append(Route(kind, tuple(sequence)))
    return routes


def laid_out(routes: Sequence[Route]) -> tuple[Array, Array, Array]:
    """Routes as flat arrays for a kernel: the stops, where each route ends, and the vehicle types."""
    stops = np.array([stop for route in routes for stop in route.stops], dtype=np.int64)
    ends = np.cumsum([len(route.stops) for route in routes], dtype=np.int64)
    return stops, ends, np.array([route.vehicle for route in routes], dtype=np.int64)
