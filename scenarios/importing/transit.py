"""How long the carrier takes, fitted: as shares of the time promised, or in hours by zone."""

from __future__ import annotations

import numpy as np

from scenarios.importing.handling import LEVELS, corrected
from scenarios.importing.replaying import TIMES, several
from scenarios.importing.spreads import Mask, Spread
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.units import DAY, HOUR, UNOBSERVED

FEW_TOLD = 50
"""Orders of a zone below which it has no table of its own."""
FINELY = np.minimum(np.linspace(0.0, 1.0, 161), 0.9985)
"""Where stamped transit is read off: parcels come in the day's hours, a day or two later or on the second try, and a
long line from one of these lumps to the next would make late parcels that nobody had."""
NEARLY_ALL = 0.995
"""Share of the parcels that have come after the time that is waited for them."""
AS_NEAR = 0.03
"""Of two gaps to what was observed, the difference that is none."""


def doors_within(config: SimConfig) -> SimConfig:
    """Delivery hours and failed attempts are within the observed transit: the model adds none of its own."""
    carrier = config.delivery.carrier.model_copy(update={"delivery_start": "00:00", "delivery_end": "24:00"})
    doors = config.delivery.doors.model_copy(update={"not_home": 0.0})
    return config.model_copy(
        update={"delivery": config.delivery.model_copy(update={"carrier": carrier, "doors": doors})}
    )


def stamped(trace: Trace, cohort: Mask, until: int) -> Mask:
    """The orders whose stamps tell of transit: handed over so long ago that hardly one of their day is still away.

    All that have come, where parcels take as long as the weeks that count and so few were handed over long enough ago.
    """
    seen = trace.observed
    both: Mask = cohort & (seen.shipped != UNOBSERVED) & (seen.delivered != UNOBSERVED)
    if not both.any():
        return both
    longest = np.quantile((seen.delivered - seen.shipped)[both], NEARLY_ALL)
    settled = np.asarray(both & (seen.shipped < until - longest), dtype=np.bool_)
    return settled if 2 * np.count_nonzero(settled) > np.count_nonzero(both) else both


def with_transit(
    config: SimConfig, few: Trace, told: Trace | None, spread: Spread, rounds: int, *, by_promise: bool
) -> SimConfig:
    """Transit as shares of the promise or in hours, corrected until whole lead times are as wanted.

    In hours it is as the stamps of hand-over and delivery say, by zone, where that is as near.

    Parameters
    ----------
    few
        The orders that tables are corrected on.
    told
        All whose stamps tell of transit (`stamped`): more orders, and so a better view of the few that come late.
    """
    seen = few.observed
    scale = (seen.promised - few.placed) / HOUR if by_promise else np.ones(few.placed.size)
    wanted = spread.quantiles(LEVELS) * (1.0 if by_promise else 24.0)
    left = np.where(seen.shipped != UNOBSERVED, seen.shipped, few.placed)
    came = seen.delivered != UNOBSERVED
    table = np.maximum(0.0, np.quantile(((seen.delivered - left) / HOUR / scale)[came], LEVELS))
    as_told = None if by_promise or told is None else _as_stamped(config, told)
    for _ in range(rounds):
        values = tuple(float(value) for value in table)
        update = (
            {"transit_share_of_promise": {"default": values}}
            if by_promise
            else {"transit_hours": {"default": values}, "transit_share_of_promise": {}}
        )
        carrier = config.delivery.carrier.model_copy(update=update)
        config = config.model_copy(update={"delivery": config.delivery.model_copy(update={"carrier": carrier})})
        delivered = several(few, config).delivered
        came = delivered != UNOBSERVED
        found = np.quantile(((delivered - np.tile(few.placed, TIMES)) / HOUR / np.tile(scale, TIMES))[came], LEVELS)
        table = corrected(table, wanted, found)
    if as_told is not None and _off(as_told, few, spread) <= _off(config, few, spread) + AS_NEAR:
        return as_told
    return config


def _as_stamped(config: SimConfig, told: Trace) -> SimConfig:
    """Transit times by zone from hand-over to delivery as stamped; a zone of few orders has those of the others."""
    seen = told.observed
    both = np.ones(told.placed.size, dtype=np.bool_)
    hours = (seen.delivered - seen.shipped) / HOUR
    zones = told.address.zone
    counts = np.bincount(zones[both], minlength=len(told.zones))
    large = [zone for zone in range(len(told.zones)) if counts[zone] >= FEW_TOLD]
    rest = both & ~np.isin(zones, large)
    groups = {told.zones[zone]: both & (zones == zone) for zone in large}
    groups = {"default": rest if np.count_nonzero(rest) >= FEW_TOLD else both, **groups}
    tables = {
        name: tuple(float(one) for one in np.maximum(0.0, np.quantile(hours[where], FINELY)))
        for name, where in groups.items()
    }
    update = {"transit_hours": tables, "transit_share_of_promise": {}}
    carrier = config.delivery.carrier.model_copy(update=update)
    return config.model_copy(update={"delivery": config.delivery.model_copy(update={"carrier": carrier})})


def _off(config: SimConfig, few: Trace, spread: Spread) -> float:
    """How far simulated lead times are from those wanted (Kolmogorov and Smirnov)."""
    delivered = several(few, config).delivered
    came = delivered != UNOBSERVED
    return spread.distance(((delivered - np.tile(few.placed, TIMES)) / DAY)[came]) if came.any() else 1.0
