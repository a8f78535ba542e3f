"""Public holidays: dates on which a calendar is closed, found before anything runs and written into the scenario.

The package `holidays` knows them offline; its data change with its version, so the dates stand in the
resolved scenario, and a stored run never asks again.
"""

from __future__ import annotations

from datetime import date, timedelta

from scenarios.document import Laboratory
from sim.calendar import BEYOND, DaysConfig


def write_holidays(laboratory: Laboratory) -> Laboratory:
    """Return the scenario with the dates of its named holidays among the closed ones.

    Raises
    ------
    ValueError
        With the path, for a country or subdivision that is not known.
    """
    calendar, changed = laboratory.calendar, {}
    for name in type(calendar).model_fields:
        days: DaysConfig | None = getattr(calendar, name)
        if days is None or days.holidays is None or days.on_holidays == "open":
            continue
        last = laboratory.start + timedelta(days=laboratory.days + laboratory.follow_up_days + BEYOND)
        try:
            found = _dates(days.holidays, laboratory.start, last)
        except (NotImplementedError, AttributeError):
            raise ValueError(
                f"calendar.{name}.holidays: {days.holidays} is not known; accepted: a country as GB, or with a "
                "subdivision as GB-ENG"
            ) from None
        changed[name] = days.model_copy(update=_written(days, found))
    if not changed:
        return laboratory
    return laboratory.model_copy(update={"calendar": calendar.model_copy(update=changed)})


def _written(days: DaysConfig, found: list[date]) -> dict[str, tuple[date, ...]]:
    """Return the closed or the short dates with the holidays; what is said of a date by itself stands."""
    if days.on_holidays == "short":
        return {"short": tuple(sorted({*days.short, *found} - {*days.open_on, *days.closed}))}
    return {"closed": tuple(sorted({*days.closed, *found} - {*days.open_on, *days.short}))}


def _dates(place: str, first: date, last: date) -> list[date]:
    import holidays

    country, _, subdivision = place.partition("-")
    known = holidays.country_holidays(country, subdiv=subdivision or None, years=range(first.year, last.year + 1))
    return [day for day in known if first <= day <= last]
