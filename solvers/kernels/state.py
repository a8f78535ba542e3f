"""The arrays a search works on, named.

Nodes are the depot 0, the stops 1..n, and one *sentinel* n+1+s for each vehicle slot s: a route is the ring sentinel,
stops, sentinel, so that inserting at an end is no special case. What belongs to one node stands in one record (and
so in one or two cache lines), likewise what belongs to one slot; compiled code passes a few arrays, not fifty.

Costs are the objective's integers (money in parts of 1/3 600 000 minor unit). A stop's prize is what leaving it out
costs, and is huge for a required stop.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Records = Any
"""A numpy record array: `records[i].field`, in compiled code and in plain Python alike."""

HUGE = 1 << 45
"""Least prize of a required stop, summable over 20 000 stops; `Data.huge` is above the cost of any plan."""
NONE = -1
USED, ABSENT, TICKET = 0, 1, 2
"""Places in `Plan.counter`: routes with stops, stops in no route, number of the present look for a place."""
CURRENT, BEST, DONE, IMPROVED = 0, 1, 2, 3
"""Places in a search's tally: two costs, iterations done, and the iteration of the last improvement."""
OUT, IN, TIME_OUT, TIME_IN = 0, 1, 2, 3
"""Places in `Data.layer`."""

_NODE_FIELDS = (
    "following",  # next node of the ring
    "previous",
    "gap",  # distance to the following node
    "demand",
    "leg",  # travel time to the following node
    "service",  # time at the stop, zero at sentinels
    "opens",  # window for the start of service
    "closes",
    "soonest",  # earliest start of service, leaving at the opening
    "latest",  # latest start of service that keeps the rest of the route on time
    "spent",  # time from leaving to the start of service, without waiting
    "leave",  # latest leaving time that is on time up to this node
    "ahead",  # time from the start of service to the end, without waiting
    "finish",  # earliest end of the route, starting here as early as the window allows
    "prize",
    "seen",  # last look for a place that came by
)
_SLOT_FIELDS = (
    "kind",  # vehicle type
    "capacity",
    "opening",
    "closing",
    "fixed",
    "per_distance",
    "per_time",
    "room",  # free capacity
    "visits",  # stops on the route
    "duration",  # shortest time from leaving to returning
    "seat",  # place in `Plan.idle`, for an empty slot
    "stamp",  # last iteration that touched the route
)
_ABSENT_FIELDS = ("stop", "rank")  # a list of stops, and by stop the place in that list
_LOG_FIELDS = ("removed", "removed_from", "retried", "inserted", "failed")


class Data(NamedTuple):
    """Travel and neighbours: what does not change during a search."""

    stops: int
    timed: bool  # times constrain the routes
    paid: bool  # times cost money or are the objective
    flat: bool  # distances come from coordinates, the matrix is empty
    same: bool  # travel time equals distance
    matrix: Array  # (n+1, n+1, layers): what belongs to one pair lies in one cache line
    layer: Array  # which layer holds distance, its transpose, time, its transpose
    place: Array  # (n+1, 2) float coordinates
    scale: float  # units of distance per unit of coordinates
    rounding: float  # added before flooring a computed distance
    near: Array  # (n+1, g) stops by distance, for ruin; NONE ends a row, here and below
    before: Array  # (n+1, g) good predecessors of a stop
    after: Array  # (n+1, g) good successors of a stop
    before_leg: Array  # distances from the predecessors
    after_leg: Array  # distances to the successors
    scanned: bool  # insertion looks at all routes: few places, and cheaper than the lists
    broken: bool  # some road is missing
    huge: int  # prize of a required stop
    bend: int  # lower bound: insertion >= bend x (leg - gap); 2 for a metric, else 1


class Plan(NamedTuple):
    """Routes as rings, with what is needed to price an insertion in constant time."""

    node: Records
    slot: Array  # of every node, or NONE: looked at far more often than the rest, and so in an array of its own
    fleet: Records  # one record per slot
    absent: Records  # stops in no route, `counter[ABSENT]` of them, and by stop its place there
    place: Records  # places for one stop: the node before it, and the distance to one of its ends
    idle: Array  # (types, slots) empty slots as stacks
    idle_count: Array  # (types,)
    counter: Array


