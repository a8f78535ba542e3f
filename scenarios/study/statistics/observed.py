"""Mean and interval of a KPI over replications, by what kind of quantity it is.

A share has the interval of a share (`shares`), a rare count that of one: neither is ever without a width. Of what
cannot be negative (a wait, a rate, a cost) Student's interval is cut off at zero: no true value lies beyond, so nothing
of its coverage is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.study.statistics.intervals import Estimate, estimate
from scenarios.study.statistics.shares import rare_count_estimate, share_estimate
from scenarios.text_tables import COUNTED
from sim.kpis import definition
from sim.kpis.definition import Definition

Values = Mapping[str, float | None]

OF: Mapping[str, str | None] = {
    **dict.fromkeys(("orders placed", "units demanded", "lines demanded"), "order_volume"),
    **dict.fromkeys(("units that no centre had", "units looked for in stores for orders"), "orders_from_stores"),
    "offers made": "offers_made",
    "calls": "calls",
    "units they came for": None,
}
"""Denominator -> the KPI that counts at least as many; None where none does, and the spread is all that is known."""

SIGNED = ("profit", "contribution", "profit_margin", "online_turnover", "turnover")
"""KPIs, or their family, that may be negative."""

RARE = ("orders", "calls", "offers", "drives", "parcels", "stops")
"""Units of counts that may be rare."""

NO_BINOMIAL = ("utilisation", "record_accuracy", "profit_margin")
"""Shares, or their family, that are not so many of so many orders."""


def kpi_estimate(
    key: str, observed: Sequence[Values], confidence: float = 0.95, degrees_of_freedom: int | None = None
) -> Estimate:
    """Return mean and interval of a KPI.

    Parameters
    ----------
    key
        Of the KPI.
    observed
        Values by KPI of each replication; one that did not observe it is left out.
    confidence, degrees_of_freedom
        As `scenarios.study.statistics.intervals.estimate` takes them.
    """
    about = definition(key)
    values = [one.get(key) for one in observed]
    family = key.partition(".")[0]
    if about.unit == "share" and family not in NO_BINOMIAL:
        counts = [_of_how_many(about, value, one) for value, one in zip(values, observed, strict=True)]
        if all(count for count, value in zip(counts, values, strict=True) if value is not None):
            return share_estimate(values, counts, confidence, degrees_of_freedom)
    if (of := _exposures(about, observed)) is not None:
        counts = [None if value is None or not one else value * one for value, one in zip(values, of, strict=True)]
        if (rare := rare_count_estimate(counts, of, confidence, degrees_of_freedom)) is not None:
            return rare
    found = estimate(values, confidence, degrees_of_freedom)
    lowest, highest = _bounds(about)
    seen = [value for value in values if value is not None]
    low, high = found.low, found.high
    if low is not None and lowest is not None and min(seen) >= lowest:
        low = max(low, lowest)
    if high is not None and highest is not None and max(seen) <= highest:
        high = min(high, highest)
    return Estimate(found.mean, low, high, found.n)


def step(key: str, observed: Sequence[Values]) -> float:
    """Return by how much a KPI can differ at the least: one order of a count, one of so many of a share, else 0."""
    about = definition(key)
    if about.unit in COUNTED:
        return 1.0
    if about.unit != "share" or key.partition(".")[0] in NO_BINOMIAL:
        return 0.0
    counts = [count for one in observed if (count := _of_how_many(about, one.get(key), one))]
    return 1 / min(counts) if counts else 0.0


def _of_how_many(about: Definition, share: float | None, one: Values) -> float | None:
    """Return of how many orders, contacts or offers a share is, at least: parcels, lines and units are never fewer."""
    family, _, option = about.key.partition(".")
    if family == "on_time":
        return one.get(f"orders_due.{option}")
    of = about.denominator
    if of in OF:
        counting = OF[of]
        return one.get(counting) if counting is not None else None
    if of == "parcels collected or not":
        collected = one.get("orders_collected")
        return None if not collected or share is None or share >= 1 else collected / (1 - share)
    if of.startswith(("tickets", "first contacts")):
        tickets, orders = one.get("tickets_per_order"), one.get("order_volume")
        if tickets is None or orders is None:
            return None
        if of.startswith("tickets"):
            return round(tickets * orders)
        # A share r of first contacts settled means 1 / r contacts for each of them.
        answered = tickets * orders * (1 - (one.get("tickets_abandoned") or 0.0))
        return max(1, round(answered * (share or 0.0)))
    delivered, still_open = one.get("orders_delivered"), one.get("orders_open")
    if delivered is None or not of.endswith("or not ended"):
        return delivered
    return delivered + (still_open or 0.0)


def _exposures(about: Definition, observed: Sequence[Values]) -> list[float | None] | None:
    """Return what a count is of in each replication: itself, or orders or parcels; None of what is no count."""
    if about.unit in RARE:
        return [1.0] * len(observed)
    counting = {"per order": "order_volume", "per parcel": "orders_delivered"}.get(about.unit)
    return None if counting is None else [one.get(counting) for one in observed]


def _bounds(about: Definition) -> tuple[float | None, float | None]:
    """Return what no true value lies beyond."""
    family = about.key.partition(".")[0]
    if family in SIGNED:
        return None, None
    if about.unit == "stars":
        return 1.0, 5.0
    return 0.0, 1.0 if about.unit == "share" and family != "utilisation" else None
