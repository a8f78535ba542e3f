"""What planning a wave took and gave: numbers for a result, and the problem itself for whoever asks.

The numbers are kept of every wave of a run; problems are large and are only shown, as they are met, to a function that
asks for them. CPU seconds are the only number of a run that differs from machine to machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solvers.problem import RoutingProblem
from solvers.solution import Route


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """One wave: where and when, how large, and its audited plan.

    departure : microseconds since the start; cost : the objective, minor units (hundredths of
    a kilometre or a minute where plans are made for these); unserved : stops left on the dock;
    cpu_seconds : of the solve.
    """

    node: int
    number: int
    departure: int
    stops: int
    vehicles: int
    cost: int
    iterations: int
    unserved: int
    cpu_seconds: float


Watch = Callable[[PlannedWave, RoutingProblem, NDArray[np.int64], tuple[Route, ...]], None]
"""Shown each wave, its problem, its places (stops + 1, 2) in metres, and its routes, in the order they were planned."""
