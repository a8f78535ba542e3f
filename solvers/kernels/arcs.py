# mypy: disable-error-code="no-any-return"
"""Distance and travel time between two nodes, from a matrix or from coordinates.

Sentinels stand for the depot. The computed distance is |floor(sqrt(dx^2 + dy^2) * scale + rounding)| in the order of
operations of `RoutingProblem.arc_distance`, so that both give the same integer. `*_to` reads the row of the second
node: a loop over candidates for one stop then stays in one or two rows, which fit the first-level cache.
"""

import math

from solvers.kernels.compiling import inlined, unsigned
from solvers.kernels.state import IN, OUT, TIME_IN, TIME_OUT, Data


@inlined
def straight(data: Data, a: int, b: int) -> int:
    """Distance from coordinates."""
    x = data.place[unsigned(a), 0] - data.place[unsigned(b), 0]
    y = data.place[unsigned(a), 1] - data.place[unsigned(b), 1]
    # a scale below zero rounds up: the floor of -x is minus the ceiling of x
    return abs(math.floor(math.sqrt(x * x + y * y) * data.scale + data.rounding))


@inlined
def _look_up(data: Data, layer: int, row: int, column: int) -> int:
    row = 0 if row > data.stops else row
    column = 0 if column > data.stops else column
    if data.flat:
        return straight(data, row, column)
    return int(data.matrix[unsigned(row), unsigned(column), unsigned(data.layer[layer])])


@inlined
def distance(data: Data, a: int, b: int) -> int:
    """Distance a -> b, read in row a."""
    return _look_up(data, OUT, a, b)


@inlined
def distance_to(data: Data, a: int, b: int) -> int:
    """Distance a -> b, read in row b."""
    return _look_up(data, IN, b, a)


@inlined
def travel(data: Data, a: int, b: int) -> int:
    """Travel time a -> b, read in row a."""
    return _look_up(data, TIME_OUT, a, b)


@inlined
def travel_to(data: Data, a: int, b: int) -> int:
    """Travel time a -> b, read in row b."""
    return _look_up(data, TIME_IN, b, a)
