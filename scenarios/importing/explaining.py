"""How well a business explains what its files tell of the warehouse: the days of hand-over, the times of packing.

A day of hand-over says little of why a parcel missed the one before: the pickers' queue and the packers' look alike.
Stamps of packing tell them apart, for each order is then a clock of the queue it stood in.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenarios.importing.replaying import TIMES, Simulated, several
from scenarios.importing.spreads import FEW, Mask, Stamps, distance
from scenarios.traces.stages import packed_as_shipped
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED, WEEK

LEVELS = np.linspace(0.02, 0.98, 25)
"""Where times from approval to packing are compared."""


class Explained(NamedTuple):
    """How well a business explains its hand-overs, and its packing where that is stamped.

    share : of the orders handed over on their day, less the gap; gap : of the times of handling (Kolmogorov, Smirnov);
    longer : hours by which the middle simulated time is the longer one; near : how near the times of packing are, up to
    1; as `share` where none are stamped.
    """

    share: float
    gap: float
    longer: float
    near: float


def handled_from(trace: Trace) -> Stamps:
    """When handling begins: at the approval, where the file tells of approvals, else as the order is placed."""
    approved = trace.observed.approved
    return approved if (approved != UNOBSERVED).any() else trace.placed


def packing(trace: Trace) -> Stamps:
    """When each order was packed, as stamped: in a column of its own, else by software that stamps it as shipped."""
    seen = trace.observed
    return seen.shipped if packed_as_shipped(trace.config) else seen.packed


def tells_packing(trace: Trace) -> bool:
    """Whether enough orders have a stamp of packing."""
    return bool(np.count_nonzero(packing(trace) != UNOBSERVED) >= FEW)


def explained(few: Trace, config: SimConfig, known: Mask) -> Explained:
    """Hold simulated days of hand-over against the observed, and times of handling.

    The simulation begins without the backlog that was there, and that took the people's time: its first third is not
    looked at, nor its first week where there are two.
    """
    found = several(few, config)
    last = int(few.placed[-1])
    known = known & (few.placed >= max(last // 3, min(WEEK, last // 2)))
    both = np.tile(known, TIMES) & (found.approved != UNOBSERVED) & (found.shipped != UNOBSERVED)
    if not both.any():
        return Explained(0.0, 1.0, 0.0, -1.0)
    seen = np.tile(few.observed.shipped, TIMES)
    ours = (found.shipped - found.approved)[both] / HOUR
    theirs = (few.observed.shipped - handled_from(few))[known] / HOUR
    gap = distance(ours, theirs)
    same_day = float((found.shipped[both] // DAY == seen[both] // DAY).mean())
    near = _near(few, found, known) if tells_packing(few) else same_day - gap
    return Explained(same_day - gap, gap, float(np.median(ours) - np.median(theirs)), near)


def _near(few: Trace, found: Simulated, known: Mask) -> float:
    """1, less the mean hours by which orders are packed at another time (1 at most), less how far the times differ.

    The first tells of queues. The second is the mean difference of logarithms of quantiles from approval to packing:
    a per cent of the minutes that an order takes when nobody waits counts as one of a day in a queue does.
    """
    packed, begun = packing(few), handled_from(few)
    known = known & (packed != UNOBSERVED)
    both = np.tile(known, TIMES) & (found.packed != UNOBSERVED) & (found.approved != UNOBSERVED)
    if not both.any():
        return -1.0
    off = np.abs(found.packed - np.tile(packed, TIMES))[both] / HOUR
    ours, theirs = (found.packed - found.approved)[both], (packed - begun)[known]
    logarithms = [np.quantile(np.log(np.maximum(MINUTE, times)), LEVELS) for times in (ours, theirs)]
    return 1.0 - float(np.minimum(off, 1.0).mean()) - float(np.abs(logarithms[0] - logarithms[1]).mean())
