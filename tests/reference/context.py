"""What the rooms of one replication share: clock, configuration, tape, journal, and what is still open.

A matter is an order, a promise, a trip, a shop's day, a return or a contact that has begun and not ended. The
replication is over with the last of them, or when the days to follow up have passed.
"""

from __future__ import annotations

import simpy
from reference.journal import Journal
from reference.moments import DECISION, Moment, Run
from reference.orders import Line, Order

from sim.config import SimConfig
from sim.life.happening import Happening
from sim.streams import key, uniform
from sim.tape import Tape
from sim.units import DAY, metres


class Context:
    """Handed to every room."""

    def __init__(self, config: SimConfig, tape: Tape) -> None:
        self.env = simpy.Environment(initial_time=0)
        self.config, self.tape = config, tape
        self.journal = Journal(tape.orders, 0 if tape.walk_ins is None else tape.walk_ins.size)
        self.sites = [(metres(n.x_kilometres), metres(n.y_kilometres)) for n in config.fulfilment.nodes.values()]
        self.last = (config.days + config.follow_up_days) * DAY
        self.matters = tape.orders
        self.over = self.env.event()

    @property
    def now(self) -> int:
        return int(self.env.now)

    def run(self) -> None:
        """Let time pass until the replication is over."""
        self.env.process(self._last_day())
        self.env.run(until=self.over)

    def _last_day(self) -> Run:
        yield Moment(self.env, self.last, DECISION)
        if not self.over.triggered:
            self.over.succeed()

    def begin_matter(self) -> None:
        self.matters += 1

    def end_matter(self) -> None:
        self.matters -= 1
        if not self.matters:
            self.over.succeed()

    def note(self, happening: Happening, order: int = -1, *, time: int | None = None, **values: int) -> None:
        """Something happens, now unless said otherwise."""
        self.journal.note(self.now if time is None else time, happening, order, **values)

    def note_line(self, happening: Happening, order: Order, line: Line, node: int, **values: int) -> None:
        """Something happens to a line of an order at a node."""
        self.note(happening, order.number, line=line.number, item=line.item, node=node, **values)

    def key(self, name: str) -> int:
        return key(self.tape.seed, self.tape.replication, name)

    def draw(self, name: str, *thing: int) -> float:
        """The number in [0, 1) that belongs to a thing of this replication."""
        return uniform(self.key(name), *thing)
