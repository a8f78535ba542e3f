"""The support desk: questions, where-is-my-order, complaints; answered, settled, or asked again."""

from __future__ import annotations

from array import array
from typing import Any

from sim.clock import ARRIVAL, Token
from sim.context import Context
from sim.life.tickets import Topic
from sim.matters import Matter
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.units import DAY, MINUTE, UNOBSERVED, microseconds

FIRST_CONTACT, LAST_CONTACT = 1, 3


class Ticket(Token):
    """One contact: `index` is its row in the log's tickets."""

    __slots__ = ("contact", "order", "topic")

    def __init__(self, order: int, topic: Topic, contact: int) -> None:
        self.callbacks = None
        self.index = UNOBSERVED
        self.order = order
        self.topic = topic
        self.contact = contact


class Support:
    """Agents on a roster; customers lose patience, and come back when the matter is not settled."""

    def __init__(self, context: Context) -> None:
        config = context.config.aftersales.support
        self._context = context
        self._clock = context.clock
        self._opening = [self._open]
        self._config = config
        self._table = context.log.tickets
        history = config.history_factor if context.config.processing.switches.status_updates else 1.0
        self._minutes = config.handling_minutes * history
        self._handling: array[int] = array("q")
        self._work_key, self._settle_key = context.key("handling"), context.key("settled")
        self._patience_key, self._again_key = context.key("patience"), context.key("second contact")
        self.station = Station(
            context.clock,
            "support",
            Roster(config.desk, context.config.start, "support"),
            self._handling,
            self._table["answered"],
            self._table["resolved"],
            self._answered,
            patience=self._patience,
            gave_up=self._abandoned,
            queue_limit=config.desk.queue_limit,
            failures=context.failures(config.desk, "support"),
        )

    def contact(self, order: int, topic: Topic, time: int, contact: int = FIRST_CONTACT) -> None:
        """A customer will get in touch at `time`."""
        ticket = Ticket(order, topic, contact)
        self._context.matters.begin(Matter.TICKET)
        ticket.callbacks = self._opening
        self._clock.schedule(ticket, ARRIVAL + order, time - self._clock.now)

    def _open(self, ticket: Ticket) -> None:
        now = self._clock.now
        ticket.index = self._table.append(ticket.order, ticket.topic, ticket.contact, now)
        u = uniform(self._work_key, ticket.order, ticket.topic, ticket.contact)
        self._handling.append(microseconds(exponential(u, self._minutes), MINUTE))
        self.station.enter(ticket, now)

    def _patience(self, index: int) -> int:
        mean = self._config.patience_minutes * MINUTE
        order, topic = self._table["order"][index], self._table["topic"][index]
        return int(exponential(uniform(self._patience_key, order, topic, self._table["contact"][index]), mean))

    def _abandoned(self, ticket: Any, now: int) -> None:
        self._table["abandoned"][ticket.index] = now
        self._ask_again(ticket, now)
        self._context.matters.end(Matter.TICKET)

    def _answered(self, ticket: Any, now: int) -> None:
        u = uniform(self._settle_key, ticket.order, ticket.topic, ticket.contact)
        if u >= self._config.first_contact_resolution:
            self._ask_again(ticket, now)
        self._context.matters.end(Matter.TICKET)

    def _ask_again(self, ticket: Ticket, now: int) -> None:
        """An unsettled customer is back after a while, a few times at the most."""
        if ticket.contact >= LAST_CONTACT:
            return
        u = uniform(self._again_key, ticket.order, ticket.topic, ticket.contact)
        delay = microseconds(exponential(u, self._config.second_contact_days), DAY)
        self.contact(ticket.order, ticket.topic, now + delay, ticket.contact + 1)
