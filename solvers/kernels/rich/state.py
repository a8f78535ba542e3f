"""The arrays a search for a rich problem works on, named.

Nodes are the stops 1..n, a *start* and an *end* for each vehicle slot, and a pool of *reloads*: a route is the chain
start, stops and reloads, end. Each node has a *place*, its row in the matrices: stops, depots, and a last row of zeros
that is nowhere, where an open route ends. A trip begins at its *anchor*, the start or a reload.

Time is kept as segments (Vidal et al. 2013, written for hard windows): the shortest duration of a piece of a route, and
the earliest and latest start that achieves it; two of them are joined in constant time (`segments.join`). What
segments cannot say (soft and several windows, rests, speeds) is driven whole, see `timing`.

Of a pair the pick-up stands for both: it is what is absent, inserted and priced, with prizes and weights of both. In
`Terrain.load` a delivery brings what its pick-up brings, with the other sign.

Costs are parts of the objective's unit. What leaving a stop out costs beyond its prize is its weight, counted apart: of
two plans, better is the one of less weight left out, then the cheaper one.
"""

from typing import Any, NamedTuple

import numpy as np

from solvers.kernels.state import Array, Records, records

NONE = -1
NEVER = 1 << 60
"""A cost, duration or time that cannot be."""
USED, ABSENT, TICKET, FREE_RELOADS, STEPS, TOUCHED = range(6)
"""Places in `Plan.counter`: used slots, stops in no route, number of the present look for a place, reloads left.

And of the present iteration: steps in the log, and routes it has touched.
"""
METRES, SECONDS = 0, 1
OUT, BACK = 0, 1
RUIN, PREDECESSORS, SUCCESSORS = 0, 1, 2
CURRENT, BEST, DONE, IMPROVED, MISSING, BEST_MISSING = range(6)
"""Places in a search's tally: costs, iterations, iteration of the last improvement, weights left out."""
PLAIN, RELOAD_BEFORE, RELOAD_BEHIND = range(3)
"""How a stop goes in: as it is, or with a reload before or behind it."""
LOAD, BEFORE, AFTER, PICKED = range(4)
"""Of a node and dimension: load on leaving it, most load up to there and from there on, what was picked up so far."""

_FACT_FIELDS = (
    "stops",
    "dimensions",
    "first_end",  # number of the first slot's start; its end is the next one
    "first_reload",  # number of the first reload of the pool
    "timed",  # times constrain the routes or cost
    "driven",  # segments say only what the times of a route cost at least: see `timing`
    "profiled",  # speeds change over the day
    "free",  # column of `Terrain.leg`: seconds at free speed
    "released",  # some goods are not there from the start
    "broken",  # some road is missing
    "no_road",  # legs from here on are none
    "paired",  # some stops are pairs
    "scanned",  # insertion looks at all places of all routes
)
_NODE_FIELDS = (
    "following",  # next node of the route
    "previous",
    "place",  # row in the matrices
    "slot",  # or NONE
    "anchor",  # where its trip begins
    "gap",  # distance to the following node
    "service",
    "opens",  # window for the start of service, over all windows
    "closes",
    "release",  # when its goods are there
    "prize",
    "weight",
    "seen",  # last look for a place that came by
    "whole",  # shortest duration from the start of the route to here, service included
    "whole_early",
    "whole_late",
    "inner",  # the same from the anchor, whenever one leaves it
    "inner_early",
    "inner_late",
    "rest",  # shortest duration from here to the end of the route
    "rest_early",
    "rest_late",
    "gate",  # of an anchor: when the goods of its trip are there
    "gate_before",  # of a stop: when those of the stops up to it are there
    "gate_after",  # of a stop: when those of the stops behind it are there
    "soonest",  # start of service where nothing is waited for, rests left aside
    "tardy",  # what lateness costs at these times from here to the end of the route
    "late_price",  # a second after the soft window
    "early_price",
    "soft_opens",
    "soft_closes",
    "absent",  # a list of stops in no route, `counter[ABSENT]` of them
    "rank",  # of a stop: its place in that list, or NONE
    "pair",  # of a stop of a pair: the other one, or NONE
    "second",  # it is the delivery of a pair
    "open",  # pairs that are on board on leaving it
)
_SLOT_FIELDS = (
    "kind",
    "visits",  # stops on the route
    "trips",
    "distance",
    "duration",
    "cost",  # all of it, fixed cost included
    "bound",  # what it costs at least, by segments and lateness at the soonest
    "was",  # its cost before the present iteration
    "seat",  # place among the used slots, or in the stack of idle ones
    "stamp",  # last iteration that touched the route
    "used",  # a list of used slots, `counter[USED]` of them
    "touched",  # a list of slots touched, `counter[TOUCHED]` of them
    "seen",  # last look for a place of a pair that came by
)
_KIND_FIELDS = (
    "start",  # place
    "end",
    "opening",
    "leave_by",
    "end_opens",
    "end_closes",
    "shift_end",
    "fixed",
    "metre",
    "second",
    "overtime",
    "shift_length",
    "longest",  # duration, with overtime
    "timed",  # its time is paid or limited
    "max_distance",
    "max_stops",
    "max_trips",
    "reload_time",
    "first_reload",  # of its reload depots, in `Terrain.reload_depot`
    "reloads",
    "first_rest",  # of its breaks, in `Terrain.rest`
    "rests",
    "first_departure",  # of the times worth leaving at, in `Terrain.departure`
    "departures",
    "idle",  # slots in its stack of idle ones
)
_VISIT_FIELDS = (
    "node",
    "place",
    "gate",  # the leg to it is not driven before
    "free",  # seconds of that leg at free speed
    "profile",  # of that leg, or NONE
    "limit",  # its windows go no further
    "service",
    "late_price",
    "early_price",
    "soft_opens",
    "soft_closes",
    "start",  # soonest start of service
    "rests",  # rests taken up to it
)
_STEP_FIELDS = ("node", "before", "place")  # a change of a route: linked behind `before`, or unlinked (NONE) from there


