"""Processing: an order is verified, paid, screened for fraud and priced; what is wrong with it holds it up."""

from __future__ import annotations

import numpy as np
from reference.context import Context
from reference.moments import COMPLETION, Moment, Run
from reference.orders import Order
from reference.rooms.availability import Availability
from reference.rooms.closing import Closing
from reference.staff import Desk

from sim.life.orders import HELD, RELEASED_HOLD, WRONG_PRICE, Hold, Rejection
from sim.life.payments import PAYMENT_DECLINED
from sim.processing import checks
from sim.processing.clearing import clearing_times
from sim.streams import exponential
from sim.units import HOUR, MINUTE, SECOND, microseconds


class Processing:
    """From captured to promised."""

    def __init__(self, context: Context, availability: Availability, closing: Closing) -> None:
        self.context, self.availability, self.closing = context, availability, closing
        self.config = context.config.processing
        self.flags = checks.flags(context.tape, context.config)
        self.clearing = clearing_times(context.tape, self.config.payment)
        if not self.config.switches.verification:
            self.verification = Desk(context, "verification", self.config.verification.desk)
        self.fraud_review = Desk(context, "fraud_review", self.config.payment.review_desk)

    def process(self, order: Order) -> Run:
        config, note, i = self.config, self.context.note, order.number
        flags = int(self.flags[i])
        yield from self.verify_and_authorise(order)
        if flags & checks.HELD:
            self.availability.keep(order)
        if flags & checks.DETAILS_NOTICED:
            yield from self.correct(order, Hold.DETAILS, config.verification.correction_hours * HOUR)
            order.address_wrong = False
        if flags & checks.CLEARING:
            yield from self.hold(order, Hold.PAYMENT, int(self.clearing[i]))
        if flags & checks.DECLINED:
            note(PAYMENT_DECLINED, i, attempt=1, amount=order.value)
            yield from self.correct(order, Hold.PAYMENT, config.payment.retry_minutes * MINUTE)
            if flags & checks.GIVES_UP:
                self.reject(order, Rejection.PAYMENT)
                return
        if flags & checks.REVIEWED:
            yield from self.review(order)
            if flags & checks.FRAUD:
                self.reject(order, Rejection.FRAUD)
                return
        if flags & checks.PRICE_NOTICED:
            yield from self.correct(order, Hold.PRICE, config.price.correction_minutes * MINUTE)
        elif flags & checks.PRICE_WRONG:
            off = sum(line.ordered * (line.charged - line.price) for line in order.lines)
            note(WRONG_PRICE, i, amount=abs(off))
            if off < 0 and config.price.too_low == "cancelled":
                self.reject(order, Rejection.PRICE)
                return
        self.availability.promise(order)

    def reject(self, order: Order, reason: Rejection) -> None:
        """It ends; what was kept for it is anybody's."""
        self.closing.reject(order, reason)
        self.availability.keep_no_longer(order)

    def verify_and_authorise(self, order: Order) -> Run:
        """By rule or by hand; then the bank's answer."""
        context, stamps, verification = self.context, order.stamps, self.config.verification
        checking = 0
        if self.config.switches.verification:
            checking = microseconds(verification.automatic_seconds, SECOND)
            stamps["verified"] = context.now + checking
        else:
            stamps["verification_entered"] = context.now
            wrong = int(self.flags[order.number]) & (checks.DETAILS_NOTICED | checks.PRICE_NOTICED)
            corrections = verification.correction_minutes if wrong else 0.0
            work = self._work(order, verification.manual_minutes + corrections)
            yield from self.verification.visit(stamps, "verification_started", "verified", order.number, work)
        authorisation = microseconds(self.config.payment.authorisation_seconds, SECOND)
        yield Moment(context.env, context.now + checking + authorisation, COMPLETION, order.number)

    def review(self, order: Order) -> Run:
        """A person looks whether it is fraud."""
        note, stamps, i = self.context.note, order.stamps, order.number
        note(HELD, i, reason=Hold.FRAUD_REVIEW)
        stamps["review_entered"] = self.context.now
        work = self._work(order, self.config.payment.review_minutes)
        yield from self.fraud_review.visit(stamps, "review_started", "reviewed", i, work)
        note(RELEASED_HOLD, i, reason=Hold.FRAUD_REVIEW)

    def _work(self, order: Order, minutes: float) -> int:
        return int(np.rint(minutes * self.context.tape.factors["verification"][order.number] * MINUTE))

    def correct(self, order: Order, reason: Hold, mean: float, before: int = 0) -> Run:
        """Held until the customer or the office has put something right; `before`: earlier times for this reason."""
        delay = exponential(self.context.draw("corrections", order.number, reason, before), mean)
        yield from self.hold(order, reason, int(delay))

    def hold(self, order: Order, reason: Hold, delay: int) -> Run:
        context, i = self.context, order.number
        context.note(HELD, i, reason=reason)
        yield Moment(context.env, context.now + delay, COMPLETION, i)
        context.note(RELEASED_HOLD, i, reason=reason)
