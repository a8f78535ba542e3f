"""Payments: where one stands, along which moves, and the money that comes and goes."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Column, Happening, Writer


class Payment(IntEnum):
    """Where an order's payment stands."""

    CREATED = 0
    DECLINED = 1
    AUTHORISED = 2
    CAPTURED = 3
    VOIDED = 4


MOVES = {
    Payment.CREATED: (Payment.AUTHORISED, Payment.DECLINED, Payment.VOIDED),
    Payment.DECLINED: (Payment.AUTHORISED, Payment.VOIDED),
    Payment.AUTHORISED: (Payment.CAPTURED, Payment.VOIDED),
    Payment.CAPTURED: (Payment.CAPTURED,),  # each shipment is captured
    Payment.VOIDED: (),
}


class Refund(IntEnum):
    """What is paid back for."""

    RETURN = 0
    NEVER_CAME = 1
    DELIVERY_CHARGE = 2
    PRICE = 3
    LATE = 4
    CHARGEBACK = 5
    NOT_COLLECTED = 6
    CANCELLED = 7


REFUNDS = {
    Refund.RETURN: "a return",
    Refund.NEVER_CAME: "a parcel that never came",
    Refund.DELIVERY_CHARGE: "delivery of what was not kept",
    Refund.PRICE: "a price too high",
    Refund.LATE: "a late order",
    Refund.CHARGEBACK: "a payment charged back",
    Refund.NOT_COLLECTED: "a parcel nobody collected",
    Refund.CANCELLED: "a parcel that was cancelled",
}

PAYMENT_DECLINED = Happening(
    1, "decline payment", ("order",), ("order", "attempt", "amount"), "payment of {amount} declined", rank=3
)
PAYMENT_CAPTURED = Happening(
    2,
    "capture payment",
    ("order", "parcel"),
    ("order", "parcel", "node", "amount"),
    "payment of {amount} captured",
    rank=8,
)
REFUNDED = Happening(
    3,
    "refund",
    ("order",),
    ("order", "line", "parcel", "node", "reason", "amount"),
    "{amount} refunded",
    rank=17,
    reasons=REFUNDS,
)

DELIVERY_CHARGED = Happening(
    7,
    "charge for delivery",
    ("order", "parcel"),
    ("order", "parcel", "node", "amount"),
    "of which {amount} for delivery",
    rank=9,
)


def payment_declined(log: Writer, now: int, order: int, try_: int, amount: int) -> None:
    """The bank says no at this try (1 is the first)."""
    log.add(now, PAYMENT_DECLINED.code, order, 0, 0, try_, -1, 0, 0, 0, amount)


def payments_captured(log: Writer, now: int, order: Column, parcel: Column, node: Column, amount: Column) -> None:
    """Parcels leave for the first time and are paid for, (parcels,) each."""
    log.add_all(order.size, time=now, kind=PAYMENT_CAPTURED.code, order=order, ref=parcel, node=node, value=amount)


def delivery_charged(log: Writer, now: int, order: Column, parcel: Column, node: Column, amount: Column) -> None:
    """What of a capture is for delivery, (parcels,) each."""
    log.add_all(order.size, time=now, kind=DELIVERY_CHARGED.code, order=order, ref=parcel, node=node, value=amount)


def charges_refunded(log: Writer, times: Column, order: Column, amount: Column) -> None:
    """Delivery charges are given back, (orders,) each."""
    log.add_all(order.size, time=times, kind=REFUNDED.code, order=order, reason=Refund.DELIVERY_CHARGE, value=amount)


def late_credited(log: Writer, times: Column, order: Column, amount: Column) -> None:
    """Customers are paid for a late order, (orders,) each."""
    log.add_all(order.size, time=times, kind=REFUNDED.code, order=order, reason=Refund.LATE, value=amount)


def charged_back(log: Writer, times: Column, order: Column, amount: Column) -> None:
    """Banks take fraudulent payments back, (orders,) each."""
    log.add_all(order.size, time=times, kind=REFUNDED.code, order=order, reason=Refund.CHARGEBACK, value=amount)


def parcel_refunded(
    log: Writer, now: int, order: int, parcel: int, node: int, amount: int, reason: Refund = Refund.NEVER_CAME
) -> None:
    """A parcel never came, was cancelled, or nobody collected it: its money goes back."""
    log.add(now, REFUNDED.code, order, 0, parcel, 0, -1, node, 0, reason, amount)


def price_refunded(log: Writer, now: int, order: int, parcel: int, node: int, amount: int) -> None:
    """A parcel was charged too much for: the difference goes back."""
    log.add(now, REFUNDED.code, order, 0, parcel, 0, -1, node, 0, Refund.PRICE, amount)


def returns_refunded(log: Writer, times: Column, order: Column, line: Column, amount: Column) -> None:
    """Returned units are paid back, (returns,) each; `line`: number within its order."""
    log.add_all(amount.size, time=times, kind=REFUNDED.code, order=order, line=line, value=amount)
