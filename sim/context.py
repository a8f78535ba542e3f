"""What every room of one replication shares: clock, log, tape, configuration, and what is open."""

from __future__ import annotations

from sim.breakdowns import Failures
from sim.clock import Clock
from sim.config import SimConfig
from sim.log import Log
from sim.matters import Matters
from sim.settings import Staffing
from sim.streams import key
from sim.tape import Tape
from sim.units import DAY


class Context:
    """Shared by the rooms of one replication."""

    __slots__ = ("clock", "config", "horizon", "log", "matters", "tape")

    def __init__(self, config: SimConfig, tape: Tape, clock: Clock, log: Log) -> None:
        self.config = config
        self.tape = tape
        self.clock = clock
        self.log = log
        self.horizon = config.days * DAY
        self.matters = Matters(tape.orders, clock.event())

    def key(self, name: str) -> int:
        """The key of the keyed draws called `name` in this replication."""
        return key(self.tape.seed, self.tape.replication, name)

    def failures(self, staffing: Staffing, station: str) -> Failures | None:
        """How the servers of a station fail, if they do."""
        if staffing.breakdowns is None:
            return None
        return Failures(staffing.breakdowns, self.key(f"breakdowns/{station}"))
