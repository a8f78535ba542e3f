"""Money in and out of the till: captured and refunded, minor units; turnover, of goods and of delivery charges.

All prices are net of VAT and sales tax, so turnover is what the business may keep.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler, total
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.parcels import CARRIER_CHARGED
from sim.life.payments import DELIVERY_CHARGED, PAYMENT_CAPTURED, REFUNDED, Refund
from sim.outcome import Facts
from sim.units import minor


class Payments:
    """Totals of captures and the fees on them, refunds and carrier charges."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        payment = facts.config.processing.payment
        self._fee_share, self._fee_fixed = payment.fee_share, minor(payment.fee_fixed)
        self._chargeback_fee = minor(payment.chargeback_fee)
        self.fees = 0
        self.captured = 0
        self.captures = 0
        self.chargebacks = 0
        self.refunded = 0
        self.delivery_charged = 0
        self.delivery_refunded = 0
        self.carrier_charges = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {
            PAYMENT_CAPTURED: self._captured,
            REFUNDED: self._refunded,
            DELIVERY_CHARGED: self._delivery_charged,
            CARRIER_CHARGED: self._charged,
        }

    @property
    def turnover(self) -> int:
        """Captured less refunded, minor units."""
        return self.captured - self.refunded

    @property
    def delivery(self) -> int:
        """Of the turnover, what customers paid for delivery, minor units."""
        return self.delivery_charged - self.delivery_refunded

    def _captured(self, rows: Rows) -> None:
        self.captured += total(rows)
        # Each payment is charged for by itself, in whole minor units.
        self.fees += int(np.floor(self._fee_share * rows["amount"] + 0.5).sum()) + rows.size * self._fee_fixed
        self.captures += rows.size

    def _refunded(self, rows: Rows) -> None:
        self.refunded += total(rows)
        self.delivery_refunded += total(rows.compress(rows["reason"] == Refund.DELIVERY_CHARGE))
        chargebacks = int(np.count_nonzero(rows["reason"] == Refund.CHARGEBACK))
        self.chargebacks += chargebacks
        self.fees += chargebacks * self._chargeback_fee

    def _delivery_charged(self, rows: Rows) -> None:
        self.delivery_charged += total(rows)

    def _charged(self, rows: Rows) -> None:
        self.carrier_charges += total(rows)


def _turnover(view: View) -> float | None:
    return view.of(Payments).turnover / 100


def _of_goods(view: View) -> float | None:
    return (view.of(Payments).turnover - view.of(Payments).delivery) / 100


def _of_delivery(view: View) -> float | None:
    return view.of(Payments).delivery / 100


def _chargeback_rate(view: View) -> float | None:
    return share(view.of(Payments).chargebacks, view.placed_count)


READERS = (Payments,)

KPIS = (
    Kpi(
        Definition(
            "online_turnover",
            "Online turnover",
            "money",
            "up",
            "payments captured less refunds, orders of all channels; net of VAT and sales tax",
        ),
        _turnover,
    ),
    Kpi(
        Definition(
            "chargeback_rate",
            "Payments charged back",
            "share",
            "down",
            "fraudulent orders let through whose payment was taken back, at a fee",
            "orders placed",
        ),
        _chargeback_rate,
    ),
    Kpi(
        Definition("turnover.goods", "Turnover: goods", "money", "up", "of the turnover, what was paid for goods"),
        _of_goods,
    ),
    Kpi(
        Definition(
            "turnover.shipping",
            "Turnover: delivery charged",
            "money",
            "up",
            "of the turnover, what customers paid for delivery, less what of it was given back",
        ),
        _of_delivery,
    ),
)
