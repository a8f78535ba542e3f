"""The days of one business: when its warehouse dispatches, when its carrier works, when its customers are served."""

from __future__ import annotations

from sim.calendar import Days
from sim.config import SimConfig
from sim.settings import WEEKDAYS, Weekday


def dispatch_days(config: SimConfig) -> Days:
    """Days on which orders leave: as stated, or those on which some node picks, packs and labels."""
    warehouse = config.calendar.warehouse
    days = warehouse.days if warehouse.days is not None else _staffed_days(config)
    return _days(config, days, (*warehouse.closed,), "calendar.warehouse.days")


def carrier_days(config: SimConfig) -> Days:
    """Days on which the carrier collects and delivers."""
    carrier = config.calendar.carrier
    days = WEEKDAYS if carrier.days is None else carrier.days
    return _days(config, days, carrier.closed, "calendar.carrier.days")


def delivery_days(config: SimConfig) -> Days:
    """Days on which a promise may fall: the carrier's, those of the drivers, or both where both deliver."""
    carrier, warehouse = config.calendar.carrier, config.calendar.warehouse
    by_carrier = set(WEEKDAYS if carrier.days is None else carrier.days)
    shifts = config.delivery.fleet.drivers.shifts
    by_van = set(WEEKDAYS if shifts is None else (day for shift in shifts if shift.staff for day in shift.days))
    mode = config.delivery.mode
    days = by_carrier if mode == "carrier" else by_van if mode == "fleet" else by_carrier & by_van
    closed = (*(carrier.closed if mode != "fleet" else ()), *(warehouse.closed if mode != "carrier" else ()))
    return _days(config, [day for day in WEEKDAYS if day in days], closed, "delivery days")


def _days(config: SimConfig, days: object, closed: object, what: str) -> Days:
    return Days(config.start, config.days + config.follow_up_days, days, closed, what)  # type: ignore[arg-type]


def _staffed_days(config: SimConfig) -> tuple[Weekday, ...]:
    open_: set[Weekday] = set()
    for node in config.fulfilment.nodes.values():
        tasks = [
            {day for shift in node.staffing(task).shifts if shift.staff for day in shift.days}
            for task in ("picking", "packing", "labelling")
        ]
        open_ |= tasks[0] & tasks[1] & tasks[2]
    return tuple(day for day in WEEKDAYS if day in open_)
