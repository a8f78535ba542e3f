"""What a change is worth: the change of profit a month, what it is made of, and when it has paid what it costs once.

One definition for every sentence, table, break-even and payback: profit of B less profit of A over the same customers,
replication by replication, scaled from the days that count to a month of 30.44 days. A year is twelve such months.
Amounts are net of VAT and sales tax, in the scenario's currency.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from scenarios.study.explaining.parts import parts
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.intervals import Difference, Estimate
from sim.units import DAYS_A_MONTH

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Money:
    """A change in the scenario's currency.

    Parameters
    ----------
    profit
        Profit of B less profit of A a month, with its interval; whole cents.
    bridge
        What it is made of, a month: turnover, cost of goods and each part of the cost, signed as they change profit.
        Whole cents that add up to the mean of `profit`.
    one_off
        What going over from A to B costs once: ``experiment.one_off_cost`` and that of the overheads, B less A.
    go_live
        Months until what B buys begins to earn, the longest of its overheads that A does not have.
    """

    profit: Estimate
    bridge: Mapping[str, float]
    one_off: float
    go_live: float = 0.0

    @property
    def payback(self) -> Estimate | None:
        """Months, those to go live among them, until profit has paid the one-off cost; `high` None where it may never.

        None where nothing is to be paid back, or the mean profit pays nothing.
        """
        profit = self.profit
        if self.one_off <= 0 or profit.mean is None or profit.mean <= 0:
            return None
        # The largest profit is the shortest wait.
        low = None if profit.high is None else self.go_live + self.one_off / profit.high
        high = None if profit.low is None or profit.low <= 0 else self.go_live + self.one_off / profit.low
        return Estimate(self.go_live + self.one_off / profit.mean, low, high, profit.n)

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        profit, payback = self.profit, self.payback
        return {
            "profit_a_month": {"mean": profit.mean, "low": profit.low, "high": profit.high},
            "bridge": dict(self.bridge),
            "one_off_cost": self.one_off,
            "payback_months": None
            if payback is None
            else {"mean": payback.mean, "low": payback.low, "high": payback.high},
        }


class Compared(Protocol):
    """Two runs over the same customers, as `scenarios.study.statistics.comparison` pairs them."""

    @property
    def a(self) -> RunResult:
        """The baseline."""

    @property
    def b(self) -> RunResult:
        """The alternative."""

    @property
    def differences(self) -> Mapping[str, Difference]:
        """By KPI, B minus A."""

    @property
    def same_customers(self) -> bool:
        """Whether both met the same tapes."""

    def kpis(self) -> dict[str, Difference]:
        """Return the difference of every KPI that either run has."""


def money(comparison: Compared) -> Money | None:
    """Return what B is worth against A; None where no replication has a profit in both."""
    a, b = comparison.a, comparison.b
    found = comparison.kpis().get("profit")
    if found is None or found.estimate.mean is None:
        return None
    gap, factor = found.estimate, DAYS_A_MONTH / a.days_counted
    mean, low, high = (None if end is None else round(end * factor, 2) for end in (gap.mean, gap.low, gap.high))
    profit = Estimate(mean, low, high, gap.n)
    before, after = (_paid_once(run) for run in (a, b))
    return Money(profit, bridge(a, b, profit.mean or 0.0), after - before, _months_to_go_live(a, b))


def _paid_once(run: RunResult) -> float:
    """What a scenario says is paid once."""
    scenario = run.scenario
    return scenario.experiment.one_off_cost + sum(one.one_off for one in scenario.config.overheads.values())


def _months_to_go_live(a: RunResult, b: RunResult) -> float:
    """Months until all that B buys and A does not have has begun."""
    has = a.scenario.config.overheads
    bought = (one for name, one in b.scenario.config.overheads.items() if has.get(name) != one)
    return max((one.months_to_go_live for one in bought), default=0.0)


def bridge(a: RunResult, b: RunResult, total: float) -> dict[str, float]:
    """Return the mean change a month of every part of the profit, whole cents that add up to `total`.

    Parameters
    ----------
    a, b
        Runs over the same customers.
    total
        Mean change of profit a month, whole cents.
    """
    both = [
        (before, after)
        for before, after in zip(a.observed, b.observed, strict=True)
        if before.get("profit") is not None and after.get("profit") is not None
    ]
    kept = {key: True for pair in both for values in pair for key in parts(values)}
    means = {
        key: math.fsum(parts(after).get(key, 0.0) - parts(before).get(key, 0.0) for before, after in both)
        * (DAYS_A_MONTH / a.days_counted / len(both))
        for key in kept
    }
    return rounded(means, total)


def rounded(amounts: Mapping[str, float], total: float) -> dict[str, float]:
    """Return amounts in whole cents that add up to a total in whole cents, by largest remainder.

    Every amount is rounded down; the cents that are missing go to those that lost most by it.

    Parameters
    ----------
    amounts
        Currency, adding up to `total` but for the rounding of it.
    total
        Currency, whole cents.

    Raises
    ------
    AssertionError
        If the amounts do not add up to it: a part of the profit is missing.
    """
    exact = {key: 100 * value for key, value in amounts.items()}
    large = math.fsum(map(abs, exact.values()))  # what is left of large amounts has no more digits than they
    if abs(math.fsum(exact.values()) - 100 * total) > 0.6 + 1e-12 * large:
        raise AssertionError(f"parts of the profit add up to {math.fsum(amounts.values())}, the profit is {total}")
    cents = {key: math.floor(value) for key, value in exact.items()}
    missing = round(100 * total) - sum(cents.values())
    for key in sorted(exact, key=lambda key: cents[key] - exact[key])[:missing]:
        cents[key] += 1
    return {key: value / 100 for key, value in cents.items()}


def profits(a: Sequence[Replication], b: Sequence[Replication], days: int) -> list[float | None]:
    """Return how much more profit B makes a month in each replication.

    Parameters
    ----------
    a, b
        Replications of either scenario over the same customers.
    days
        Days whose orders count in them.

    Returns
    -------
    list
        Currency; None where a replication has no profit.
    """
    found: list[float | None] = []
    for before, after in zip(a, b, strict=True):
        left, right = before.kpis.get("profit"), after.kpis.get("profit")
        known = left is not None and right is not None
        found.append((right - left) / days * DAYS_A_MONTH if known else None)  # type: ignore[operator]
    return found


def whole_month(run: RunResult, per: Literal["month", "year"] = "month") -> str:
    """Say why a month of the days that were simulated is no ordinary month; empty when it is one.

    Less than a week says nothing of the days that were left out; a week and a few days holds some weekdays too often,
    where they differ; days on which something is closed come no oftener than the calendar has them. A year of less
    than a year has no seasons.
    """
    days, week = run.days_counted, run.scenario.config.placement.demand.day_of_week
    named = "day" if days == 1 else f"{days} days"
    if days < 7:
        return f"if all {DAYS_A_MONTH:.2f} days of a month were like the {'one' if days == 1 else days} simulated"
    if closed := _closures(run):
        return f"if every {named} had {closed} closed day{'s' * (closed > 1)} as those simulated have"
    if days % 7 and days < 28 and len(set(week)) > 1:
        return f"if its weekdays came as often as in the {days} days simulated"
    if per == "year" and days < 364:
        return f"if the whole year were like the {days} days simulated"
    return ""


def _closures(run: RunResult) -> int:
    """Return how many of the days that count are closed or short dates of anybody."""
    config, counted = run.simulated, run.counted
    first, last = (counted.first, counted.last) if counted is not None else (0, config.days)
    calendars = [getattr(config.calendar, who) for who in type(config.calendar).model_fields]
    dates = {day for one in calendars if one is not None for day in (*one.closed, *one.short) if day not in one.open_on}
    return sum(first <= (day - config.start).days < last for day in dates)
