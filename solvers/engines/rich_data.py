"""From a rich `RoutingProblem` to the arrays its kernels work on, and from chains back to routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvers.capabilities import rich_needs
from solvers.engines.rich_neighbours import neighbours
from solvers.engines.rich_prices import RichPrices, rich_prices, weights
from solvers.engines.rich_times import DRIVEN, departures, legs, profiles, rests, speeds, windows
from solvers.kernels.rich.state import ABSENT, NONE, Best, Plan, Terrain, Work, empty_plan, empty_work, facts
from solvers.kernels.state import Array
from solvers.pairs import from_depot
from solvers.problem import FAR, NOWHERE, RoutingProblem
from solvers.solution import Route

SCANNED = 150
"""Up to so many stops an insertion looks at every place of every route."""
LARGE, DISTANT, NEAR, TIGHT, EARLY, LATE, HEAVY_FIRST, HARD, HARDEST = range(9)
"""Rows of the sort keys by which stops are inserted; `_orders` says what each sorts by."""
PLAIN_ORDERS = (NONE,) * 4 + (LARGE,) * 4 + (DISTANT,) * 2 + (NEAR,)
TIMED_ORDERS = PLAIN_ORDERS + (TIGHT,) * 2 + (EARLY,) * 2 + (LATE,) * 2
PAID_ORDERS = (NONE,) + (HEAVY_FIRST,) * 2 + (HARD,) * 2 + (HARDEST,) * 2


class RichSetup(NamedTuple):
    """All a search needs: the fixed data, an empty plan, scratch space, and parts per unit of the objective."""

    data: Terrain
    plan: Plan
    work: Work
    unit: int


def build(problem: RoutingProblem, left_out: Sequence[int], near_width: int, insert_width: int) -> RichSetup:
    """The kernels' view of `problem`, with neighbour lists of these widths; `left_out` are never inserted."""
    price = rich_prices(problem)
    stops, fleet = problem.stops, problem.vehicles
    kinds = np.repeat(np.arange(len(fleet)), [min(vehicle.count, stops) for vehicle in fleet])
    trips = sum(min(vehicle.count, stops) * (vehicle.max_trips - 1) for vehicle in fleet)
    reloads = min(trips, stops)
    leg, no_road = legs(problem)
    paid, driven = bool(price.second.any() or price.overtime.any()), bool(rich_needs(problem) & DRIVEN)
    plan = empty_plan(stops, kinds, len(fleet), problem.dimensions, reloads)
    data = Terrain(
        fact=facts(
            stops=stops,
            dimensions=problem.dimensions,
            first_end=stops + 1,
            first_reload=stops + 1 + 2 * len(kinds),
            timed=paid or driven or _times_limit(problem),
            driven=driven,
            profiled=bool(problem.speed_profiles),
            free=leg.shape[2] - 1,
            paired=len(problem.pairs) > 0,
            released=bool(problem.release_time.any()),
            broken=bool(leg.max(initial=0) >= no_road),
            no_road=no_road,
            scanned=stops <= SCANNED,
        ),
        leg=leg,
        profile=profiles(problem),
        load=_loads(problem),
        capacity=np.array([vehicle.capacities for vehicle in fleet], dtype=np.int64),
        fits=_fits(problem),
        window=windows(problem),
        reload_depot=np.array([0] + [depot for one in fleet for depot in one.reloads], dtype=np.int64),
        rest=rests(problem),
        speed=speeds(problem),
        departure=np.array([0] + [time for one in fleet for time in departures(problem, one)], dtype=np.int64),
        near=neighbours(problem, leg, no_road, near_width, insert_width),
    )
    _fill_stops(problem, plan, price, list(left_out))
    _fill_kinds(problem, plan, price)
    orders: tuple[int, ...] = PLAIN_ORDERS
    if problem.has_time_windows:
        orders = PAID_ORDERS if paid else TIMED_ORDERS
    orders += (HEAVY_FIRST,) * 2 if len(np.unique(plan.node.weight[1 : stops + 1])) > 1 else ()
    most = max(len(vehicle.breaks) for vehicle in fleet)
    work = empty_work(stops, reloads, _orders(problem, plan), np.array(orders), most)
    return RichSetup(data, plan, work, price.unit)


def _times_limit(problem: RoutingProblem) -> bool:
    """Whether windows, shifts, releases or missing roads limit when a route may be driven."""
    limited = any(vehicle.longest < FAR for vehicle in problem.vehicles)
    return limited or problem.has_time_windows or bool(problem.release_time.any())


def _by_dimension(problem: RoutingProblem, column: Array) -> Array:
    return np.array(column.reshape(problem.nodes, -1)[: problem.stops + 1], dtype=np.int64)


def _loads(problem: RoutingProblem) -> Array:
    """What a stop takes off and brings; a delivery of a pair brings less than nothing."""
    brought = problem.pickup - problem.demand + from_depot(problem)
    return np.stack([_by_dimension(problem, column) for column in (from_depot(problem), brought)], axis=2)


def _fits(problem: RoutingProblem) -> Array:
    """Which types of vehicle may and can serve a stop, times left aside."""
    demand, pickup = _by_dimension(problem, problem.demand), _by_dimension(problem, problem.pickup)
    result = np.zeros((problem.stops + 1, len(problem.vehicles)), dtype=np.uint8)
    for kind, vehicle in enumerate(problem.vehicles):
        room = np.array(vehicle.capacities)
        skilled = problem.skills[: problem.stops + 1] & ~np.int64(vehicle.skills) == 0
        allowed = problem.allowed_vehicles[: problem.stops + 1, kind] == 1
        result[:, kind] = skilled & allowed & (np.maximum(demand, pickup) <= room).all(axis=1)
        opening, leave_by = _leaving(problem, kind)
        opens, closes = _ending(problem, kind)
        if opening > leave_by or opens > closes:
            result[:, kind] = 0
    first, second = problem.pairs.T
    result[first] = result[second] = np.minimum(result[first], result[second])
    return result


