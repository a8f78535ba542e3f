"""The checks an order passes: details, payment, fraud screen, price; then availability.

An order without trouble waits for one event, the end of its checks. What goes wrong is handled
in the order the checks stand: each step either holds the order, ends it, or hands it on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.clock import COMPLETION
from sim.columns import column
from sim.context import Context
from sim.log import Kind
from sim.order import ADDRESS_WRONG, CANCELLED, UNALLOCATED, Hold, Order, Payment, Rejection, advance
from sim.processing import checks
from sim.processing.clearing import clearing_times
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.units import HOUR, MINUTE, SECOND, microseconds


class Processing:
    """Step 2. `promise(order, now)` is where orders go that passed every check.

    Captured orders come to `receive`. Where all checks are automatic they take `unattended`
    microseconds that nothing can change (`authorisation` the last of them): placement may add them to
    the time of capture and hand the order to `checked` at their end, one event instead of two.
    """

    def __init__(self, context: Context, order_value: Any, promise: Callable[[Order, int], None]) -> None:
        tape, config, orders = context.tape, context.config, context.log.orders
        processing, clock = config.processing, context.clock
        self._context = context
        self._log = context.log
        self._schedule = clock.schedule
        self._clock = clock
        self._promise = promise
        self._value = order_value
        self._flags = memoryview(checks.flags(tape, config))
        self._clearing = memoryview(clearing_times(tape, processing.payment))
        self._verified = orders["verified"]
        self._delay_key = context.key("corrections")
        authorisation = microseconds(processing.payment.authorisation_seconds, SECOND)
        self.authorisation = authorisation
        self._checked = [self._end_of_checks]
        self.verification: Station | None = None
        if processing.switches.verification:
            self._automatic = microseconds(processing.verification.automatic_seconds, SECOND)
            self.receive: Callable[[Order, int], None] = self._verify_automatically
            self.unattended = self._automatic + authorisation
        else:
            minutes = processing.verification.manual_minutes * tape.factors["verification"]
            self._entered = orders["verification_entered"]
            self.verification = Station(
                clock,
                "verification",
                Roster(processing.verification.desk, config.start),
                column(minutes * MINUTE),
                orders["verification_started"],
                self._verified,
                self._verified_by_hand,
                queue_limit=processing.verification.desk.queue_limit,
            )
            self.receive = self._verify_by_hand
            self.unattended = 0
        review_minutes = processing.payment.review_minutes * tape.factors["verification"]
        self.review = Station(
            clock,
            "fraud_review",
            Roster(processing.payment.review_desk, config.start),
            column(np.where(np.asarray(self._flags) & checks.REVIEWED, review_minutes * MINUTE, 0)),
            orders["review_started"],
            orders["reviewed"],
            self._reviewed,
            queue_limit=processing.payment.review_desk.queue_limit,
        )

    # -- details

    def _verify_automatically(self, order: Order, now: int) -> None:
        self._verified[order.index] = now + self._automatic
        order.callbacks = self._checked
        self._schedule(order, COMPLETION + order.index, self._automatic + self.authorisation)

    def _verify_by_hand(self, order: Order, now: int) -> None:
        self._entered[order.index] = now
        assert self.verification is not None
        self.verification.enter(order, now)

    def _verified_by_hand(self, order: Order, now: int) -> None:
        order.callbacks = self._checked
        self._schedule(order, COMPLETION + order.index, self.authorisation)

    def _end_of_checks(self, order: Order) -> None:
        self.checked(order, self._clock._now)  # type: ignore[arg-type]

    def checked(self, order: Order, now: int) -> None:
        """Details verified and payment asked for: what went wrong is dealt with, the rest is promised."""
        if self._flags[order.index]:
            self._details(order, now)
        else:
            order.payment = Payment.AUTHORISED
            self._promise(order, now)

    def _details(self, order: Order, now: int) -> None:
        """Wrong details that were noticed: the customer is asked, and answers after a while."""
        if not self._flags[order.index] & checks.DETAILS_NOTICED:
            self._payment(order, now)
            return
        mean = self._context.config.processing.verification.correction_hours * HOUR
        self._hold(order, now, Hold.DETAILS, mean, self._details_corrected)

    def _details_corrected(self, order: Order, now: int) -> None:
        order.flags &= ~ADDRESS_WRONG
        self._payment(order, now)

    # -- payment

    def _payment(self, order: Order, now: int) -> None:
        """Money that is slow to come is waited for."""
        if self._flags[order.index] & checks.CLEARING:
            self._hold_for(order, now, Hold.PAYMENT, self._clearing[order.index], self._authorise)
        else:
            self._authorise(order, now)

    def _authorise(self, order: Order, now: int) -> None:
        if not self._flags[order.index] & checks.DECLINED:
            order.pay(Payment.AUTHORISED)
            self._screen(order, now)
            return
        order.pay(Payment.DECLINED)
        amount = self._value[order.index]
        self._log.add(now, Kind.PAYMENT_DECLINED, order.index, ordinal=1, value=amount)
        mean = self._context.config.processing.payment.retry_minutes * MINUTE
        self._hold(order, now, Hold.PAYMENT, mean, self._second_try)

    def _second_try(self, order: Order, now: int) -> None:
        if self._flags[order.index] & checks.GIVES_UP:
            self.reject(order, now, Rejection.PAYMENT)
            return
        order.pay(Payment.AUTHORISED)
        self._screen(order, now)

    def _screen(self, order: Order, now: int) -> None:
        """The fraud screen sends some orders to a person."""
        if not self._flags[order.index] & checks.REVIEWED:
            self._price(order, now)
            return
        order.hold(Hold.FRAUD_REVIEW)
        self._log.orders["review_entered"][order.index] = now
        self._log.add(now, Kind.HELD, order.index, reason=Hold.FRAUD_REVIEW)
        self.review.enter(order, now)

    def _reviewed(self, order: Order, now: int) -> None:
        order.release(Hold.FRAUD_REVIEW)
        self._log.add(now, Kind.RELEASED_HOLD, order.index, reason=Hold.FRAUD_REVIEW)
        if self._flags[order.index] & checks.FRAUD:
            self.reject(order, now, Rejection.FRAUD)
        else:
            self._price(order, now)

    # -- price

    def _price(self, order: Order, now: int) -> None:
        flags = self._flags[order.index]
        price = self._context.config.processing.price
        if flags & checks.PRICE_NOTICED:
            self._hold(order, now, Hold.PRICE, price.correction_minutes * MINUTE, self._promise)
            return
        if flags & checks.PRICE_WRONG:
            share = 2.0 * price.size * float(self._context.tape.uniforms["price_size"][order.index])
            self._log.add(now, Kind.WRONG_PRICE, order.index, value=int(share * self._value[order.index]))
        self._promise(order, now)

    # -- holds and ends

    def _hold(self, order: Order, now: int, reason: Hold, mean: float, then: Callable[[Order, int], None]) -> None:
        """Hold the order for an exponential time keyed by order and reason, then go on."""
        delay = int(exponential(uniform(self._delay_key, order.index, reason), mean))
        self._hold_for(order, now, reason, delay, then)

    def _hold_for(self, order: Order, now: int, reason: Hold, delay: int, then: Callable[[Order, int], None]) -> None:
        order.hold(reason)
        self._log.add(now, Kind.HELD, order.index, reason=reason)

        def release(at: int) -> None:
            order.release(reason)
            self._log.add(at, Kind.RELEASED_HOLD, order.index, reason=reason)
            then(order, at)

        self._context.clock.at(now + delay, COMPLETION, release, order.index)

    def reject(self, order: Order, now: int, reason: Rejection) -> None:
        """The order ends before anything was promised."""
        for line in order.lines:
            advance(line, UNALLOCATED, CANCELLED, line[UNALLOCATED])
        order.pay(Payment.VOIDED)
        log = self._log
        log.orders["rejected"][order.index] = now
        log.orders["closed"][order.index] = now
        log.add(now, Kind.REJECTED, order.index, reason=reason, value=self._value[order.index])
        self._context.end_matter()