class Terrain(NamedTuple):
    """Travel, neighbours and limits: what does not change during a search.

    Few fields: a function that is handed a tuple compiles a tenth of a second longer for every dozen arrays in it.
    """

    fact: Any  # a record of single numbers: `_FACT_FIELDS`
    leg: Array  # (places, places, 2 or 3): METRES, the fewest SECONDS, and those at free speed where they differ
    profile: Array  # (places, places), or (1, 1)
    load: Array  # (n+1, dimensions, 2): delivered OUT and brought BACK
    capacity: Array  # (kinds, dimensions)
    fits: Array  # (n+1, kinds) uint8: skills, allowed vehicles, and capacity for the stop alone
    window: Array  # (places, 1 + windows, 2): over all windows, then one by one, unused ones (NEVER, NONE)
    reload_depot: Array  # places, those of a kind one behind the other
    rest: Array  # (breaks, 3): earliest and latest begin, duration
    speed: Array  # (profiles, changes, 3): second, thousandths of the free speed from then on, way driven up to then
    departure: Array  # moments at which to leave may pay: changes of speed, ends of rests
    near: Array  # (3, n+1, g): for RUIN the nearest stops, PREDECESSORS, SUCCESSORS; NONE ends a row


class Plan(NamedTuple):
    """Routes as chains, with what is needed to price an insertion in constant time."""

    node: Records
    load: Array  # (nodes, dimensions, 4)
    fleet: Records  # a record a slot
    kind: Records
    idle: Array  # (kinds, slots) idle slots as stacks
    reload: Array  # stack of free reloads
    counter: Array


class Work(NamedTuple):
    """Scratch space of one iteration, the log that undoes it, and the sort orders."""

    step: Records
    log: Records  # stops that were retried, and that failed
    pool: Array  # stops to insert
    order: Array  # (kinds, n+1) keys by which removed stops may be sorted
    choice: Array  # rows of `order` to pick from, as often as they weigh; NONE shuffles
    place: Records  # the cheapest place found, one record: cost, before, behind (of a pair's delivery), how, depot
    visit: Records  # a route written out, for `timing`
    label: Array  # (visits + 1, rests + 1, 4), for `resting`


class Best(NamedTuple):
    """A copy of the best plan's chains."""

    following: Array
    place: Array


def empty_plan(stops: int, kind: Array, kinds: int, dimensions: int, reloads: int) -> Plan:
    """A plan without routes: every slot idle, no stop known as absent, limits and prices still zero."""
    slots = len(kind)
    nodes = stops + 1 + 2 * slots + reloads
    plan = Plan(
        node=records(_NODE_FIELDS, nodes),
        load=np.zeros((nodes, dimensions, 4), dtype=np.int64),
        fleet=records(_SLOT_FIELDS, slots),
        kind=records(_KIND_FIELDS, kinds),
        idle=np.zeros((kinds, slots), dtype=np.int64),
        reload=np.arange(nodes - 1, nodes - 1 - reloads, -1, dtype=np.int64),
        counter=np.array([0, 0, 0, reloads, 0, 0], dtype=np.int64),
    )
    plan.node.slot[:] = NONE
    plan.node.rank[:] = NONE
    plan.node.pair[:] = NONE
    plan.fleet.stamp[:] = NONE
    plan.fleet.kind[:] = kind
    plan.fleet.trips[:] = 1
    starts = stops + 1 + 2 * np.arange(slots)
    for ends in (starts, starts + 1):
        plan.node.slot[ends] = np.arange(slots)
        plan.node.anchor[ends] = starts
    plan.node.following[starts], plan.node.previous[starts] = starts + 1, NONE
    plan.node.previous[starts + 1], plan.node.following[starts + 1] = starts, NONE
    for number in range(kinds):
        free = np.flatnonzero(kind == number)[::-1]
        plan.idle[number, : len(free)] = free
        plan.fleet.seat[free] = np.arange(len(free))
        plan.kind.idle[number] = len(free)
    return plan


def empty_work(stops: int, reloads: int, order: Array, choice: Array, rests: int) -> Work:
    """Scratch space; `rests` bounds those of a vehicle."""
    visits = stops + reloads + 2
    return Work(
        step=records(_STEP_FIELDS, 8 * (stops + reloads) + 64),
        log=records(("retried", "failed"), stops + 1),
        pool=np.zeros(stops + 1, dtype=np.int64),
        order=order,
        choice=choice,
        place=records(("cost", "before", "behind", "how", "depot"), 1),
        visit=records(_VISIT_FIELDS, visits),
        label=np.zeros((visits + 1, rests + 1, 4), dtype=np.int64),
    )


def facts(**given: int) -> Any:
    """A record of single numbers."""
    made = records(_FACT_FIELDS, 1)
    for key, value in given.items():
        made[key] = value
    return made[0]


def copy_of(plan: Plan) -> Best:
    """The plan's chains as the best so far."""
    return Best(plan.node.following.copy(), plan.node.place.copy())
