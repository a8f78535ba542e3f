"""A wave: the parcels that are planned together, and the plan of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.delivery.breaks import DueBreak
from sim.delivery.driver_pool import Crew
from solvers.solution import Route


@dataclass(frozen=True, slots=True, eq=False)
class WaveRequest:
    """What one wave has to plan. Arrays (parcels,), times in microseconds since the start.

    x and y metres; volume millilitres; option uint8, what the customer chose; zone : number of the address's, on the
    tape; `crews` are the vans that may leave, with their drivers.
    """

    number: int
    node: int
    departure: int
    next_departure: int
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    volume: NDArray[np.int64]
    promise_open: NDArray[np.int64]
    promise_close: NDArray[np.int64]
    option: NDArray[np.uint8]
    zone: NDArray[np.int64]
    crews: tuple[Crew, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WavePlan:
    """The routes of a wave, and the matrices they were planned with (metres, seconds).

    A depot among the stops of a route is where its van is loaded again. free : int64, seconds at free speed,
    (stops + 1, stops + 1); breaks : of each route, with the legs they are had on;
    left_out : int64, the stops that no route serves, ascending; why : uint8, the `LeftOut` reason of each.
    """

    routes: tuple[Route, ...]
    distance: NDArray[np.int64]
    duration: NDArray[np.int64]
    free: NDArray[np.int64]
    left_out: NDArray[np.int64]
    why: NDArray[np.uint8]
    breaks: tuple[tuple[DueBreak, ...], ...]
