"""What the checkout promises: a window for every order, from the moment of order and the wish.

Standard orders are promised by the end of a day, slots start at one of the offered times, express
orders are promised within hours. A trace brings its own promises.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.tape import EXPRESS, SLOT, Tape
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED, microseconds, time_of_day

QUARTER = 15 * MINUTE


def promise_windows(tape: Tape, config: SimConfig) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Earliest and latest promised time of delivery, int64 microseconds (orders,) each."""
    promise = config.delivery.promise
    placed = tape.placed
    midnight = placed // DAY * DAY
    late = (placed - midnight >= time_of_day(promise.cut_off)).astype(np.int64)
    start, end = time_of_day(promise.day_start), time_of_day(promise.day_end)

    opens = placed.copy()
    closes = midnight + (promise.standard_days + late) * DAY + end

    slot = tape.preference == SLOT
    starts = np.asarray([time_of_day(text) for text in promise.slots], dtype=np.int64)
    chosen = np.minimum((tape.uniforms["slot_choice"] * starts.size).astype(np.int64), starts.size - 1)
    slot_open = midnight + (promise.slot_days + late) * DAY + starts[chosen]
    # A slot too close to the order is offered a day later.
    slot_open += np.where(slot_open < placed + 2 * HOUR, DAY, 0)
    opens[slot] = slot_open[slot]
    closes[slot] = slot_open[slot] + microseconds(promise.slot_hours, HOUR)

    # Express hours count only while doors are served: the rest runs on the next morning. Rounded up
    # to a quarter of an hour, as a checkout would say it.
    express = tape.preference == EXPRESS
    begin = np.clip(placed - midnight, start, end)
    due = -(-(begin + microseconds(promise.express_hours, HOUR)) // QUARTER) * QUARTER
    closes_express = midnight + np.where(due <= end, due, DAY + start + due - end)
    closes[express] = closes_express[express]

    if tape.observed is not None:
        known = tape.observed.promised != UNOBSERVED
        opens = np.where(known, placed, opens)
        closes = np.where(known, tape.observed.promised, closes)
    return opens, closes
