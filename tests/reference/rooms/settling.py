"""When all is over: customers say what they think of it, and banks take back what was paid with stolen cards."""

from __future__ import annotations

from reference.context import Context
from reference.orders import Order

from sim.aftersales.satisfaction import thresholds
from sim.life.orders import RATED
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED
from sim.log import EVENT_TYPE
from sim.processing.fraud import borne_here, fraudulent
from sim.streams import exponential
from sim.units import DAY, HOUR, UNOBSERVED

CHARGED_BACK = 5


class Settling:
    """Reads the journal of a replication that has ended."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def rate(self, order: Order) -> None:
        """Stars: what the customer met lowers their mean; the survey's own number decides."""
        worth, tables = self.context.config.aftersales.satisfaction, self.context.journal.tables
        when, unanswered, slow = order.stamps["closed"], False, False
        for ticket in tables["tickets"]:
            if ticket["order"] == order.number:
                end = max(ticket["answered"], ticket["abandoned"])
                when = max(when, end)
                unanswered |= (
                    ticket["abandoned"] != UNOBSERVED or end - ticket["opened"] > worth.slow_answer_hours * HOUR
                )
        for back in tables["returns"]:
            if back["order"] == order.number:
                when = max(when, back["refunded"])
                slow |= back["refunded"] - back["requested"] > worth.slow_refund_days * DAY
        lost = [
            worth.late * order.late, worth.faulty * order.faulty, worth.incomplete * order.incomplete,
            worth.failed_attempt * order.attempt_failed, worth.unanswered * unanswered, worth.slow_refund * slow,
        ]  # fmt: skip
        survey = float(self.context.tape.uniforms["survey"][order.number])
        stars = 1 + sum(survey >= step for step in thresholds(worth.on_time - sum(lost)))
        self.context.note(RATED, order.number, time=when, stars=100 * stars)

    def charge_back(self) -> None:
        """Of every fraud that was paid for, what was not paid back by then."""
        context, config = self.context, self.context.config
        answered_here = fraudulent(context.tape, config) & borne_here(context.tape, config)
        left: dict[int, int] = {}
        taken: dict[int, int] = {}
        latest: dict[int, int] = {}
        for row in context.journal.events:
            event = dict(zip(EVENT_TYPE.names or (), row, strict=True))
            number, time, amount = event["order"], event["time"], event["value"]
            if event["kind"] not in (PAYMENT_CAPTURED.code, REFUNDED.code):
                continue
            if time > context.last or not answered_here[number]:
                continue
            if event["kind"] == PAYMENT_CAPTURED.code:
                left[number] = left.get(number, 0) + amount
                taken[number] = min(taken.get(number, time), time)
            else:
                left[number] = left.get(number, 0) - amount
                latest[number] = max(latest.get(number, time), time)
        for number, amount in left.items():
            if amount > 0:
                mean = config.processing.payment.chargeback_days * DAY
                when = taken[number] + int(exponential(context.draw("chargeback", number), mean))
                when = max(when, latest.get(number, when))
                context.note(REFUNDED, number, time=when, reason=CHARGED_BACK, amount=amount)
