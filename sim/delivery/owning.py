"""What a fleet costs whatever the plans: vans that are there, and drivers by the way they are paid.

A van costs its lease driven or not. Drivers paid by the shift are paid for their duties within the
days that count, as all staff is, and for a late return in them.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import numpy as np

from sim.closures import VanDays
from sim.columns import Columns
from sim.delivery.driver_pool import duties_of
from sim.delivery.drivers import PaidByDay, PaidByDrop, PaidByHour, PaidByShift
from sim.overheads import a_day
from sim.settings import WEEKDAYS
from sim.units import DAY, HOUR, UNOBSERVED

if TYPE_CHECKING:
    from sim.config import SimConfig


def vans_at(config: SimConfig) -> list[list[int]]:
    """Vans of each type at each node, [node][type]; nobody has any where a carrier delivers everything."""
    nodes, types = config.fulfilment.nodes.values(), config.delivery.fleet.vans.values()
    if config.delivery.mode == "carrier":
        return [[0] * len(types) for _ in nodes]
    centres = [node.kind == "centre" for node in nodes]  # stores hand everything to the carrier
    shares = [node.demand_share * centre for node, centre in zip(nodes, centres, strict=True)]
    if not sum(shares):
        shares = [float(centre) for centre in centres]
    by_type = [
        [van.count * centre for centre in centres] if van.count_per == "node" else _shared_out(van.count, shares)
        for van in types
    ]
    return [list(counts) for counts in zip(*by_type, strict=True)]


def _shared_out(count: int, shares: list[float]) -> list[int]:
    """Whole numbers in proportion to the shares, by largest remainder; nothing where all are 0."""
    total = sum(shares)
    if not total:
        return [0] * len(shares)
    exact = [count * share / total for share in shares]
    whole = [floor(part) for part in exact]
    for place in sorted(range(len(whole)), key=lambda k: (whole[k] - exact[k], k))[: count - sum(whole)]:
        whole[place] += 1
    return whole


def cost_of_vans(config: SimConfig, days: float) -> int:
    """Minor units that the vans cost in so many days, driven or not."""
    total = 0.0
    for counts in vans_at(config):
        for van, count in zip(config.delivery.fleet.vans.values(), counts, strict=True):
            total += count * (van.cost_per_day + a_day(per_month=van.cost_per_month))
    return round(100.0 * days * total)


def cost_of_drivers(config: SimConfig, trips: Columns, begin: int, horizon: int, end: int) -> int:
    """Minor units for drivers: of trips that began in the days that count, whose duties lie within them.

    Parameters
    ----------
    config : the business.
    trips : the log's table of those trips.
    begin, horizon : the days that count, microseconds.
    end : when the log ends, microseconds: a trip still under way is paid until then.
    """
    drivers = config.delivery.fleet.drivers
    if config.delivery.mode == "carrier":
        return 0
    back = np.where(trips["returned"] == UNOBSERVED, end, trips["returned"])
    match drivers:
        case PaidByHour():
            return round(100 * drivers.wage_per_hour * int((back - trips["departed"]).sum()) / HOUR)
        case PaidByDay():
            worked = np.unique(np.stack([trips["departed"] // DAY, trips["node"], trips["driver"]]), axis=1)
            return round(100 * drivers.rate_per_day * int(worked.shape[1]))
        case PaidByDrop():
            return round(100.0 * drivers.rate_per_drop * int(trips["stops"].sum()))
        case PaidByShift():
            return _shifts(config, drivers, {**trips, "returned": back}, begin, horizon)


def _shifts(config: SimConfig, drivers: PaidByShift, trips: Columns, begin: int, horizon: int) -> int:
    """Duties within the days that count, and what late returns add to them.

    A week that began before the days that count was worked from its Monday on: its hours of before bring overtime on.
    """
    late, van_days = _late_returns(trips), VanDays(config)
    types = config.delivery.fleet.vans.values()
    first_day, end_day = begin // DAY, -(-horizon // DAY)
    monday = first_day - (config.start.weekday() + first_day) % 7
    plain = overtime = 0
    for node, counts in enumerate(vans_at(config)):
        first = 0
        for duty in duties_of(drivers, zip(types, counts, strict=True)):
            start, end = duty.span
            for driver in range(first, first + duty.staff):
                weeks: dict[int, tuple[int, int]] = {}
                before = 0, 0
                for day in range(monday, end_day):
                    if day == first_day:
                        before = next(iter(weeks.values()), before)
                    weekday = config.start.weekday() + day
                    opens, closes = van_days.hours(day)
                    begins, ends = max(start, opens), min(end, closes)
                    if WEEKDAYS[weekday % 7] not in duty.days or begins >= ends:
                        continue
                    duty_ends = day * DAY + ends
                    worked = ends - begins + max(0, late.get((day, node, driver), duty_ends) - duty_ends)
                    longer = 0 if drivers.paid_hours is None else max(0, worked - round(drivers.paid_hours * HOUR))
                    so_far, extra = weeks.get(weekday // 7, (0, 0))
                    weeks[weekday // 7] = so_far + worked, extra + longer
                for worked, longer in weeks.values():
                    extra = _overtime(drivers, worked, longer)
                    plain += worked - extra
                    overtime += extra
                extra = _overtime(drivers, *before)
                plain -= before[0] - extra
                overtime -= extra
            first += duty.staff
    return round(100 * drivers.wage_per_hour * (plain + drivers.overtime_factor * overtime) / HOUR)


def _overtime(drivers: PaidByShift, worked: int, longer: int) -> int:
    """Overtime of a week in which so much was worked, `longer` of it beyond the hours of a day, microseconds."""
    a_week = drivers.paid_hours_a_week
    return longer if a_week is None else max(longer, worked - round(a_week * HOUR))


def _late_returns(trips: Columns) -> dict[tuple[int, int, int], int]:
    """When each driver who drove on a day was back last: (day, node, driver) -> microseconds."""
    found: dict[tuple[int, int, int], int] = {}
    columns = (trips[name].tolist() for name in ("departed", "node", "driver", "returned"))
    for departed, node, driver, returned in zip(*columns, strict=True):
        key = departed // DAY, node, driver
        found[key] = max(found.get(key, 0), returned)
    return found
