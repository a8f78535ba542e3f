"""Orders: their stamps, why they are held or rejected, and what happens to a whole order."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Column, Happening, Subject, Writer

ORDER = Subject(
    "order",
    "orders",
    (
        "placed", "captured", "entry_started", "verification_entered", "verification_started", "verified",
        "review_entered", "review_started", "reviewed", "confirmed", "rejected", "delivered", "closed",
    ),
    {
        "captured": "capture order",
        "verified": "verify order",
        "reviewed": "review order for fraud",
        "confirmed": "confirm order",
        "closed": "close order",
    },
)  # fmt: skip
"""A candidate of the tape that does not order has no stamp at all."""


class Hold(IntEnum):
    """Why an order is held; an order may have several reasons at once."""

    DETAILS = 1
    PAYMENT = 2
    FRAUD_REVIEW = 3
    PRICE = 4


HOLDS = {
    Hold.DETAILS: "details look wrong, the customer is asked",
    Hold.PAYMENT: "the payment is awaited",
    Hold.FRAUD_REVIEW: "a person looks for fraud",
    Hold.PRICE: "the price is corrected",
}


class Rejection(IntEnum):
    """Why an order ended before anything was shipped."""

    ABANDONED = 1
    PAYMENT = 2
    FRAUD = 3
    STOCK = 4
    PRICE = 5


REJECTIONS = {
    Rejection.ABANDONED: "the caller gave up waiting for the order desk",
    Rejection.PAYMENT: "rejected: no payment",
    Rejection.FRAUD: "rejected as fraud",
    Rejection.STOCK: "the customer buys elsewhere: not in stock",
    Rejection.PRICE: "cancelled: the price was too low by mistake",
}

LATE = 1
FAULTY = 2
INCOMPLETE = 4
ATTEMPT_FAILED = 8
EXPERIENCE = LATE | FAULTY | INCOMPLETE | ATTEMPT_FAILED
"""What the customer met on the way: bits of an order's flags."""
ADDRESS_WRONG = 16
"""The address is wrong and nobody knows yet: a bit of an order's flags."""
COMPLAINED = 32
"""The customer has complained of wrong or damaged goods, once for the order: a bit of an order's flags."""

CALLED_OFF = 64
"""The customer has cancelled a parcel of it: a bit of an order's flags."""

HELD = Happening(4, "hold order", ("order",), ("order", "reason"), "held: {reason}", rank=3, reasons=HOLDS)
RELEASED_HOLD = Happening(5, "release hold", ("order",), ("order", "reason"), "no longer held", rank=4, reasons=HOLDS)
REJECTED = Happening(
    6, "reject order", ("order",), ("order", "reason", "amount"), "{reason}", rank=5, reasons=REJECTIONS
)
RATED = Happening(41, "rate", ("order",), ("order", "stars"), "rated with {stars}", rank=13)
WRONG_PRICE = Happening(43, "", (), ("order", "amount"), silent="nobody noticed it")
NOTICE_SENT = Happening(
    44, "tell of a delay", ("order",), ("order",), "the customer is told of a delay", rank=12
)  # fmt: skip
UNITS_KEPT = Happening(
    60, "reserve", ("order", "node"), ("order", "node", "units"), "{units} kept for the order while it is held", rank=3
)
RESERVATION_LAPSED = Happening(
    61, "let a reservation lapse", ("order", "node"), ("order", "node", "units"), "{units} not kept any longer", rank=4
)


def held(log: Writer, now: int, order: int, reason: Hold) -> None:
    """The order waits until `reason` is settled."""
    log.add(now, HELD.code, order, 0, 0, 0, -1, 0, 0, reason, 0)


def released_hold(log: Writer, now: int, order: int, reason: Hold) -> None:
    """The order goes on."""
    log.add(now, RELEASED_HOLD.code, order, 0, 0, 0, -1, 0, 0, reason, 0)


def units_kept(log: Writer, now: int, order: int, node: int, units: int) -> None:
    """Units of a node are kept for an order that is held."""
    log.add(now, UNITS_KEPT.code, order, 0, 0, 0, -1, node, 0, 0, units)


def reservation_lapsed(log: Writer, now: int, order: int, node: int, units: int) -> None:
    """They are free again, because the order is held for too long."""
    log.add(now, RESERVATION_LAPSED.code, order, 0, 0, 0, -1, node, 0, 0, units)


def rejected(log: Writer, now: int, order: int, reason: Rejection, amount: int) -> None:
    """The order ends before anything is promised; `amount`: its value, minor units."""
    log.add(now, REJECTED.code, order, 0, 0, 0, -1, 0, 0, reason, amount)


def all_rated(log: Writer, times: Column, order: Column, stars: Column) -> None:
    """Many orders are rated, (orders,) each."""
    log.add_all(order.size, time=times, kind=RATED.code, order=order, value=stars)


def wrong_price(log: Writer, now: int, order: int, amount: int) -> None:
    """A wrong price goes unnoticed: `amount` minor units."""
    log.add(now, WRONG_PRICE.code, order, 0, 0, 0, -1, 0, 0, 0, amount)


def notice_sent(log: Writer, time: int, order: int) -> None:
    """The customer hears of a delay."""
    log.add(time, NOTICE_SENT.code, order)
