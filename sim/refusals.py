"""What is refused before the clock starts: a business that cannot run, in one line that says what would."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.config import SimConfig
from sim.delivery.drivers import duties_of
from sim.delivery.owning import vans_at
from sim.placement.catalogue import Catalogue
from sim.roster import Roster
from sim.settings import Staffing
from sim.units import HOUR, time_of_day


def refuse_impossible(config: SimConfig, goods: Catalogue) -> None:
    """ValueError for a station that nobody ever staffs or an item that no van can carry."""
    _refuse_long_express(config)
    for name, staffing in _staffed(config):
        Roster(staffing, config.start, name)
    if config.delivery.mode != "carrier":
        _refuse_small_vans(config, goods)


def _staffed(config: SimConfig) -> Iterator[tuple[str, Staffing]]:
    switches = config.processing.switches
    if not switches.entry and any(channel.staffed for channel in config.placement.channels.values()):
        yield "order_desk", config.placement.order_desk
    if not switches.verification:
        yield "verification", config.processing.verification.desk
    yield "fraud_review", config.processing.payment.review_desk
    for name, node in config.fulfilment.nodes.items():
        for task in ("picking", "packing", "labelling", "inspection"):
            yield f"{task}.{name}", node.staffing(task)
    yield "support", config.aftersales.support.desk


def _refuse_small_vans(config: SimConfig, goods: Catalogue) -> None:
    vans = [van for van in config.delivery.fleet.vans.values() if van.count]
    if not vans:
        raise ValueError("delivery.fleet.vans: no vans at all; accepted: at least one type with count above 0")
    nodes = zip(vans_at(config), config.fulfilment.nodes, strict=True)
    for counts, node in nodes:
        duties = duties_of(config.delivery.fleet.drivers, zip(config.delivery.fleet.vans.values(), counts, strict=True))
        if any(counts) and not any(duty.staff and duty.days for duty in duties):
            raise ValueError(
                f"delivery.fleet.drivers.shifts: nobody drives the vans of {node}; accepted: a shift with staff"
            )
    largest = max(van.capacity_litres for van in vans)
    worst = int(np.argmax(goods.volume))
    litres = goods.volume[worst] / 1000
    if litres > largest:
        raise ValueError(
            f"delivery.fleet.vans: item {worst} has {litres:.1f} litres, the largest van carries {largest:.1f}; "
            f"accepted: a capacity_litres of at least {litres:.1f}"
        )


def _refuse_long_express(config: SimConfig) -> None:
    """Express hours run within the promised day, and on into the next at the most."""
    promise = config.delivery.promise
    day = (time_of_day(promise.day_end) - time_of_day(promise.day_start)) / HOUR
    if config.placement.preferences.express and promise.express_hours > day:
        raise ValueError(
            f"delivery.promise.express_hours: {promise.express_hours:g} are longer than the promised day, "
            f"{promise.day_start} to {promise.day_end}; accepted: at most {day:g}"
        )
