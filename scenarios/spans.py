"""Planners' words for what is repeated: a replication of seven days is a simulated week, not a replication."""

from __future__ import annotations

DAY, WEEK, YEAR = 1, 7, 365
MONTHS = range(28, 32)


def span(days: int) -> str:
    """Name one simulated span: a day, a week, a month or a year, else how many days it has."""
    if days in MONTHS:
        return "simulated month"
    return {DAY: "simulated day", WEEK: "simulated week", YEAR: "simulated year"}.get(days, f"simulated {days} days")


def spans(count: int, days: int) -> str:
    """Say how many of them: ``5 simulated weeks``, ``3 simulations of 10 days``."""
    one = span(days)
    if one.endswith(" days"):
        return f"{count:,} simulation{'s' * (count != 1)} of {days} days"
    return f"{count:,} {one}{'s' * (count != 1)}"
