"""From a travel matrix to the ways between the nodes of a business and its customers, or a sentence on what is assumed.

A matrix with coordinates is met by the nearest of its places; one with names by the name of a node, and by the number,
the postcode or the zone of an order, whichever of these it knows for all. Where it tells minutes alone, kilometres are
straight lines times the detour; where it tells kilometres alone, they are driven at the fleet's speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.errors import InputError, nearest
from scenarios.traces.files import travel_files
from scenarios.traces.matrices import Matrix, read_matrix
from scenarios.traces.notes import Notes
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.places import METRES_A_DEGREE, middle
from sim.config import SimConfig
from sim.delivery.fleet_config import FleetConfig
from sim.placement.addresses import Addresses
from sim.placement.trace import TraceConfig, TravelFile
from sim.placement.travel import TravelMatrix, points
from sim.units import metres

MEANINGS = ("order", "postcode", "zone")
"""By what orders may be called in a matrix with names."""
SLOWEST, FASTEST = 2.0, 160.0
"""Kilometres an hour of the middle way beyond which units are another than was said."""
USUAL = FleetConfig.model_fields["detour"].default

IntArray = NDArray[np.int64]


def travel_of(
    config: SimConfig, trace: TraceConfig, orders: pl.DataFrame, address: Addresses, base: Path, notes: Notes
) -> TravelMatrix | None:
    """Read the matrix that a trace names; None where ways are straight lines times the detour, which is said.

    Raises
    ------
    InputError
        If it cannot be read, does not know a node or an order, or lacks a way between two that it knows.
    """
    if config.delivery.mode == "carrier":
        return None
    file = trace.travel
    if file is None:
        detour = config.delivery.fleet.detour
        whose = "our default" if detour == USUAL else "as delivery.fleet.detour says"
        notes.say(f"Travel: straight line times {detour:g}, {whose}; {FIELD}.travel.path names a matrix of yours.")
        return None
    matrix = _together(trace, file, base)
    nodes = config.fulfilment.nodes.values()
    x = np.concatenate(([metres(node.x_kilometres) for node in nodes], address.x)).astype(np.int64)
    y = np.concatenate(([metres(node.y_kilometres) for node in nodes], address.y)).astype(np.int64)
    needed, names = _driven_to(config, orders, x, y), list(config.fulfilment.nodes)
    if matrix.degrees is None:
        place, by = _by_name(matrix, file, names, orders, needed)
    else:
        place, by = _by_distance(matrix, file, trace, orders, x, y, needed, names), "the nearest"
    used, number = np.unique(place, return_inverse=True)
    point, first, alike = np.unique(points(x, y), return_index=True, return_inverse=True)
    notes.count(
        int(np.count_nonzero(number != number[first][alike])),
        "{} order stands on the map where another does and is driven to as that one.",
        "{} orders stand on the map where others do and are driven to as those.",
    )
    centre = np.array([(x[number == k].mean(), y[number == k].mean()) for k in range(used.size)])
    ways = _whole(matrix, file, used, config.delivery.fleet, centre)
    notes.say(
        f"Travel: {file.path}, a matrix of {matrix.title} ({len(matrix.names):,} places, {used.size:,} of them used, "
        f"orders by {by}){_assumed(matrix, config.delivery.fleet)}."
    )
    return TravelMatrix(point, number[first].astype(np.int64), *ways)


def _together(trace: TraceConfig, file: TravelFile, base: Path) -> Matrix:
    """The files that a path stands for, as one: minutes of the one, kilometres of the other."""
    found = travel_files(trace, base)
    if not found:
        raise InputError(f"--set: {FIELD}.travel.path: no file {file.path}, a JSON or CSV file is accepted")
    whole = read_matrix(found[0], found[0].name)
    for other in found[1:]:
        more = read_matrix(other, other.name)
        if more.names != whole.names:
            raise InputError(f"{other.name}:1: travel: other places than {found[0].name}, the same are accepted")
        told = {name: getattr(more, name) for name in ("metres", "seconds") if getattr(more, name) is not None}
        if twice := [name for name in told if getattr(whole, name) is not None]:
            raise InputError(f"{other.name}:1: travel: {twice[0]} stand in {found[0].name} as well, once is accepted")
        whole = replace(whole, **told)
    return whole


def _driven_to(config: SimConfig, orders: pl.DataFrame, x: IntArray, y: IntArray) -> NDArray[np.bool_]:
    """Nodes, and orders with a place that vans may have to drive to, (nodes + orders,)."""
    nodes = len(config.fulfilment.nodes)
    needed = np.concatenate((np.ones(nodes, dtype=np.bool_), orders["latitude"].is_not_null().to_numpy()))
    if config.delivery.mode == "mixed":
        away = np.min([np.hypot(x - x[node], y - y[node]) for node in range(nodes)], axis=0)
        needed &= away <= metres(config.delivery.fleet_radius_kilometres)
    return needed


def _by_name(
    matrix: Matrix, file: TravelFile, nodes: Sequence[str], orders: pl.DataFrame, needed: NDArray[np.bool_]
) -> tuple[IntArray, str]:
    number = {name.casefold(): k for k, name in enumerate(matrix.names)}
    if lost := [name for name in nodes if name.casefold() not in number]:
        raise InputError(
            f"{file.path}:1: travel: no place is called as the node {lost[0]}, {nearest(lost[0], matrix.names)}"
        )
    home = number[nodes[0].casefold()]
    driven = orders.filter(needed[len(nodes) :])
    columns = [name for name in MEANINGS if name in orders.columns]
    called = {name: [str(one or "").casefold() for one in driven[name].to_list()] for name in columns}
    known = {name: sum(one in number for one in values) for name, values in called.items()}
    best = max(columns, key=lambda name: known[name])
    if known[best] < driven.height:
        lost_at = next(k for k, one in enumerate(called[best]) if one not in number)
        raise InputError(
            f"{file.path}:1: travel: {driven.height - known[best]} of {driven.height} orders are not there, neither by "
            f"{', '.join(columns[:-1])} nor by {columns[-1]}: order {driven['order'][lost_at]}, {best} "
            f"{driven[best][lost_at]}; every place that is driven to is accepted"
        )
    place = np.full(needed.size, home, dtype=np.int64)
    place[: len(nodes)] = [number[name.casefold()] for name in nodes]
    place[len(nodes) :][needed[len(nodes) :]] = [number[one] for one in called[best]]
    return place, best


def _by_distance(
    matrix: Matrix,
    file: TravelFile,
    trace: TraceConfig,
    orders: pl.DataFrame,
    x: IntArray,
    y: IntArray,
    needed: NDArray[np.bool_],
    nodes: Sequence[str],
) -> IntArray:
    origin = trace.origin or middle(orders)
    assert matrix.degrees is not None
    if origin is None:
        raise InputError(f"{file.path}:1: travel: its places have coordinates, and no order has; both are accepted")
    latitude, longitude = np.array(matrix.degrees).T
    east = (longitude - origin.longitude) * METRES_A_DEGREE * np.cos(np.radians(origin.latitude))
    north = (latitude - origin.latitude) * METRES_A_DEGREE
    place = np.empty(x.size, dtype=np.int64)
    far = np.empty(x.size)
    for begin in range(0, x.size, 1000):
        some = slice(begin, begin + 1000)
        gaps = np.hypot(x[some, None] - east[None, :], y[some, None] - north[None, :])
        place[some], far[some] = gaps.argmin(axis=1), gaps.min(axis=1)
    beyond = np.flatnonzero(needed & (far > file.reach_metres))
    if beyond.size:
        worst = int(beyond[far[beyond].argmax()])
        who = f"node {nodes[worst]}" if worst < len(nodes) else f"order {orders['order'][worst - len(nodes)]}"
        raise InputError(
            f"{file.path}:1: travel: {beyond.size} of {np.count_nonzero(needed)} nodes and orders are more than "
            f"{file.reach_metres:g} metres from its places: {who} is {far[worst] / 1000:,.1f} kilometres from the "
            f"nearest; every place that is driven to, or a larger {FIELD}.travel.reach_metres, is accepted"
        )
    return place


def _whole(
    matrix: Matrix, file: TravelFile, used: IntArray, fleet: FleetConfig, centre: NDArray[np.float64]
) -> tuple[IntArray, IntArray]:
    """Metres and seconds between the places that are used."""
    chosen = np.ix_(used, used)
    told = {name: getattr(matrix, name)[chosen] for name in ("metres", "seconds") if getattr(matrix, name) is not None}
    for name, square in told.items():
        holes = np.argwhere(np.isnan(square))
        if holes.size:
            a, b = (matrix.names[used[k]] for k in holes[0])
            raise InputError(
                f"{file.path}:1: travel: no {name} from {a} to {b}, one of {len(holes):,} ways that are missing "
                "between places that are used; every way is accepted"
            )
    speed = fleet.speed_kilometres_per_hour / 3.6
    if "metres" not in told:
        gaps = np.hypot(*(centre[:, None, k] - centre[None, :, k] for k in (0, 1)))
        told["metres"] = gaps * fleet.detour
    elif "seconds" not in told:
        told["seconds"] = told["metres"] / speed
    else:
        moving = (told["metres"] > 0) & (told["seconds"] > 0)
        usual = float(np.median(told["metres"][moving] / told["seconds"][moving])) * 3.6 if moving.any() else 30.0
        if not SLOWEST <= usual <= FASTEST:
            raise InputError(
                f"{file.path}:1: travel: half of its ways are driven at {usual:,.2g} kilometres an hour or less; its "
                f"units are others than it says, {SLOWEST:g} to {FASTEST:g} is accepted"
            )
    return np.rint(told["metres"]).astype(np.int64), np.rint(told["seconds"]).astype(np.int64)


def _assumed(matrix: Matrix, fleet: FleetConfig) -> str:
    if matrix.metres is None:
        return f"; it tells times alone, kilometres are straight lines times {fleet.detour:g}"
    if matrix.seconds is None:
        return f"; it tells ways alone, driven at {fleet.speed_kilometres_per_hour:g} kilometres an hour"
    return ""
