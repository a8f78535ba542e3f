"""Parcels that their customers cancelled before they left, and the stops that vans drove to all the same."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.parcels import DOOR_ATTEMPT, PARCEL_CANCELLED, Cancelled, Door
from sim.outcome import Facts


class Cancellations:
    """Cancelled parcels: taken off a dock, and driven to the door."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.on_dock = self.driven = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {PARCEL_CANCELLED: self._cancelled, DOOR_ATTEMPT: self._tried}

    def _cancelled(self, rows: Rows) -> None:
        self.on_dock += int((rows["reason"] == Cancelled.ON_DOCK).sum())

    def _tried(self, rows: Rows) -> None:
        self.driven += int((rows["reason"] == Door.CANCELLED).sum())


def _cancelled(view: View) -> float | None:
    if not view.facts.config.placement.cancellation.share:
        return None
    return float(view.of(Cancellations).on_dock + view.of(Cancellations).driven)


def _driven(view: View) -> float | None:
    facts = view.facts
    if not facts.config.placement.cancellation.share or facts.config.delivery.mode == "carrier":
        return None
    return float(view.of(Cancellations).driven)


READERS = (Cancellations,)

KPIS = (
    Kpi(
        Definition(
            "parcels_cancelled",
            "Parcels cancelled",
            "parcels",
            "down",
            "parcels that their customers cancelled before they left, known to the planner or not",
        ),
        _cancelled,
    ),
    Kpi(
        Definition(
            "cancelled_stops_driven",
            "Cancelled stops still driven",
            "stops",
            "down",
            "doors to which vans drove although the order had been cancelled before they left",
        ),
        _driven,
    ),
)
