"""What is refused before the clock starts: a business that cannot run, in one line that says what would."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.closures import on_its_days, roster_of
from sim.config import SimConfig
from sim.delivery.days import delivery_days, promised_collection_days
from sim.delivery.driver_pool import duties_of
from sim.delivery.owning import vans_at
from sim.fulfilment.config import TASKS
from sim.inventory.opening import order_shares
from sim.placement.assortment import stocked
from sim.placement.catalogue import Catalogue
from sim.placement.collecting import handing_over
from sim.placement.walk_ins import store_hours
from sim.roster import Roster
from sim.settings import Staffing
from sim.units import HOUR, MINUTE, time_of_day

MOST_VANS = 65_535
"""Vans of one node at most: the log writes their numbers in two bytes."""

LOOKED_AT_DAYS = 14
"""Days whose opening hours are looked at: every weekday, and a week that may be closed."""


def refuse_impossible(config: SimConfig, goods: Catalogue) -> None:
    """ValueError for a station nobody ever staffs, a node or an item without stock, an item no van can carry."""
    _refuse_long_express(config)
    _refuse_doors_never_open(config)
    _refuse_collection_nowhere(config)
    _refuse_never_stocked(config, goods)
    _refuse_other_items(config, goods)
    for field, staffing in _staffed(config):
        Roster(staffing, config.start, field)
    for node in config.fulfilment.nodes:
        for task in TASKS:
            roster_of(config, node, task)
    delivery_days(config)  # refuses a carrier, or a warehouse, that is never open
    promised_collection_days(config)
    _refuse_shops_shut(config)
    if config.delivery.mode != "carrier":
        _refuse_small_vans(config, goods)


def _staffed(config: SimConfig) -> Iterator[tuple[str, Staffing]]:
    """Who is to be at each desk, and the field that says so; then who of them is left on the days of a calendar."""
    switches, calendar = config.processing.switches, config.calendar
    if not switches.entry and any(channel.staffed for channel in config.placement.channels.values()):
        yield "placement.order_desk.shifts", config.placement.order_desk
    if not switches.verification:
        yield "processing.verification.desk.shifts", config.processing.verification.desk
    yield "processing.payment.review_desk.shifts", config.processing.payment.review_desk
    yield "aftersales.support.desk.shifts", config.aftersales.support.desk
    yield "calendar.support.days", on_its_days(config.aftersales.support.desk, calendar.support)


def _refuse_shops_shut(config: SimConfig) -> None:
    """Walk-ins come in hours in which some store is open, if any is in these weeks."""
    if not config.has_walk_ins:
        return
    hours = store_hours(config, min(config.days, LOOKED_AT_DAYS)).values()
    open_ = {
        minute // 60 % 24
        for one in hours
        for begin, end in zip(one.begins, one.ends, strict=True)
        for minute in range(max(0, begin) // MINUTE, end // MINUTE, 15)
    }
    if open_ and not any(config.placement.walk_ins.hour_of_day[hour] for hour in open_):
        raise ValueError(
            "placement.walk_ins.hour_of_day: no store is open in an hour with a weight above 0; accepted: one above 0 "
            f"in an hour of {', '.join(map(str, sorted(open_)))}"
        )


def _refuse_small_vans(config: SimConfig, goods: Catalogue) -> None:
    vans = [van for van in config.delivery.fleet.vans.values() if van.count]
    if not vans:
        raise ValueError("delivery.fleet.vans: no vans at all; accepted: at least one type with count above 0")
    nodes = zip(vans_at(config), config.fulfilment.nodes, strict=True)
    for counts, node in nodes:
        if sum(counts) > MOST_VANS:
            raise ValueError(
                f"delivery.fleet.vans: {sum(counts):,} vans at {node}; accepted: at most {MOST_VANS:,} at one node"
            )
        settings = config.fulfilment.nodes[node]
        if config.delivery.mode == "fleet" and settings.kind == "centre" and not settings.excluded and not sum(counts):
            raise ValueError(
                f"delivery.fleet.vans: no van is at {node}, which sends orders; accepted: more vans, or "
                f"fulfilment.nodes.{node}.excluded: true"
            )
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


def _refuse_other_items(config: SimConfig, goods: Catalogue) -> None:
    """Whatever is taken in place of another is on sale."""
    for item, other in config.inventory.substitution.instead.items():
        for number in (item, other):
            if number >= goods.size:
                wrong = f"inventory.substitution.instead.{item}: no item {number} is on sale"
                raise ValueError(f"{wrong}; accepted: 0 to {goods.size - 1}")


def _refuse_doors_never_open(config: SimConfig) -> None:
    """Short days and slots lie, in part at least, in hours in which somebody delivers."""
    delivery, calendar = config.delivery, config.calendar.carrier
    carrier = delivery.carrier
    if delivery.mode != "fleet" and calendar.short:
        opens, closes = max(calendar.short_from, carrier.delivery_start), min(calendar.short_to, carrier.delivery_end)
        if opens >= closes:
            raise ValueError(
                f"calendar.carrier.short_from: {calendar.short_from} to {calendar.short_to} lies outside the hours in "
                f"which doors are served, {carrier.delivery_start} to {carrier.delivery_end}; accepted: within them"
            )
    if not config.placement.preferences.slot:
        return
    hours = [(carrier.delivery_start, carrier.delivery_end)] if delivery.mode != "fleet" else []
    if delivery.mode != "carrier":
        hours += [(van.shift_start, van.shift_end) for van in delivery.fleet.vans.values() if van.count]
    spans = [(time_of_day(begin), time_of_day(end)) for begin, end in hours]
    for slot in delivery.promise.slots:
        begin = time_of_day(slot)
        end = begin + round(delivery.promise.slot_hours * HOUR)
        if spans and not any(begin < closes and opens < end for opens, closes in spans):
            raise ValueError(
                f"delivery.promise.slots: nobody delivers from {slot} on for {delivery.promise.slot_hours:g} hours; "
                f"accepted: slots within {' or '.join(f'{one} to {other}' for one, other in hours)}"
            )


def _refuse_collection_nowhere(config: SimConfig) -> None:
    """Somebody hands over what customers wish to collect, and is given the time to be rid of it."""
    if not config.placement.preferences.collect:
        return
    if not handing_over(config):
        raise ValueError(
            "placement.preferences.collect: no store hands orders over; accepted: 0, or a node of kind store that "
            "hands_over goods of its own or of a centre"
        )
    held = config.fulfilment.stores.collection.hold_days
    if held > config.follow_up_days:
        raise ValueError(
            f"fulfilment.stores.collection.hold_days: {held:g} days are longer than the {config.follow_up_days} "
            f"follow_up_days; accepted: at most {config.follow_up_days}"
        )


def _refuse_never_stocked(config: SimConfig, goods: Catalogue) -> None:
    """Some node that sends orders stocks each item, and each such centre is stocked for some demand."""
    if config.placement.trace is not None:
        return
    sends = np.array(config.fulfilment.sends)
    nowhere = int(np.count_nonzero(~stocked(config, goods.size)[sends].any(axis=0)))
    if nowhere:
        raise ValueError(
            f"inventory.stores.assortment: {nowhere} of the {goods.size} items are never stocked at a node that sends "
            "orders; accepted: 1, or a centre that sends them"
        )
    shares = order_shares(config)
    for (name, node), share in zip(config.fulfilment.nodes.items(), shares, strict=True):
        if node.kind == "centre" and not node.excluded and not share:
            raise ValueError(
                f"fulfilment.nodes.{name}.demand_share: 0, so that no stock is kept where orders are sent from; "
                "accepted: above 0, or excluded: true"
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
