"""Support: a customer with a topic contacts the desk, waits no longer than patience lasts, and may come again."""

from __future__ import annotations

from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Order
from reference.staff import Desk

from sim.life.tickets import Topic
from sim.streams import exponential
from sim.units import DAY, MINUTE, microseconds

MOST_CONTACTS = 3


class Support:
    """The desk that answers."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.config = context.config.aftersales.support
        self.desk = Desk(context, "support", self.config.desk)

    def contact(self, order: Order, topic: Topic, time: int, number: int = 1) -> None:
        self.context.begin_matter()
        self.context.env.process(self.ticket(order, topic, time, number))

    def ticket(self, order: Order, topic: Topic, time: int, number: int) -> Run:
        context, config = self.context, self.config
        thing = (order.number, topic, number)
        yield Moment(context.env, time, ARRIVAL, order.number)
        row = context.journal.add("tickets", order=order.number, topic=topic, contact=number, opened=context.now)
        stamps = context.journal.tables["tickets"][row]
        history = config.history_factor if context.config.processing.switches.status_updates else 1.0
        minutes = exponential(context.draw("handling", *thing), config.handling_minutes * history)
        patience = int(exponential(context.draw("patience", *thing), config.patience_minutes * MINUTE))
        answered = yield from self.desk.visit(
            stamps, "answered", "resolved", row, microseconds(minutes, MINUTE), patience=patience
        )
        if not answered:
            stamps["abandoned"] = context.now
        settled = answered and context.draw("settled", *thing) < config.first_contact_resolution
        if not settled and number < MOST_CONTACTS:
            days = exponential(context.draw("second contact", *thing), config.second_contact_days)
            self.contact(order, topic, context.now + microseconds(days, DAY), number + 1)
        context.end_matter()
