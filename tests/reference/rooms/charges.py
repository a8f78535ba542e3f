"""Delivery charges: taken with an order's first parcel, given back to who keeps nothing, or claims for lateness."""

from __future__ import annotations

from math import floor

from reference.context import Context
from reference.orders import Order, Parcel

from sim.life.payments import DELIVERY_CHARGED, REFUNDED
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES
from sim.units import UNOBSERVED

OF_THE_DELIVERY, OF_LATENESS = 2, 4


class Charges:
    """What each order pays for delivery, in pence, and what became of it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.price = context.config.delivery.price
        self.option = options(context.tape, collected_at(context.tape, context.config))
        self.shipped: dict[int, int] = {}  # units, by order
        self.back: dict[int, int] = {}  # of which paid back
        self.regretted: set[int] = set()  # orders of which something came back by the customer's doing
        self.given: set[int] = set()  # orders whose charge was given back for lateness

    def pence(self, order: Order, option: str) -> int:
        enough = self.price.free_from is not None and order.value >= round(100 * self.price.free_from)
        free = enough and option in self.price.free_options
        return 0 if free else round(100 * getattr(self.price, option))

    def owed(self, order: Order) -> int:
        return self.pence(order, PREFERENCES[self.option[order.number]])

    def leave(self, parcel: Parcel, time: int) -> int:
        """Count what leaves; the pence that this parcel pays for delivery."""
        order = parcel.order
        first = order.number not in self.shipped
        self.shipped[order.number] = self.shipped.get(order.number, 0) + parcel.units
        pence = self.owed(order) if first else 0
        if pence:
            self.context.note(
                DELIVERY_CHARGED, order.number, time=time, parcel=parcel.ref, node=parcel.node, amount=pence
            )
        return pence

    def not_shipped(self, order: Order, units: int) -> None:
        """What was lost is sent again: these units have not left yet."""
        self.shipped[order.number] -= units

    def claim(self, order: Order) -> None:
        """What is due to the customer of an order that has just closed, if it is late."""
        number, late = order.number, self.context.config.aftersales.late
        if not order.late or self.context.draw("claims for lateness", number) >= late.claims:
            return
        if PREFERENCES[self.option[number]] in late.charge_options:
            self.given.add(number)
            if pence := self.owed(order):
                self.context.note(REFUNDED, number, reason=OF_THE_DELIVERY, amount=pence)
        credit = round(100 * late.credit) + floor(late.credit_share * order.value + 0.5)
        if credit:
            self.context.note(REFUNDED, number, reason=OF_LATENESS, amount=credit)

    def paid_back(self, order: Order, units: int, *, regretted: bool) -> None:
        """Goods were paid back."""
        self.back[order.number] = self.back.get(order.number, 0) + units
        if regretted:
            self.regretted.add(order.number)
        self.look_at(order)

    def look_at(self, order: Order) -> None:
        """Give the charge back once the order is over and nothing of it is kept."""
        number = order.number
        if number in self.given:
            return
        if order.stamps["closed"] == UNOBSERVED or self.back.get(number, 0) != self.shipped.get(number, -1):
            return
        pence = self.owed(order)
        if number in self.regretted:
            pence = min(pence, self.pence(order, "standard"))
        if pence:
            self.context.note(REFUNDED, number, reason=OF_THE_DELIVERY, amount=pence)
