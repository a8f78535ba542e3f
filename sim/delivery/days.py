"""The days of one business: when its warehouse dispatches, when its carrier works, when its customers are served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sim.calendar import Days, Span, day_numbers
from sim.config import SimConfig
from sim.fulfilment.config import NodeConfig
from sim.settings import WEEKDAYS, Weekday

DISPATCHING = ("picking", "packing", "labelling")
"""What is done for an order before it leaves."""


def dispatch_days(config: SimConfig) -> Days:
    """Days on which orders leave: as stated, or those on which some node picks, packs and labels."""
    warehouse = config.calendar.warehouse
    days = warehouse.days if warehouse.days is not None else _staffed_days(config.fulfilment.nodes.values())
    return _days(config, days, (*warehouse.closed,), "calendar.warehouse.days")


def promised_dispatch_days(config: SimConfig) -> Days:
    """Days that a promise counts as days of dispatch: as stated, or those on which every centre works.

    At checkout nobody knows yet which centre will send an order, and stores that open on Sunday are no promise of a
    warehouse that does not. Where no weekday is worked by all centres, those on which some node works count; a date
    on which a centre's roster has nobody does not.
    """
    warehouse, nodes = config.calendar.warehouse, config.fulfilment.nodes.values()
    if warehouse.days is not None:
        return dispatch_days(config)
    centres = [node for node in nodes if node.kind == "centre" and not node.excluded]
    working = [worked for node in centres if (worked := set(_staffed_days([node])))]
    common = set.intersection(*working) if working else set()
    days = tuple(day for day in WEEKDAYS if day in common) or _staffed_days(nodes)
    nobody = [
        day
        for node in centres
        for task in DISPATCHING
        for day, shifts in node.shifts_on.get(task, {}).items()
        if not any(shift.staff for shift in shifts)
    ]
    return _days(config, days, (*warehouse.closed, *nobody), "calendar.warehouse.days")


def promised_collection_days(config: SimConfig) -> Days:
    """Days that a promise counts as days on which parcels leave: of dispatch, and where a carrier brings any, its own.

    A carrier that does not work on Sunday does not collect on Sunday either, whoever packs then. What is packed on days
    on which none collects waits for the carrier.
    """
    dispatch = promised_dispatch_days(config)
    if config.delivery.mode == "fleet":
        return dispatch
    return dispatch.common(carrier_days(config))


def carrier_days(config: SimConfig) -> Days:
    """Days on which the carrier collects and delivers."""
    carrier = config.calendar.carrier
    days = WEEKDAYS if carrier.days is None else carrier.days
    short = dict.fromkeys(day_numbers(config.start, carrier.short), carrier.short_hours)
    return _days(config, days, carrier.closed, "calendar.carrier.days", short)


def delivery_days(config: SimConfig) -> Days:
    """Days on which a promise may fall: the carrier's, those of the drivers, or both where both deliver."""
    carrier, vans = config.calendar.carrier, config.calendar.of("vans")
    by_carrier = set(WEEKDAYS if carrier.days is None else carrier.days)
    shifts = config.delivery.fleet.drivers.shifts
    by_van = set(WEEKDAYS if shifts is None else (day for shift in shifts if shift.staff for day in shift.days))
    if config.calendar.vans is not None and vans.days is not None:
        by_van &= set(vans.days)
    mode = config.delivery.mode
    days = by_carrier if mode == "carrier" else by_van if mode == "fleet" else by_carrier & by_van
    closed = (*(carrier.closed if mode != "fleet" else ()), *(vans.closed if mode != "carrier" else ()))
    both = "calendar.carrier.days and calendar.vans.days"
    who = {"carrier": "calendar.carrier.days", "fleet": "calendar.vans.days"}.get(mode, both)
    return _days(config, [day for day in WEEKDAYS if day in days], closed, who)


def _days(
    config: SimConfig,
    days: Iterable[Weekday],
    closed: Iterable[date],
    what: str,
    short: Mapping[int, Span] | None = None,
) -> Days:
    return Days(config.start, config.days + config.follow_up_days, days, closed, what, short)


def _staffed_days(nodes: Iterable[NodeConfig]) -> tuple[Weekday, ...]:
    """Weekdays on which one of some nodes picks, packs and labels."""
    open_: set[Weekday] = set()
    for node in nodes:
        tasks = [
            {day for shift in node.staffing(task).shifts if shift.staff for day in shift.days} for task in DISPATCHING
        ]
        open_ |= tasks[0] & tasks[1] & tasks[2]
    return tuple(day for day in WEEKDAYS if day in open_)
