"""What every room of one replication shares: clock, log, tape, configuration, and what is open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.breakdowns import Failures, absences
from sim.clock import Clock
from sim.config import SimConfig
from sim.delivery.planned import PlannedWave, Watch
from sim.log import Log
from sim.matters import Matters
from sim.settings import Staffing
from sim.streams import key
from sim.tape import Tape
from sim.units import DAY
from solvers.problem import RoutingProblem
from solvers.solution import Route


class Context:
    """Shared by the rooms of one replication."""

    __slots__ = ("clock", "config", "horizon", "log", "matters", "tape", "watch", "waves")

    def __init__(self, config: SimConfig, tape: Tape, clock: Clock, log: Log, watch: Watch | None = None) -> None:
        self.config = config
        self.tape = tape
        self.clock = clock
        self.log = log
        self.horizon = config.days * DAY
        self.watch = watch
        self.waves: list[PlannedWave] = []
        self.matters = Matters(tape.orders, clock.event())

    def planned(
        self, wave: PlannedWave, problem: RoutingProblem, places: NDArray[np.int64], routes: tuple[Route, ...]
    ) -> None:
        """A wave has been planned."""
        self.waves.append(wave)
        if self.watch is not None:
            self.watch(wave, problem, places, routes)

    def key(self, name: str) -> int:
        """The key of the keyed draws called `name` in this replication."""
        return key(self.tape.seed, self.tape.replication, name)

    def failures(self, staffing: Staffing, station: str) -> tuple[Failures, ...]:
        """How the servers of a station fail, in none, one or both of two ways: breakdowns and absences."""
        found = []
        if staffing.breakdowns is not None:
            found.append(Failures(staffing.breakdowns, self.key(f"breakdowns/{station}")))
        if staffing.shrinkage:
            found.append(Failures(absences(staffing.shrinkage), self.key(f"shrinkage/{station}")))
        return tuple(found)
