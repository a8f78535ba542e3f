"""The checks an order passes: details, payment, fraud screen, price; then availability.

An order without trouble waits for one event, the end of its checks. What goes wrong is handled
in the order the checks stand: each step either holds the order, ends it, or hands it on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock import COMPLETION, Token
from sim.columns import column
from sim.context import Context
from sim.life.orders import Hold, Rejection, held, released_hold, wrong_price
from sim.life.payments import Payment, payment_declined
from sim.order import OrderBook
from sim.processing import checks
from sim.processing.clearing import clearing_times
from sim.processing.keeping import Keeping
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.units import HOUR, MINUTE, SECOND, microseconds

AUTHORISED = int(Payment.AUTHORISED)


class Promise(Protocol):
    """Where orders go that passed every check."""

    def promise(self, order: int, now: int) -> None:
        """Promise it from stock."""


class Ending(Protocol):
    """Who ends an order."""

    def reject(self, order: int, now: int, reason: Rejection) -> None:
        """It ends before anything was promised."""


class Processing:
    """Step 2.

    Captured orders come to `receive`. Where all checks are automatic they take `unattended`
    microseconds that nothing can change (`authorisation` the last of them): placement may add them to
    the time of capture and hand the order to `checked` at their end, one event instead of two.
    """

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        order_value: NDArray[np.int64],
        charged: NDArray[np.int64],
        availability: Promise,
        closing: Ending,
        keeping: Keeping | None = None,
    ) -> None:
        tape, config, orders = context.tape, context.config, context.log.orders
        processing, clock = config.processing, context.clock
        self._context = context
        self._book = book
        self._payment_state = memoryview(book.payment)
        self._log = context.log
        self._schedule = clock.schedule
        self._clock = clock
        self._availability, self._closing, self._keeping = availability, closing, keeping
        self._value, self._charged = memoryview(order_value), charged
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
            self.unattended = self._automatic + authorisation
        else:
            minutes = checks.clerks_minutes(np.asarray(self._flags), config) * tape.factors["verification"]
            self._entered = orders["verification_entered"]
            self.verification = Station(
                clock,
                "verification",
                Roster(processing.verification.desk, config.start, "verification"),
                column(minutes * MINUTE),
                orders["verification_started"],
                self._verified,
                self._verified_by_hand,
                queue_limit=processing.verification.desk.queue_limit,
                failures=context.failures(processing.verification.desk, "verification"),
            )
            self.unattended = 0
        review_minutes = processing.payment.review_minutes * tape.factors["verification"]
        self.review = Station(
            clock,
            "fraud_review",
            Roster(processing.payment.review_desk, config.start, "fraud_review"),
            column(np.where(np.asarray(self._flags) & checks.REVIEWED, review_minutes * MINUTE, 0)),
            orders["review_started"],
            orders["reviewed"],
            self._reviewed,
            queue_limit=processing.payment.review_desk.queue_limit,
            failures=context.failures(processing.payment.review_desk, "fraud_review"),
        )

    # -- details

    def receive(self, order: int, now: int) -> None:
        """A captured order is verified, by rule or by hand."""
        if self.verification is None:
            self._verify_automatically(order, now)
        else:
            self._verify_by_hand(order, now)

    def _verify_automatically(self, order: int, now: int) -> None:
        self._verified[order] = now + self._automatic
        self._check_until(order, self._automatic + self.authorisation)

    def _verify_by_hand(self, order: int, now: int) -> None:
        self._entered[order] = now
        assert self.verification is not None
        self.verification.enter(Token(order), now)

    def _verified_by_hand(self, token: Token, now: int) -> None:
        self._check_until(token.index, self.authorisation)

    def _check_until(self, order: int, delay: int) -> None:
        token = Token(order)
        token.callbacks = self._checked
        self._schedule(token, COMPLETION + order, delay)

    def _end_of_checks(self, token: Token) -> None:
        self.checked(token.index, self._clock._now)  # type: ignore[arg-type]

    def checked(self, order: int, now: int) -> None:
        """Details verified and payment asked for: what went wrong is dealt with, the rest is promised."""
        if self._flags[order]:
            if self._keeping is not None and self._flags[order] & checks.HELD:
                self._keeping.keep(order, now)
            self._details(order, now)
        else:
            self._payment_state[order] = AUTHORISED
            self._availability.promise(order, now)

    def _details(self, order: int, now: int) -> None:
        """Wrong details that were noticed: the customer is asked, and answers after a while."""
        if not self._flags[order] & checks.DETAILS_NOTICED:
            self._payment(order, now)
            return
        mean = self._context.config.processing.verification.correction_hours * HOUR
        self._hold(order, now, Hold.DETAILS, mean, self._details_corrected)

    def _details_corrected(self, order: int, now: int) -> None:
        self._book.correct_address(order)
        self._payment(order, now)

    # -- payment

    def _payment(self, order: int, now: int) -> None:
        """Money that is slow to come is waited for."""
        if self._flags[order] & checks.CLEARING:
            self._hold_for(order, now, Hold.PAYMENT, self._clearing[order], self._authorise)
        else:
            self._authorise(order, now)

    def _authorise(self, order: int, now: int) -> None:
        if not self._flags[order] & checks.DECLINED:
            self._book.pay(order, Payment.AUTHORISED)
            self._screen(order, now)
            return
        self._book.pay(order, Payment.DECLINED)
        try_ = 1
        payment_declined(self._log, now, order, try_, self._value[order])
        mean = self._context.config.processing.payment.retry_minutes * MINUTE
        self._hold(order, now, Hold.PAYMENT, mean, self._second_try, before=try_ - 1)

    def _second_try(self, order: int, now: int) -> None:
        if self._flags[order] & checks.GIVES_UP:
            self._reject(order, now, Rejection.PAYMENT)
            return
        self._book.pay(order, Payment.AUTHORISED)
        self._screen(order, now)

    def _screen(self, order: int, now: int) -> None:
        """The fraud screen sends some orders to a person."""
        if not self._flags[order] & checks.REVIEWED:
            self._price(order, now)
            return
        self._log.orders["review_entered"][order] = now
        held(self._log, now, order, Hold.FRAUD_REVIEW)
        self.review.enter(Token(order), now)

    def _reviewed(self, token: Token, now: int) -> None:
        order = token.index
        released_hold(self._log, now, order, Hold.FRAUD_REVIEW)
        if self._flags[order] & checks.FRAUD:
            self._reject(order, now, Rejection.FRAUD)
        else:
            self._price(order, now)

    # -- price

    def _price(self, order: int, now: int) -> None:
        flags = self._flags[order]
        price = self._context.config.processing.price
        if flags & checks.PRICE_NOTICED:
            self._hold(order, now, Hold.PRICE, price.correction_minutes * MINUTE, self._availability.promise)
            return
        if flags & checks.PRICE_WRONG:
            tape = self._context.tape
            lines = slice(tape.baskets.line_start[order], tape.baskets.line_start[order + 1])
            off = int(((self._charged[lines] - tape.price[lines]) * tape.baskets.quantity[lines]).sum())
            wrong_price(self._log, now, order, abs(off))
            if off < 0 and price.too_low == "cancelled":
                self._reject(order, now, Rejection.PRICE)
                return
        self._availability.promise(order, now)

    # -- holds and ends

    def _reject(self, order: int, now: int, reason: Rejection) -> None:
        self._closing.reject(order, now, reason)
        if self._keeping is not None:
            self._keeping.free(order, now)

    def _hold(
        self, order: int, now: int, reason: Hold, mean: float, then: Callable[[int, int], None], before: int = 0
    ) -> None:
        """Hold the order for an exponential time, then go on.

        The time belongs to order, reason and how often the order was held for it `before`.
        """
        delay = int(exponential(uniform(self._delay_key, order, reason, before), mean))
        self._hold_for(order, now, reason, delay, then)

    def _hold_for(self, order: int, now: int, reason: Hold, delay: int, then: Callable[[int, int], None]) -> None:
        held(self._log, now, order, reason)

        def release(at: int) -> None:
            released_hold(self._log, at, order, reason)
            then(order, at)

        self._context.clock.at(now + delay, COMPLETION, release, order)
