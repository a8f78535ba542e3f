"""Support: a customer with a topic contacts the desk, waits no longer than patience lasts, and may come again."""

from __future__ import annotations

from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Order
from reference.staff import Desk, levels

from sim.life.tickets import Topic
from sim.streams import exponential
from sim.units import DAY, HOUR, MINUTE, microseconds, time_of_day

MOST_CONTACTS = 3


class Support:
    """The desk that answers."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.config = context.config.aftersales.support
        calendar = context.config.calendar.support
        self.desk = Desk(context, "support", self.config.desk, calendar)
        self.channels = list(self.config.channels.values())
        days = context.config.days + context.config.follow_up_days
        steps = levels(self.config.desk, context.config.start, days + 8, calendar=calendar)
        self.steps = [(time, people) for time, people in steps if time < (days + 1) * DAY or people]

    def contact(self, order: Order, topic: Topic, time: int, number: int = 1) -> None:
        self.context.begin_matter()
        channel = self.channel(order, topic)
        time = self.in_hours(time, self.context.draw("contact hour", order.number, topic, number), channel)
        self.context.env.process(self.ticket(order, topic, time, number, channel))

    def channel(self, order: Order, topic: Topic) -> int:
        """The way a customer gets in touch about something."""
        left = self.context.draw("contact channel", order.number, topic) * sum(one.share for one in self.channels)
        for code, one in enumerate(self.channels):
            left -= one.share
            if left < 0:
                return code
        return len(self.channels) - 1

    def in_hours(self, time: int, u: float, channel: int) -> int:
        """By day, and to telephone while somebody is there; else in the first three hours of either."""
        wakes, sleeps = time_of_day(self.config.waking_start), time_of_day(self.config.waking_end)
        if not wakes <= time % DAY < sleeps:
            midnight = time - time % DAY + (DAY if time % DAY >= sleeps else 0)
            time = midnight + wakes + int(u * min(3 * HOUR, sleeps - wakes))
        if not self.channels[channel].in_opening_hours or self.people_at(time):
            return time
        last = (self.context.config.days + self.context.config.follow_up_days) * DAY
        begin = next((at for at, people in self.steps if at > time and people), last)
        if begin >= last:
            return time
        end = next((at for at, people in self.steps if at > begin and not people), begin + 3 * HOUR)
        return begin + int(u * min(3 * HOUR, end - begin))

    def people_at(self, time: int) -> int:
        """How many are there."""
        return [people for at, people in self.steps if at <= time][-1]

    def ticket(self, order: Order, topic: Topic, time: int, number: int, channel: int) -> Run:
        context, config = self.context, self.config
        thing = (order.number, topic, number)
        yield Moment(context.env, time, ARRIVAL, order.number)
        row = context.journal.add(
            "tickets", order=order.number, topic=topic, contact=number, channel=channel, opened=context.now
        )
        stamps = context.journal.tables["tickets"][row]
        history = config.history_factor if context.config.processing.switches.status_updates else 1.0
        minutes = exponential(context.draw("handling", *thing), config.handling_minutes * history)
        way = self.channels[channel]
        patience = None
        if way.patience_minutes is not None:
            patience = int(exponential(context.draw("patience", *thing), way.patience_minutes * MINUTE))
        answered = yield from self.desk.visit(
            stamps, "answered", "resolved", row, microseconds(minutes, MINUTE), priority=way.first, patience=patience
        )
        if not answered:
            stamps["abandoned"] = context.now
        settled = answered and context.draw("settled", *thing) < config.first_contact_resolution
        if not settled and number < MOST_CONTACTS:
            days = exponential(context.draw("second contact", *thing), config.second_contact_days)
            self.contact(order, topic, context.now + microseconds(days, DAY), number + 1)
        context.end_matter()
