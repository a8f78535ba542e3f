"""Settings of calendars that change nothing: what holidays are where none are named, hours of no short day."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.unused.rule import Unused
from sim.calendar import CalendarConfig
from sim.config import SimConfig


def _no_holidays(who: str) -> Callable[[SimConfig], bool]:
    return lambda config: (days := getattr(config.calendar, who)) is not None and days.holidays is None


def _no_short_day(who: str) -> Callable[[SimConfig], bool]:
    return lambda config: (
        (days := getattr(config.calendar, who)) is not None and not days.short and days.on_holidays != "short"
    )


RULES = (
    *(
        Unused(
            f"calendar.{who}.holidays is none",
            _no_holidays(who),
            (f"calendar.{who}.open_on", f"calendar.{who}.on_holidays"),
        )
        for who in CalendarConfig.model_fields
    ),
    *(
        Unused(
            f"no day of calendar.{who} is short",
            _no_short_day(who),
            (f"calendar.{who}.short_from", f"calendar.{who}.short_to"),
        )
        for who in CalendarConfig.model_fields
    ),
)
