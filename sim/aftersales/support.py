"""The support desk: questions, where-is-my-order, complaints; answered, settled, or asked again.

Customers get in touch in their waking hours, and telephone while the desk is open. A call is hung up; what is written
waits for its answer, the oldest first.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from sim.aftersales.waking import SPREAD, Waking
from sim.clock import ARRIVAL, Token
from sim.closures import on_its_days, special_days
from sim.context import Context
from sim.life.tickets import Topic
from sim.matters import Matter
from sim.open_hours import OpenHours
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.units import DAY, MINUTE, UNOBSERVED, microseconds

FIRST_CONTACT, LAST_CONTACT = 1, 3


class Ticket(Token):
    """One contact: `index` is its row in the log's tickets."""

    __slots__ = ("channel", "contact", "order", "priority", "topic")

    def __init__(self, order: int, topic: Topic, contact: int, channel: int, priority: int) -> None:
        self.callbacks = None
        self.index = UNOBSERVED
        self.order = order
        self.topic = topic
        self.contact = contact
        self.channel = channel
        self.priority = priority


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
        channels = tuple(config.channels.values())
        self._channels, self._edges = channels, list(accumulate(channel.share for channel in channels))
        self._channel_key, self._hour_key = context.key("contact channel"), context.key("contact hour")
        self._waking = Waking(config)
        calendar = context.config.calendar.support
        desk, days = on_its_days(config.desk, calendar), special_days(context.config, "support")
        roster = Roster(desk, context.config.start, "support", days)
        self._open_hours = OpenHours(roster, context.horizon + context.config.follow_up_days * DAY)
        self.station = Station(
            context.clock,
            "support",
            roster,
            self._handling,
            self._table["answered"],
            self._table["resolved"],
            self._answered,
            classes=1 + max(channel.first for channel in channels),
            patience=self._patience,
            gave_up=self._abandoned,
            queue_limit=config.desk.queue_limit,
            failures=context.failures(config.desk, "support"),
        )

    def contact(self, order: int, topic: Topic, time: int, contact: int = FIRST_CONTACT) -> None:
        """A customer wants to get in touch at `time`, and does when it is day and, to telephone, the desk is open."""
        channel = self._chosen(order, topic) if len(self._channels) > 1 else 0
        way = self._channels[channel]
        if not (self._waking.is_awake(time) and (not way.in_opening_hours or self._open_hours.is_open(time))):
            time = self._in_hours(time, uniform(self._hour_key, order, topic, contact), calls=way.in_opening_hours)
        ticket = Ticket(order, topic, contact, channel, way.first)
        self._context.matters.begin(Matter.TICKET)
        ticket.callbacks = self._opening
        self._clock.schedule(ticket, ARRIVAL + order, time - self._clock.now)

    def _chosen(self, order: int, topic: Topic) -> int:
        """The channel by which a customer gets in touch."""
        u = uniform(self._channel_key, order, topic) * self._edges[-1]
        return min(bisect_right(self._edges, u), len(self._edges) - 1)

    def _in_hours(self, time: int, u: float, *, calls: bool) -> int:
        """`time`, or some moment (`u` in [0, 1) says which) in the first hours of the next day or opening."""
        time = self._waking.awake(time, u)
        if calls and not self._open_hours.is_open(time):
            following = self._open_hours.next_open(time)
            if following is not None:
                begin, end = following
                time = begin + int(u * min(SPREAD, end - begin))
        return time

    def _open(self, ticket: Ticket) -> None:
        now = self._clock.now
        ticket.index = self._table.append(ticket.order, ticket.topic, ticket.contact, ticket.channel, now)
        u = uniform(self._work_key, ticket.order, ticket.topic, ticket.contact)
        self._handling.append(microseconds(exponential(u, self._minutes), MINUTE))
        self.station.enter(ticket, now)

    def _patience(self, index: int) -> int | None:
        minutes = self._channels[self._table["channel"][index]].patience_minutes
        if minutes is None:
            return None
        order, topic, contact = (self._table[name][index] for name in ("order", "topic", "contact"))
        return int(exponential(uniform(self._patience_key, order, topic, contact), minutes * MINUTE))

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
