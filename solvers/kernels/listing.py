"""A plan as a list of routes, each with its cost and a fingerprint of the stops it visits."""

from solvers.kernels.compiling import kernel
from solvers.kernels.state import Array, Data, Plan


@kernel
def list_routes(
    data: Data, plan: Plan, keys: Array, stops: Array, ends: Array, slots: Array, costs: Array, prints: Array
) -> int:
    """Write the routes of `plan` one behind the other; returns how many.

    Route r visits `stops[ends[r-1]:ends[r]]` with the vehicle `slots[r]` at `costs[r]`; `prints[r]` adds up the keys
    of its stops, so that routes over the same stops have the same.
    """
    routes = filled = 0
    for slot in range(len(plan.fleet)):
        if plan.fleet[slot].visits == 0:
            continue
        sentinel = data.stops + 1 + slot
        length = plan.node[sentinel].gap
        mark = 0
        node = plan.node[sentinel].following
        while node != sentinel:
            stops[filled] = node
            filled += 1
            length += plan.node[node].gap
            mark += keys[node]
            node = plan.node[node].following
        ends[routes] = filled
        slots[routes] = slot
        prints[routes] = mark
        fleet = plan.fleet[slot]
        costs[routes] = fleet.fixed + length * fleet.per_distance + fleet.duration * fleet.per_time
        routes += 1
    return routes
