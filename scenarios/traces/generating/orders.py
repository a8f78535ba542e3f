"""New orders: each is like one that a customer of the file placed, on that weekday and near that season.

Whoever it is like lends it the hour, the channel, the basket with what goes together, prices, place, payment and what
was promised; nothing is lent of what happened afterwards. How many there are on a day is drawn from `rates`, or told by
``placement.demand.by_day``. Fates are drawn as for any replayed order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.traces.generating.rates import WEEK, YEAR, Numbers, Rates, rates_of
from scenarios.traces.trace import Trace
from sim.config import MOST_ORDERS, SimConfig
from sim.placement.addresses import Addresses
from sim.placement.baskets import Baskets
from sim.placement.config import EVERY_CHANNEL
from sim.placement.demand import DAYS_A_YEAR
from sim.placement.events import factors
from sim.streams import stream
from sim.tape import Observed, Tape
from sim.units import DAY, HOUR, UNOBSERVED

NEAR = 28
"""Days within which most of the orders lie that a new one is like."""
LEAST = 50
"""Orders to choose from; where that weekday has fewer nearby, those further away count too."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Generated:
    """New orders in place of a file's; `tape` draws those of a replication.

    Parameters
    ----------
    source
        The file's orders.
    config
        As simulated: start, days and volume of the new orders.
    """

    source: Trace
    config: SimConfig

    @cached_property
    def rates(self) -> Rates:
        """What the file says of orders a day."""
        days = int(self.source.placed[-1]) // DAY + 1
        return rates_of(np.bincount(self.source.placed // DAY, minlength=days))

    @property
    def first(self) -> int:
        """The first new day, counted from the file's first."""
        return (self.config.start - self.source.config.start).days

    def expected(self) -> Numbers:
        """Expected orders of each new day, (days, channels + 1): by channel where a forecast tells, else the last."""
        days, start = self.config.days, self.config.start
        placement, trace = self.config.placement, self.config.placement.trace
        names = list(placement.channels)
        result = np.zeros((days, len(names) + 1))
        by_date = placement.demand.by_day
        if by_date is not None:
            for day in range(days):
                for name, orders in by_date[start + timedelta(days=day)].items():
                    result[day, len(names) if name == EVERY_CHANNEL else names.index(name)] = orders
        else:
            growth = (1.0 + placement.demand.growth_per_year) ** (np.arange(days) / DAYS_A_YEAR)
            means = self.rates.of_days(self.first, days) * factors(placement.demand.events, start, days) * growth
            result[:, -1] = means
        return result * (trace.generate.volume if trace is not None else 1.0)

    def tape(self, seed: int, replication: int) -> Tape:
        """Draw the tape of one replication."""
        rows, day = self._like(seed, replication)
        hour = self.source.placed[rows] % DAY // HOUR
        within = stream(seed, replication, "tape/generate/minute").random(rows.size)
        placed = day * DAY + hour * HOUR + np.floor(within * HOUR).astype(np.int64)
        order = np.lexsort((rows, placed))
        return self._of(rows[order], placed[order]).tape(seed, replication)

    def _like(self, seed: int, replication: int) -> tuple[Rows, Rows]:
        """Which of the file's orders each new one is like, and its day."""
        expected, source = self.expected(), self.source
        stretch = np.maximum(expected.sum(axis=1), 1e-9)
        rng = stream(seed, replication, "tape/generate/count")
        counts = self.rates.drawn(stretch, self.first, rng)
        counts[expected.sum(axis=1) == 0.0] = 0
        of_day = source.placed // DAY
        found: list[Rows] = []
        for day, count in enumerate(counts.tolist()):
            if not count:
                found.append(np.empty(0, dtype=np.int64))
                continue
            # A stream a day: with a larger volume the orders of a day are those of the smaller one and more.
            own = stream(seed, replication, f"tape/generate/{day}")
            found.append(self._of_day(day, count, expected[day], of_day, own))
        rows = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
        if not rows.size:  # a simulation needs one
            rows, counts = np.zeros(1, dtype=np.int64), np.eye(1, self.config.days, dtype=np.int64)[0]
        return rows, np.repeat(np.arange(self.config.days), counts)

    def _of_day(self, day: int, count: int, expected: Numbers, of_day: Rows, rng: np.random.Generator) -> Rows:
        here, weekday = self._mirror(self.first + day), (self.first + day) % WEEK
        draws = rng.random((count, 2))
        edges = np.cumsum(expected)
        channel = np.searchsorted(edges, draws[:, 0] * edges[-1], side="right").clip(max=expected.size - 1)
        rows = np.empty(count, dtype=np.int64)
        for one in np.unique(channel):
            those = channel == one
            usable = np.arange(of_day.size)
            if one < expected.size - 1:
                usable = np.flatnonzero(self.source.channel == one)
            chosen, weights = _nearby(of_day, usable if usable.size else np.arange(of_day.size), here, weekday)
            place = np.searchsorted(np.cumsum(weights), draws[those, 1] * weights.sum(), side="right")
            rows[those] = chosen[np.minimum(place, chosen.size - 1)]
        return rows

    def _mirror(self, day: int) -> int:
        """The day of the file whose season a new day has: itself, whole years before, else the end that is nearer."""
        last = int(self.source.placed[-1]) // DAY
        years = YEAR * -(-max(0, day - last) // YEAR)
        return day - years if day >= years else max(0, min(day, last))

    def _of(self, rows: Rows, placed: NDArray[np.int64]) -> Trace:
        """The file's orders of these rows as a trace of their own, placed at other times, with nothing observed."""
        source = self.source
        baskets, address, seen = source.goods.baskets, source.address, source.observed
        many = np.diff(baskets.line_start)[rows]
        line_start = np.concatenate(([0], np.cumsum(many))).astype(np.int32)
        lines = np.repeat(baskets.line_start[rows] - line_start[:-1], many) + np.arange(line_start[-1])
        nothing = np.full(rows.size, UNOBSERVED, dtype=np.int64)
        # A promise is given for a day: it moves by whole days with the order.
        moved = (placed // DAY - source.placed[rows] // DAY) * DAY
        known = (seen.promised[rows] != UNOBSERVED) & (seen.promised[rows] + moved > placed)
        promised = np.where(known, seen.promised[rows] + moved, UNOBSERVED)
        return replace(
            source,
            config=self.config,
            placed=placed,
            channel=source.channel[rows],
            address=Addresses(
                customer=address.customer[rows], x=address.x[rows], y=address.y[rows], zone=address.zone[rows]
            ),
            goods=replace(
                source.goods,
                baskets=Baskets(line_start=line_start, item=baskets.item[lines], quantity=baskets.quantity[lines]),
                price=source.goods.price[lines],
            ),
            observed=Observed(
                approved=nothing,
                packed=nothing,
                shipped=nothing,
                delivered=nothing,
                promised=promised,
                stars=np.full(rows.size, UNOBSERVED, dtype=np.int8),
            ),
            paid_with=tuple(source.paid_with[row] for row in rows.tolist()),
            sales=replace(source.sales, orders=source.sales.orders[rows.tolist()]),
        )


def _nearby(of_day: Rows, usable: Rows, here: int, weekday: int) -> tuple[Rows, Numbers]:
    """The orders that a new one of a day may be like, those near in time weighing more."""
    days = of_day[usable]
    same = usable[(days - weekday) % WEEK == 0]
    chosen = same if same.size >= min(LEAST, usable.size) else usable
    weights = (1.0 + ((of_day[chosen] - here) / NEAR) ** 2) ** -2.0
    return chosen, weights


def generated(source: Trace, config: SimConfig) -> Generated:
    """Settle what is generated from a file.

    Parameters
    ----------
    source
        The file's orders.
    config
        With ``placement.trace.orders: generate``.

    Raises
    ------
    InputError
        If a forecast does not tell of a day that is wanted.
    """
    trace, demand = config.placement.trace, config.placement.demand
    wanted = trace.generate if trace is not None else None
    days = (wanted.days if wanted is not None else None) or source.config.days
    start = (wanted.start if wanted is not None else None) or _first_dated(demand.by_day) or source.config.start
    if demand.by_day is not None:
        days = wanted.days if wanted is not None and wanted.days else (max(demand.by_day) - start).days + 1
        for day in (start + timedelta(days=k) for k in range(days)):
            if day not in demand.by_day:
                raise InputError(
                    f"--set: placement.demand.by_day: {day} is not there, every day from {start} on ({days} days) is "
                    "accepted; placement.trace.generate.start and days choose others"
                )
    settled = source.config.model_copy(
        update={
            "start": start,
            "days": days,
            "placement": source.config.placement.model_copy(
                update={
                    "demand": source.config.placement.demand.model_copy(
                        update={name: getattr(demand, name) for name in ("by_day", "events", "growth_per_year")}
                    )
                }
            ),
        }
    )
    many = float(Generated(source, settled).expected().sum())
    if many > MOST_ORDERS:
        raise InputError(f"--set: placement.trace.generate: {many:,.0f} orders, at most {MOST_ORDERS:,} are accepted")
    rate = max(1e-6, many / days)
    placement = settled.placement
    placement = placement.model_copy(update={"demand": placement.demand.model_copy(update={"orders_per_day": rate})})
    return Generated(source, settled.model_copy(update={"placement": placement}))


def _first_dated(table: dict[date, dict[str, float]] | None) -> date | None:
    return min(table) if table else None
