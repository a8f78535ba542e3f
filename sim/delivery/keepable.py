"""What a carrier can keep of what was promised, however quick the house is: its collections, days and transit alone.

A promise of hours, or of a day that the carrier's own times reach too seldom, is broken by whoever made it. That is
seen without any queue: each parcel taken by the first collection after its order, and as long on the way as it was.
"""

from __future__ import annotations

import numpy as np

from sim.delivery.carrier import transit_times
from sim.delivery.days import carrier_days, dispatch_days
from sim.delivery.delivery import CARRIER
from sim.log import Log
from sim.outcome import Facts
from sim.tape import PREFERENCES
from sim.units import DAY, UNOBSERVED, time_of_day

MANY_KEPT = 0.9
"""Share of an option's promises that a carrier has to be able to keep for nothing to be said."""

FEW = 10
"""Parcels of an option that say nothing yet."""

REMEDIES = {
    "standard": "more delivery.promise.standard_days, an earlier cut_off, or a quantile in their place",
    "slot": "more delivery.promise.slot_days, or fewer slot_zones",
    "express": "more delivery.promise.express_hours, or fewer express_zones",
}
"""What would keep more of them; who collects is not at home for a carrier."""


def check_keepable(log: Log, facts: Facts) -> tuple[str, ...]:
    """A warning for each option of whose promises a carrier could keep too few if nothing took time in the house.

    Promises of an order file are facts, and are left alone.
    """
    config, tape = facts.config, facts.tape
    parcels = log.fulfilments.arrays()
    orders = np.unique(parcels["order"][parcels["carrier"] == CARRIER])
    orders = orders[orders >= 0]
    if tape.observed is not None:
        orders = orders[tape.observed.promised[orders] == UNOBSERVED]
    works = carrier_days(config)
    leaving = dispatch_days(config).common(works)
    if not orders.size or leaving is None:
        return ()
    carrier = config.delivery.carrier
    collected = time_of_day(carrier.collection_time)
    today = tape.placed[orders] // DAY
    left = leaving.next_day(today + (tape.placed[orders] - today * DAY > collected)) * DAY + collected
    opens, closes = time_of_day(carrier.delivery_start), time_of_day(carrier.delivery_end)
    in_time = works.next_open(left + transit_times(tape, config)[orders], opens, closes) <= facts.promise_close[orders]
    warnings = []
    for option, remedy in REMEDIES.items():
        of_it = tape.preference[orders] == PREFERENCES.index(option)
        count, kept = int(np.count_nonzero(of_it)), int(np.count_nonzero(in_time & of_it))
        if count >= FEW and kept < MANY_KEPT * count:
            warnings.append(
                f"{option}: the carrier can keep {kept:,} of {count:,} promises at the most, however quick the house "
                f"is: it collects at {carrier.collection_time} and takes its transit_hours; {remedy}, would keep more"
            )
    return tuple(warnings)
