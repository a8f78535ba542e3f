"""The door, the same for carrier and vans: payment captured as a parcel leaves, attempts, and giving up."""

from __future__ import annotations

from collections.abc import Callable

from reference.context import Context
from reference.moments import COMPLETION, Moment, Run
from reference.orders import Order, Parcel, Parts
from reference.rooms.aftersales import AfterSales
from reference.rooms.charges import Charges
from reference.rooms.closing import Closing
from reference.rooms.inventory import UNDELIVERED_PARCEL, Inventory

from sim.life.parcels import (
    DOOR_ATTEMPT,
    GOODS_SENT_AGAIN,
    PARCEL_CANCELLED,
    PARCEL_LOST,
    RETURNED_TO_SENDER,
    Cancelled,
    Door,
)
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED
from sim.streams import exponential
from sim.units import HOUR, UNOBSERVED

CANCELLED_PARCEL, OF_CANCELLED = 3, 7
"""Why goods are put back, and why money goes back."""


class Doors:
    """What happens where a parcel is to be handed over."""

    send_again: Callable[[Order, int, Parts], bool]
    """Promises what was lost a second time and releases it, if the node has it."""

    def __init__(
        self, context: Context, inventory: Inventory, aftersales: AfterSales, closing: Closing, charges: Charges
    ) -> None:
        self.context, self.inventory, self.aftersales, self.closing = context, inventory, aftersales, closing
        self.charges = charges
        self.config = context.config.delivery.doors

    def capture_payment(self, parcel: Parcel, time: int) -> None:
        """The first time a parcel leaves, its part of the payment is taken, and that for delivery with the first."""
        order = parcel.order
        value = parcel.value + self.charges.leave(parcel, time)
        from_credit = min(value, order.credit)
        order.credit -= from_credit
        if from_credit < value or not value:
            self.context.note(
                PAYMENT_CAPTURED, order.number, time=time, parcel=parcel.ref, node=parcel.node,
                amount=value - from_credit,
            )  # fmt: skip

    def attempt(self, parcel: Parcel, trip: int, van: int, leg: int, wrong: bool) -> bool:
        """Ring; False if nobody opens or nobody lives there (`wrong`)."""
        context, order = self.context, parcel.order
        parcel.attempts += 1
        nobody_home = context.draw("door", order.number, parcel.ref, parcel.attempts) < self.config.not_home
        outcome = Door.WRONG_ADDRESS if wrong else Door.NOBODY_HOME if nobody_home else Door.DELIVERED
        if parcel.cancelled:
            outcome = Door.CANCELLED
        context.note(
            DOOR_ATTEMPT, order.number, parcel=parcel.ref, attempt=parcel.attempts, trip=trip,
            node=parcel.node, van=van, reason=outcome, metres=leg,
        )  # fmt: skip
        if outcome != Door.DELIVERED:
            order.attempt_failed |= outcome != Door.CANCELLED
            return False
        parcel.stamps["delivered"] = context.now
        order.stamps["delivered"] = context.now  # of what came so far
        self.aftersales.unpack(parcel)
        self.closing.end_parcel(parcel)
        return True

    def out_of_attempts(self, parcel: Parcel) -> bool:
        return parcel.attempts >= self.config.maximum_attempts

    def address_corrected(self, order: Order) -> int:
        """When the right address will be known, after an attempt at the wrong one."""
        mean = self.config.address_correction_hours * HOUR
        return self.context.now + int(exponential(self.context.draw("address correction", order.number), mean))

    def is_cancelled(self, parcel: Parcel, until: int) -> bool:
        """Whether its customer has cancelled by then a parcel that has never left."""
        order, config = parcel.order.number, self.context.config.placement.cancellation
        if parcel.stamps["handed_over"] != UNOBSERVED or self.context.draw("cancellation", order) >= config.share:
            return False
        after = int(exponential(self.context.draw("cancellation time", order), config.after_hours * HOUR))
        return int(self.context.tape.placed[order]) + after <= until

    def cancel(self, parcel: Parcel) -> Run:
        """Off the dock, as the next thing."""
        yield Moment(self.context.env, self.context.now + 1, COMPLETION, parcel.row)
        self.call_off(parcel, Cancelled.ON_DOCK)

    def call_off(self, parcel: Parcel, where: Cancelled) -> None:
        """The customer does not want it: the goods go on the shelf, and what was paid for them goes back."""
        order = parcel.order
        for line, units in parcel.parts.items():
            self.inventory.put_back(order, line, parcel.node, units, CANCELLED_PARCEL)
        self.context.note(
            PARCEL_CANCELLED, order.number, parcel=parcel.ref, node=parcel.node, units=parcel.units, reason=where
        )
        if where == Cancelled.AT_DOOR:
            self.context.note(
                REFUNDED, order.number, parcel=parcel.ref, node=parcel.node, reason=OF_CANCELLED, amount=parcel.value
            )
            self.charges.paid_back(order, parcel.units, regretted=True)
        order.called_off = True
        self.closing.end_parcel(parcel)

    def give_up(self, parcel: Parcel) -> None:
        """Back to the node: the units go on the shelf, the customer gets the money."""
        for line, units in parcel.parts.items():
            self.inventory.put_back(parcel.order, line, parcel.node, units, UNDELIVERED_PARCEL)
        self.context.note(
            RETURNED_TO_SENDER, parcel.order.number, parcel=parcel.ref, node=parcel.node, units=parcel.units
        )
        self.refund_undelivered(parcel, regretted=True)

    def lose(self, parcel: Parcel) -> None:
        """Nobody knows where it is; the customer gets the goods again, once, or the money."""
        order, number = parcel.order, parcel.order.number
        self.context.note(PARCEL_LOST, number, parcel=parcel.ref, node=parcel.node, units=parcel.units)
        wanted = self.context.draw("sent again", number, parcel.ref) < self.context.config.aftersales.lost.sent_again
        again = order.parcels
        if wanted and parcel.ref not in order.sent_again and self.send_again(order, parcel.node, parcel.parts):
            order.sent_again.add(again)
            order.credit += parcel.value
            self.charges.not_shipped(order, parcel.units)
            self.context.note(GOODS_SENT_AGAIN, number, parcel=again, node=parcel.node, units=parcel.units)
            self.closing.end_parcel(parcel)
        else:
            self.refund_undelivered(parcel, regretted=False)

    def refund_undelivered(self, parcel: Parcel, *, regretted: bool) -> None:
        order = parcel.order
        order.incomplete = True
        self.context.note(
            REFUNDED, order.number, parcel=parcel.ref, node=parcel.node, reason=UNDELIVERED_PARCEL, amount=parcel.value
        )
        self.charges.paid_back(order, parcel.units, regretted=regretted)
        self.closing.end_parcel(parcel)
