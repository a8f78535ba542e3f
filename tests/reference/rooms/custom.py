"""Custom: who was let down orders no more, who was served well orders what was kept for them."""

from __future__ import annotations

from reference.context import Context
from reference.orders import Order

from sim.units import DAY


class Custom:
    """Since when customers are lost or won."""

    def __init__(self, context: Context) -> None:
        self.context, self.config = context, context.config.placement.custom
        self.checkout = context.config.placement.checkout
        self.lost: dict[int, int] = {}
        self.won: dict[int, int] = {}

    def _customer(self, number: int) -> int:
        return int(self.context.tape.address.customer[number])

    def stays(self, order: Order, pence: int, until: int) -> bool:
        """Whether who has seen the charge for delivery and the end of the promise orders."""
        dearer = 1 + pence / max(1, order.value)
        later = 1 + max(0, until - int(self.context.tape.placed[order.number])) / DAY
        share = dearer**-self.checkout.price_elasticity * later**-self.checkout.promise_elasticity
        return self.context.draw("checkout", order.number) < share

    def comes(self, number: int, time: int) -> bool:
        """Whether a candidate is an order."""
        customer = self._customer(number)
        if customer in self.lost and self.lost[customer] <= time:
            return False
        expected = self.context.draw("spare candidate", number) * self.config.headroom < 1.0
        return expected or (customer in self.won and self.won[customer] <= time)

    def remember(self, order: Order, late: bool) -> None:
        """What the customer makes of an order that has just ended."""
        draw, now = self.context.draw("custom", order.number), self.context.now
        share, since = (self.config.lost_after_late, self.lost) if late else (self.config.won_after_on_time, self.won)
        if draw < share:
            since.setdefault(self._customer(order.number), now)
