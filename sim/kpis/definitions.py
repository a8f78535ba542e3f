"""Every KPI by its key, and all of them for one replication.

A KPI's file holds its definition and its function; here they are put in the order in which they
are read: volume, quality, time, customers, money, stock, road, support, stations. Families
(`on_time`, `utilisation`, `wait`, `stage`) have a definition of their own, and one key a member.
"""

from __future__ import annotations

from dataclasses import replace

from sim.kpis import (
    accuracy,
    breaks,
    by_option,
    cancelled,
    collection,
    costs,
    cycle,
    doors,
    goods,
    hindsight,
    incidents,
    leftovers,
    offers,
    payments,
    promises,
    reservations,
    returned,
    shortage,
    shorts,
    stars,
    stations,
    stores,
    support,
    tracked,
    transfers,
    trips,
    volume,
    waiting,
)
from sim.kpis.by_option import due_and_on_time
from sim.kpis.cycle import stage_hours
from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Reader
from sim.kpis.marks import Marks
from sim.kpis.stations import station_use, wages
from sim.kpis.units import Units
from sim.kpis.view import View, read
from sim.kpis.window import Window
from sim.outcome import Outcome
from sim.tape import PREFERENCES
from sim.units import HOUR

MODULES = (
    volume, accuracy, promises, cycle, stars, costs, payments, shortage, hindsight, reservations, shorts, waiting,
    goods, leftovers, transfers, stores, offers, collection, doors, cancelled, trips, breaks, incidents, returned,
    support, tracked,
)  # fmt: skip
"""A new KPI is a file, and its name here."""

KPIS: tuple[Kpi, ...] = tuple(kpi for module in MODULES for kpi in module.KPIS)
READERS: tuple[type[Reader], ...] = (
    Marks,
    Units,
    *(reader for module in MODULES for reader in getattr(module, "READERS", ())),
)
"""What the KPIs want of the events, so that one pass will do."""

FAMILIES: tuple[Definition, ...] = (
    by_option.DUE,
    by_option.ON_TIME,
    cycle.STAGE,
    stations.UTILISATION,
    stations.WAIT,
    stations.PAID,
    transfers.FROM,
    transfers.TO,
)
"""Definitions of keys with a member behind a dot that only a replication knows: ``wait.picking.north``."""

OF_OPTIONS = (by_option.DUE.key, by_option.ON_TIME.key)
"""Families whose members are the ways of delivery; of the others only a run knows the members."""

DEFINITIONS: dict[str, Definition] = {
    **{kpi.definition.key: kpi.definition for kpi in KPIS},
    **{family.key: family for family in FAMILIES},
}

ANSWER = ("profit",)
"""What a comparison is asked first: a family of differences of its own, so that nothing else widens its interval."""

HEADLINE = (
    *ANSWER,
    "order_volume",
    "order_accuracy",
    "picking_accuracy",
    "on_time_delivery",
    "order_cycle_time",
    "customer_satisfaction",
    "cost_per_order",
    "shipping_cost_per_order",
)
"""Profit, and the KPIs that the article names: they stand first in every table."""


def definition(key: str) -> Definition:
    """Return the definition of a KPI, of ``wait.picking.north`` as of ``order_accuracy``.

    Raises
    ------
    KeyError
        If there is no such KPI.
    """
    if key in DEFINITIONS:
        return DEFINITIONS[key]
    family, _, member = key.partition(".")
    if not member or family not in DEFINITIONS or (family in OF_OPTIONS and member not in PREFERENCES):
        raise KeyError(key)
    about = DEFINITIONS[family]
    return replace(about, key=key, title=f"{about.title}: {member.replace('_', ' ')}")


def evaluate(outcome: Outcome, window: Window | None = None) -> dict[str, float | None]:
    """Return every KPI of one replication by key; None where it was not observed, never NaN.

    With a window, those of the orders placed in it.

    The events are read once, the tables a few times; nothing depends on the order of rows or on
    where chunks end.
    """
    return evaluate_view(read(outcome, window, READERS))


def evaluate_view(view: View) -> dict[str, float | None]:
    """Return every KPI of a view, for those who have read the outcome already."""
    values: dict[str, float | None] = {kpi.definition.key: kpi.value(view) for kpi in KPIS}
    values |= view.once(due_and_on_time)
    values |= {f"stage.{stage}": hours for stage, hours in view.once(stage_hours).items()}
    use = view.once(station_use)
    values |= {f"utilisation.{one.facts.name}": one.utilisation for one in use}
    values |= transfers.by_node(view)
    values |= {f"paid.{name}": paid / HOUR / 100 for name, paid in view.once(wages).items()}
    values |= {f"wait.{one.facts.name}": one.wait_minutes for one in use}
    return values