def _leaving(problem: RoutingProblem, kind: int) -> tuple[int, int]:
    vehicle = problem.vehicles[kind]
    opens, closes = problem.hull[vehicle.start].tolist()
    return max(vehicle.shift[0], opens), min(vehicle.shift[1], closes)


def _ending(problem: RoutingProblem, kind: int) -> tuple[int, int]:
    vehicle = problem.vehicles[kind]
    opens, closes = (0, FAR) if vehicle.end == NOWHERE else problem.hull[vehicle.end].tolist()
    return opens, min(vehicle.shift[1], closes)


def _fill_stops(problem: RoutingProblem, plan: Plan, price: RichPrices, left_out: list[int]) -> None:
    count = problem.stops + 1
    node, hull = plan.node[:count], problem.hull
    node["place"] = np.arange(count)
    node["opens"], node["closes"] = hull[:count, 0], hull[:count, 1]
    for field, column in (("service", problem.service_time), ("release", problem.release_time)):
        node[field] = column[:count]
    node["prize"] = np.maximum(problem.prize[:count], 0) * price.unit
    node["weight"] = weights(problem)[:count]
    node["late_price"], node["early_price"] = price.late[:count], price.early[:count]
    node["soft_opens"], node["soft_closes"] = problem.soft_window[:count, 0], problem.soft_window[:count, 1]
    first, second = problem.pairs.T
    node["pair"][first], node["pair"][second], node["second"][second] = second, first, 1
    for field in ("prize", "weight"):
        node[field][first] += node[field][second]
        node[field][second] = 0
    servable = np.setdiff1d(np.arange(1, count), np.concatenate((np.array(left_out, dtype=np.int64), second)))
    plan.node.absent[: len(servable)] = servable
    plan.node.rank[servable] = np.arange(len(servable))
    plan.counter[ABSENT] = len(servable)


def _fill_kinds(problem: RoutingProblem, plan: Plan, price: RichPrices) -> None:
    first_reload, first_rest, first_departure = 1, 1, 1
    nowhere = problem.nodes
    for number, vehicle in enumerate(problem.vehicles):
        kind = plan.kind[number]
        kind.start, kind.end = vehicle.start, nowhere if vehicle.end == NOWHERE else vehicle.end
        kind.opening, kind.leave_by = _leaving(problem, number)
        kind.end_opens, kind.end_closes = _ending(problem, number)
        kind.shift_end = vehicle.shift[1]
        kind.fixed, kind.metre = price.fixed[number], price.metre[number]
        kind.second, kind.overtime = price.second[number], price.overtime[number]
        kind.shift_length, kind.longest = vehicle.shift_length, vehicle.longest
        kind.max_distance, kind.max_stops, kind.max_trips = vehicle.max_distance, vehicle.max_stops, vehicle.max_trips
        kind.reload_time = vehicle.reload_time
        kind.first_reload, kind.reloads = first_reload, len(vehicle.reloads)
        first_reload += len(vehicle.reloads)
        kind.first_rest, kind.rests = first_rest, len(vehicle.breaks)
        first_rest += len(vehicle.breaks)
        kind.first_departure, kind.departures = first_departure, len(departures(problem, vehicle))
        first_departure += kind.departures
        kind.timed = kind.second > 0 or kind.overtime > 0 or kind.longest < FAR
    starts = problem.stops + 1 + 2 * np.arange(len(plan.fleet))
    plan.node.place[starts] = plan.kind.start[plan.fleet.kind]
    plan.node.place[starts + 1] = plan.kind.end[plan.fleet.kind]


def _orders(problem: RoutingProblem, plan: Plan) -> Array:
    """Sort keys, lowest first, a row each.

    Large demand, far from every depot, near to one, short window, early start, late end; heavy before light, and then
    far; and two measures of a hard stop, far and with a short window, which counts half as much or as much.
    """
    count = problem.stops + 1
    depots = np.array(problem.depot_nodes)
    far = np.minimum(problem.arc_distance(depots[:, None], np.arange(count)[None, :]), FAR).min(axis=0)
    start, end = problem.hull[:count, 0], problem.hull[:count, 1]
    length = end - start
    heavy = -np.unique(plan.node.weight[:count], return_inverse=True)[1] * (far.max() + 1) - far
    wide = np.minimum(1.0, length / max(1, length[0])) * far.max()
    half, whole = (0.5 * wide - far).astype(np.int64), (wide - far).astype(np.int64)
    room = np.array([vehicle.capacities for vehicle in problem.vehicles]).max(axis=0)
    load = np.maximum(_by_dimension(problem, problem.demand), _by_dimension(problem, problem.pickup))
    large = (load / np.maximum(1, room)).max(axis=1) * (1 << 20)
    found = np.stack((-large.astype(np.int64), -far, far, length, start, -end, heavy, half, whole))
    first, second = problem.pairs.T
    found[:, first] = np.minimum(found[:, first], found[:, second])
    return found


def routes_of(setup: RichSetup, best: Best) -> list[Route]:
    """The routes that chains of followers hold; a reload is the depot it is at."""
    data = setup.data
    following, place = best.following.tolist(), best.place.tolist()
    routes = []
    for slot, kind in enumerate(setup.plan.fleet.kind.tolist()):
        node, end = following[data.fact.first_end + 2 * slot], data.fact.first_end + 2 * slot + 1
        stops = []
        while node != end:
            stops.append(place[node])
            node = following[node]
        if stops:
            routes.append(Route(kind, tuple(stops)))
    return routes
