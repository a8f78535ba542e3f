"""Money in and out of the till: captured and refunded, minor units; turnover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler, Rows, total
from sim.log import Kind

if TYPE_CHECKING:
    from sim.kpis.view import View


class Payments:
    """Totals of captures, refunds, carrier charges and wrong prices."""

    def __init__(self) -> None:
        self.captured = 0
        self.captures = 0
        self.refunded = 0
        self.carrier_charges = 0

    def handlers(self) -> dict[int, Handler]:
        """Return what each kind of event adds."""
        return {
            Kind.PAYMENT_CAPTURED: self._captured,
            Kind.REFUNDED: self._refunded,
            Kind.CARRIER_CHARGED: self._charged,
        }

    @property
    def turnover(self) -> int:
        """Captured less refunded, minor units."""
        return self.captured - self.refunded

    def _captured(self, rows: Rows) -> None:
        self.captured += total(rows)
        self.captures += rows.size

    def _refunded(self, rows: Rows) -> None:
        self.refunded += total(rows)

    def _charged(self, rows: Rows) -> None:
        self.carrier_charges += total(rows)


def _turnover(view: View) -> float | None:
    return view.payments.turnover / 100


KPIS = (
    Kpi(
        Definition(
            "online_turnover",
            "Online turnover",
            "money",
            "up",
            "payments captured less refunds, orders of all channels",
        ),
        _turnover,
    ),
)