class Work(NamedTuple):
    """Scratch space of one iteration, the log that undoes it, and the sort orders."""

    log: Records  # what was removed and from behind which node, retried, inserted, failed
    pool: Array  # stops to insert
    routes: Array  # slots touched
    order: Array  # (kinds, n+1) keys by which removed stops may be sorted
    choice: Array  # rows of `order` to pick from, as often as they weigh; NONE shuffles


class Moves(NamedTuple):
    """How the search moves; shares are parts of 2**16."""

    mean_removed: float  # stops taken out per iteration, on average
    longest: float  # longest string taken out of one route
    blink: int  # parts of 2**32 in which an improving place is skipped
    whole: int  # share of iterations that take out one route whole
    openings: int  # share of iterations that open a vehicle
    exchanges: int  # share of iterations after which two vehicles may change places
    tail_trials: int  # changes of tails tried after an iteration
    vehicle_margin: float  # in temperatures: what a move must gain for each further vehicle it uses


class Best(NamedTuple):
    """A copy of the best plan's rings, kept up to date through the nodes changed since."""

    node: Records  # following; and a list `changed` of nodes whose follower may differ, `marked` once in it
    length: Array  # (1,) length of that list


def records(names: tuple[str, ...], count: int) -> Records:
    """Zeroed records of int64 fields."""
    return np.zeros(count, dtype=[(name, np.int64) for name in names]).view(np.recarray)


def empty_plan(stops: int, kind: Array, types: int, servable: Array) -> Plan:
    """A plan that serves nothing: every slot idle, every stop of `servable` absent; windows and prices still zero."""
    slots = len(kind)
    plan = Plan(
        node=records(_NODE_FIELDS, stops + 1 + slots),
        slot=np.full(stops + 1 + slots, NONE, dtype=np.int64),
        fleet=records(_SLOT_FIELDS, slots),
        absent=records(_ABSENT_FIELDS, stops + 1),
        place=records(("before", "leg"), stops + 1 + slots),
        idle=np.zeros((types, slots), dtype=np.int64),
        idle_count=np.bincount(kind, minlength=types).astype(np.int64),
        counter=np.array([0, len(servable), 0], dtype=np.int64),
    )
    ring = np.arange(stops + 1 + slots)
    plan.node.following[:] = ring
    plan.node.previous[:] = ring
    plan.slot[stops + 1 :] = np.arange(slots)
    plan.absent.rank[:] = NONE
    plan.absent.stop[: len(servable)] = servable
    plan.absent.rank[servable] = np.arange(len(servable))
    plan.fleet.kind[:] = kind
    plan.fleet.stamp[:] = NONE
    for number in range(types):
        free = np.flatnonzero(kind == number)[::-1]
        plan.idle[number, : len(free)] = free
        plan.fleet.seat[free] = np.arange(len(free))
    return plan


def open_routes(plan: Plan, stops: int) -> None:
    """Set sentinels and rooms from the fleet's opening, closing and capacity."""
    sentinels = plan.node[stops + 1 :]
    for field in ("soonest", "finish", "opens"):
        sentinels[field] = plan.fleet.opening
    for field in ("leave", "latest", "closes"):
        sentinels[field] = plan.fleet.closing
    plan.fleet.room[:] = plan.fleet.capacity


def empty_work(stops: int, slots: int, order: Array, choice: Array) -> Work:
    """Scratch space for a problem of this size."""
    pool, routes = np.zeros(stops + 1, dtype=np.int64), np.zeros(slots, dtype=np.int64)
    return Work(records(_LOG_FIELDS, stops + 1), pool, routes, order, choice)


def copy_of(plan: Plan) -> Best:
    """The plan's rings as the best so far."""
    best = Best(records(("following", "changed", "marked"), len(plan.node)), np.zeros(1, dtype=np.int64))
    best.node.following[:] = plan.node.following
    return best
