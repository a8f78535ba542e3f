"""What the checkout promises: a window for every order, from the moment of order and the wish.

An order leaves on the first day on which every centre works, and a carrier collects where one brings any, the next
one after its cut-off, and comes so many delivery days later, or on the day by which a quantile of the carrier's parcels
of its zone come. Standard orders are promised by the end of a day, slots start at one of the offered times, express
orders are promised within hours, orders to collect by the end of the day on which a truck brings them to an open store.
A trace brings its own promises.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.delivery.days import carrier_days, delivery_days, promised_collection_days, promised_dispatch_days
from sim.placement.collecting import NOWHERE, collected_at, ready_from_centre
from sim.tape import EXPRESS, SLOT, Tape
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED, microseconds, time_of_day

QUARTER = 15 * MINUTE
NOTICE = 2 * HOUR
"""A slot that opens sooner than this is not offered."""


def days_of_the_quantile(tape: Tape, config: SimConfig, leaves: NDArray[np.int64]) -> NDArray[np.int64]:
    """The day by which a quantile of parcels that leave on these days come to the door, int64 days (orders,)."""
    promise, carrier = config.delivery.promise, config.delivery.carrier
    works = carrier_days(config)
    tables = (carrier.transit_hours.get(name, carrier.transit_hours["default"]) for name in tape.zones)
    hours = [np.interp(promise.quantile, np.linspace(0.0, 1.0, len(table)), table) for table in tables]
    transit = np.array([microseconds(float(one), HOUR) for one in hours], dtype=np.int64)
    comes = works.next_day(leaves) * DAY + time_of_day(carrier.collection_time) + transit[tape.address.zone]
    last = min(time_of_day(carrier.delivery_end), time_of_day(promise.day_end))
    return np.asarray(works.next_open(comes, time_of_day(carrier.delivery_start), last) // DAY, dtype=np.int64)


def promise_windows(tape: Tape, config: SimConfig) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Earliest and latest promised time of delivery, int64 microseconds (orders,) each."""
    promise = config.delivery.promise
    placed = tape.placed
    today = placed // DAY
    of_day = placed - today * DAY
    start, end = time_of_day(promise.day_start), time_of_day(promise.day_end)
    collection, delivery = promised_collection_days(config), delivery_days(config)
    ordered = today + (of_day >= time_of_day(promise.cut_off))
    leaves = collection.next_day(ordered)

    opens = placed.copy()
    if promise.standard_days is None:
        closes = days_of_the_quantile(tape, config, leaves) * DAY + end
    else:
        closes = delivery.later(leaves, promise.standard_days) * DAY + end

    slot = tape.preference == SLOT
    starts = np.asarray([time_of_day(text) for text in promise.slots], dtype=np.int64)
    chosen = np.minimum((tape.uniforms["slot_choice"] * starts.size).astype(np.int64), starts.size - 1)
    day = delivery.later(leaves, promise.slot_days)
    soon = day * DAY + starts[chosen] < placed + NOTICE
    while soon.any():
        day[soon] = delivery.later(day[soon], 1)
        soon = day * DAY + starts[chosen] < placed + NOTICE
    slot_open = day * DAY + starts[chosen]
    opens[slot] = slot_open[slot]
    closes[slot] = slot_open[slot] + microseconds(promise.slot_hours, HOUR)

    # Express hours count only while doors are served: the rest runs on the next morning. Rounded up
    # to a quarter of an hour, as a checkout would say it. On a day without dispatch nothing runs.
    first = delivery.later(collection.next_day(today), 0)
    begin = np.where(first > today, start, np.clip(of_day, start, end))
    due = -(-(begin + microseconds(promise.express_hours, HOUR)) // QUARTER) * QUARTER
    express = tape.preference == EXPRESS
    closes_express = np.where(due <= end, first * DAY + due, delivery.later(first, 1) * DAY + start + due - end)
    closes[express] = closes_express[express]

    at = collected_at(tape, config)
    some = at != NOWHERE
    if some.any():
        dispatch = promised_dispatch_days(config)
        leaves = dispatch.next_day(ordered[some])
        closes[some] = ready_from_centre(config, at[some], dispatch.later(leaves, promise.collect_days), end)

    if tape.observed is not None:
        known = tape.observed.promised != UNOBSERVED
        opens = np.where(known, placed, opens)
        closes = np.where(known, tape.observed.promised, closes)
    return opens, closes
