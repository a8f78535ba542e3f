"""Planners' words for what is repeated: a replication of seven days is a simulated week, not a replication."""

from __future__ import annotations

DAY, WEEK, YEAR = 1, 7, 365
MONTHS = range(28, 32)


def span(days: int) -> str:
    """Name one simulated span: a day, a week, a month or a year, else how many days it has."""
    if days in MONTHS:
        return "simulated month"
    return {DAY: "simulated day", WEEK: "simulated week", YEAR: "simulated year"}.get(days, f"simulated {days} days")


def counted(count: int, one: str, several: str = "") -> str:
    """Say how many of something: ``1 business``, ``2 businesses``."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def spans(count: int, days: int) -> str:
    """Say how many of them: ``5 simulated weeks``, ``3 simulations of 10 days``."""
    one = span(days)
    if one.endswith(" days"):
        return f"{counted(count, 'simulation')} of {days} days"
    return counted(count, one)
