"""Days that are not as their weekday: closed, or open for some hours, whatever the rosters say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.calendar import DaysConfig, Span, day_numbers
from sim.roster import Roster
from sim.settings import WEEKDAYS, Staffing
from sim.units import DAY

if TYPE_CHECKING:
    from sim.config import SimConfig

SHUT: Span = (0, 0)
ALL_DAY: Span = (0, DAY)


def special_days(config: SimConfig, who: str) -> dict[int, Span]:
    """From when to when somebody may be there on days that are not as usual, by number of the day.

    Parameters
    ----------
    config : the business.
    who : ``warehouse``, ``carrier``, ``vans``, ``stores`` or ``support``.
    """
    calendar = config.calendar.of(who)
    short = dict.fromkeys(day_numbers(config.start, calendar.short), calendar.short_hours)
    return short | dict.fromkeys(day_numbers(config.start, calendar.closed), SHUT)


def roster_of(config: SimConfig, node: str, task: str) -> Roster:
    """Return who is at a task of a node when.

    Raises
    ------
    RosterError : nobody ever is; it names the field that says so.
    """
    settings = config.fulfilment.nodes[node]
    staffing, field = settings.staffing(task), f"fulfilment.nodes.{node}.{settings.staffed_by(task)}"
    if settings.kind != "store":
        return Roster(staffing, config.start, field, special_days(config, "warehouse"))
    Roster(staffing, config.start, field)
    left = on_its_days(staffing, config.calendar.stores)
    return Roster(left, config.start, "calendar.stores.days", special_days(config, "stores"))


def on_its_days(staffing: Staffing, calendar: DaysConfig | None) -> Staffing:
    """Return the shifts that begin on the weekdays of a calendar; all of them where it names none."""
    days = None if calendar is None else calendar.days
    if days is None:
        return staffing
    shifts = tuple(
        shift.model_copy(update={"days": tuple(day for day in shift.days if day in days)}) for shift in staffing.shifts
    )
    return staffing.model_copy(update={"shifts": shifts})


class VanDays:
    """When own vans may be on the road, by number of the day."""

    __slots__ = ("_days", "_special", "_weekday")

    def __init__(self, config: SimConfig) -> None:
        calendar = config.calendar.vans
        self._days = None if calendar is None or calendar.days is None else frozenset(calendar.days)
        self._special: Mapping[int, Span] = special_days(config, "vans")
        self._weekday = config.start.weekday()

    def hours(self, day: int) -> Span:
        """From when to when, microseconds since midnight; an empty span on a day without vans."""
        if self._days is not None and WEEKDAYS[(self._weekday + day) % 7] not in self._days:
            return SHUT
        return self._special.get(day, ALL_DAY)
