"""The rule behind a file's promises: a cut-off, so many delivery days, and the days that count.

Most checkouts promise by such a rule, and a file has its results. Where one rule gives nearly all promises of the last
weeks to the minute, it is the scenario's, so that another cut-off or another day can be asked. Else (by distance, by
season, several services) orders keep the promises of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from scenarios.importing.people import DAYS, SELDOM, WORKING_DAYS
from scenarios.importing.spreads import Stamps
from scenarios.importing.values import Value
from sim.delivery.config import PromiseConfig
from sim.units import DAY, MINUTE, WEEK, time_of_day

WEEKS = 8
"""The last weeks' promises are those of the rule of today."""
ENOUGH, NEARLY_ALL = 100, 0.97
"""Promises that tell a rule, and the share of them that it gives."""
MOST_DAYS, LONGEST = 30, 60
"""Delivery days that are tried, and days from placing to the promise at the most."""
QUARTERS = 96
"""Of a day: cut-offs are looked for by the quarter of an hour."""
CARRIERS = (DAYS, DAYS[:6], WORKING_DAYS)
"""Days on which parcels are delivered, tried in this order."""
EPOCH = 3
"""1970 began on a Thursday."""


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """A rule, the promises it was found by, and the share of them that it gives.

    Parameters
    ----------
    cut_off, day_end
        Orders before count as of the day; until when on the promised day.
    days
        Delivery days after the day on which an order leaves.
    carrier
        Weekdays of delivery.
    dispatch
        Weekdays on which orders leave.
    n, share
        How well it fits.
    """

    cut_off: str
    day_end: str
    days: int
    carrier: tuple[str, ...]
    dispatch: tuple[str, ...]
    n: int
    share: float

    @property
    def why(self) -> str:
        """What it rests on, in words."""
        given = "all" if self.share == 1.0 else f"{100 * self.share:.1f} %"
        return f"n = {self.n} promises of the last {WEEKS} weeks, {given} of them by one rule"


def rule_of(orders: pl.DataFrame, dispatches: Sequence[Sequence[str]]) -> PromiseRule | None:
    """Return the rule that gives nearly all recent promises; None where there is none.

    Parameters
    ----------
    orders
        With ``placed``, ``promised`` and ``delivered``, microseconds since 1970.
    dispatches
        Weekdays on which orders may leave, likelier ones first.
    """
    known = orders.filter(pl.col("promised") > pl.col("placed"))
    if known.is_empty():
        return None
    known = known.filter(pl.col("placed") >= pl.col("placed").max() - WEEKS * WEEK)
    if known.height < ENOUGH:
        return None
    placed, promised = (known[name].to_numpy() for name in ("placed", "promised"))
    due, end = _by_day(promised)
    if time_of_day(end) <= time_of_day(PromiseConfig().day_start):
        return None  # no end of a day
    counts = _counted(placed, due)
    best: tuple[int, PromiseRule] | None = None
    for dispatch in dispatches:
        for carrier in CARRIERS:
            if not _delivers_on(orders, carrier):
                continue
            for days in range(MOST_DAYS + 1):
                hits, quarter = _best_cut_off(counts, _offsets(dispatch, carrier, days))
                cut_off = _clock(15 * quarter)
                if (best is None or hits > best[0]) and (days or cut_off <= end):
                    share = hits / known.height
                    best = hits, PromiseRule(cut_off, end, days, tuple(carrier), tuple(dispatch), known.height, share)
    return best[1] if best is not None and best[1].share >= NEARLY_ALL else None


def promised_by(rule: PromiseRule) -> list[Value]:
    """The rule as values of the scenario."""
    values = [
        Value("delivery.promise.standard_days", rule.days, "data", rule.why),
        Value("delivery.promise.cut_off", rule.cut_off, "data", rule.why),
        Value("delivery.promise.day_end", rule.day_end, "data", rule.why),
        Value("placement.trace.promises", "rule", "data", "kept: each order has the promise of your file"),
    ]
    if rule.carrier != DAYS:
        values.append(Value("calendar.carrier.days", list(rule.carrier), "data", rule.why))
    return values


def _by_day(promised: Stamps) -> tuple[Stamps, str]:
    """The day of each promise, -1 where it does not end as most do, and until when most hold: 00:00 ends a day."""
    until = -(-(promised % DAY) // MINUTE)
    day = np.where(until == 0, promised // DAY - 1, promised // DAY)
    until = np.where(until == 0, DAY // MINUTE, until)
    usual = int(np.bincount(until).argmax())
    return np.where(until == usual, day, -1), _clock(usual)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _counted(placed: Stamps, due: Stamps) -> Stamps:
    """How many orders of a weekday (7) and quarter (96) are promised so many days later."""
    weekday, quarter = (placed // DAY + EPOCH) % len(DAYS), placed % DAY // (15 * MINUTE)
    after = due - placed // DAY
    some = (due >= 0) & (after >= 0) & (after < LONGEST)
    counts = np.zeros((len(DAYS), QUARTERS, LONGEST), dtype=np.int64)
    np.add.at(counts, (weekday[some], quarter[some], after[some]), 1)
    return counts


def _offsets(dispatch: Sequence[str], carrier: Sequence[str], days: int) -> list[tuple[int, int]]:
    """Days from placing to the promised day, by weekday: before the cut-off, and after it."""
    leaves = set(dispatch) & set(carrier) or set(carrier)

    def later(day: int, count: int, open_: set[str]) -> int:
        while DAYS[day % len(DAYS)] not in open_:
            day += 1
        for _ in range(count):
            day += 1
            while DAYS[day % len(DAYS)] not in open_:
                day += 1
        return day

    def due(day: int) -> int:
        return later(later(day, 0, leaves), days, set(carrier))

    return [(due(day) - day, due(day + 1) - day) for day in range(len(DAYS))]


def _best_cut_off(counts: Stamps, offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The most promises that one cut-off gives, and its quarter of the day: of equals the roundest hour."""
    before, after = np.zeros((2, QUARTERS), dtype=np.int64)
    for weekday, (early, late) in enumerate(offsets):
        before += counts[weekday, :, early]
        after += counts[weekday, :, late]
    hits = np.concatenate(([0], np.cumsum(before))) + np.concatenate((np.cumsum(after[::-1])[::-1], [0]))
    best = np.flatnonzero(hits == hits.max())
    return int(hits.max()), int(min(best.tolist(), key=lambda quarter: (quarter % 4 > 0, quarter % 2, quarter)))


def _delivers_on(orders: pl.DataFrame, carrier: Sequence[str]) -> bool:
    """Whether hardly a parcel came on another weekday."""
    weekday = orders.select(pl.from_epoch(pl.col("delivered").drop_nulls(), "us").dt.weekday()).to_series()
    others = weekday.filter(~weekday.is_in([DAYS.index(day) + 1 for day in carrier])).len()
    return others <= SELDOM * weekday.len()
