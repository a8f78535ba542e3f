"""What the rooms' configuration models are made of: one base class and the bounded types.

A room's model refuses unknown keys and is frozen; its fields carry their unit in the name
(`every_minutes`, `lead_time_days`) and their meaning in the description that `orderlab show`
and editors print.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.forms import TimeOfDay
from sim.units import DAY, time_of_day


class Settings(BaseModel):
    """Base of every configuration model: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    renamed: ClassVar[Mapping[str, str]] = {}
    """Keys of earlier versions, and what to write instead."""

    @model_validator(mode="before")
    @classmethod
    def _say_new_names(cls, values: Any) -> Any:
        for old, new in cls.renamed.items():
            if isinstance(values, dict) and old in values:
                raise ValueError(f"{old} is written otherwise now: {new}")
        return values


Share = Annotated[float, Field(ge=0.0, le=1.0)]
LEAST, MOST = 1e-6, 1e6
"""Smallest positive and largest number of a field without bounds of its own: what is computed of it stays finite."""
Positive = Annotated[float, Field(ge=LEAST, le=MOST)]
NonNegative = Annotated[float, Field(ge=0.0, le=MOST)]
Money = Annotated[float, Field(ge=0.0, le=1e9)]
"""A sum of money of a year, a month or a contract."""
Count = Annotated[int, Field(ge=0, le=100_000)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _named(name: str) -> str:
    """Refuse what cannot stand in a path or on a screen."""
    if not name or len(name) > LONGEST_NAME or "." in name or name != name.strip():
        raise ValueError(f"not a name, 1 to {LONGEST_NAME} printable characters without a dot are accepted")
    if any(unicodedata.category(sign)[0] == "C" or unicodedata.category(sign) in ("Zl", "Zp") for sign in name):
        raise ValueError("not a name, controls and marks of direction are not accepted")
    return name


LONGEST_NAME = 80
Name = Annotated[str, AfterValidator(_named)]
"""What a node, a van type or a channel may be called: its name stands in dotted paths, tables and files."""


def _sized(what: str, most: int, bytes_each: int) -> BeforeValidator:
    """Refuse a number that memory is taken for, with an estimate and before any is taken."""

    def refuse(value: Any) -> Any:
        if isinstance(value, int | float) and value > most:
            number = min(value, 10**30)  # whole numbers of a file have no end, others have
            need = number * bytes_each / 1e9
            raise ValueError(f"{number:g} {what} take about {need:,.1f} GB, at most {most:,} are accepted")
        return value

    return BeforeValidator(refuse)


Customers = Annotated[int, _sized("customers", 20_000_000, 64), Field(gt=0, le=20_000_000)]
Vans = Annotated[int, _sized("vans", 100_000, 2_000), Field(ge=0, le=100_000)]


class Break(Settings):
    """A pause inside a shift in which nobody of the shift works."""

    start: TimeOfDay = Field(description="time of day the pause starts")
    end: TimeOfDay = Field(description="time of day the pause ends")

    @model_validator(mode="after")
    def _ordered(self) -> Break:
        if time_of_day(self.end) <= time_of_day(self.start):
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self


class Shift(Settings):
    """Some staff, present from `start` to `end`; a shift over midnight ends on the day after."""

    start: TimeOfDay = Field(description="time of day the shift starts")
    end: TimeOfDay = Field(description="time of day the shift ends; before its start: on the day after")
    days: tuple[Weekday, ...] = Field(WEEKDAYS, description="weekdays on which it starts")
    staff: Count = Field(description="people on the shift")
    breaks: tuple[Break, ...] = Field((), description="pauses of the whole shift")

    @model_validator(mode="after")
    def _ordered(self) -> Shift:
        if self.end == self.start:
            raise ValueError(f"end and start are both {self.start}; all day is 00:00 to 24:00")
        start, end = self.span
        for pause in self.pauses:
            if not start <= pause[0] < pause[1] <= end:
                given = self.breaks[self.pauses.index(pause)]
                raise ValueError(f"break {given.start} to {given.end} lies outside the shift")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in microseconds since the midnight before it starts; the end may lie on the day after."""
        start, end = time_of_day(self.start), time_of_day(self.end)
        return start, end if end > start else end + DAY

    @property
    def pauses(self) -> list[tuple[int, int]]:
        """The breaks likewise, as they are written."""
        start, end = self.span
        night = [DAY if end > DAY and time_of_day(pause.start) < start else 0 for pause in self.breaks]
        return [
            (later + time_of_day(pause.start), later + time_of_day(pause.end))
            for later, pause in zip(night, self.breaks, strict=True)
        ]


class Breakdowns(Settings):
    """Failures of one server at a time; work in hand is finished first."""

    hours_between: Positive = Field(description="mean hours between failures of one server, exponential")
    repair_minutes: Positive = Field(description="mean minutes of a repair, exponential")


OvertimeFactor = Annotated[
    float,
    Field(
        ge=0.0,
        le=10.0,
        description="wage of the time after a shift in which people finish what they have in hand, over the plain wage",
    ),
]
LastStart = Annotated[
    float,
    Field(
        ge=0.0,
        le=720.0,
        description="minutes before people leave, for a break or for good, in which they begin nothing: what is longer "
        "goes on into overtime",
    ),
]


class Staffing(Settings):
    """Who works at a station, when, and for what wage."""

    shifts: tuple[Shift, ...] = Field(description="shifts; several may overlap")
    shifts_on: dict[date, tuple[Shift, ...]] = Field(
        default_factory=dict, description="date -> its own shifts, in place of those of its weekday"
    )
    wage_per_hour: NonNegative = Field(14.0, description="cost of one staffed hour, currency")
    breakdowns: Breakdowns | None = Field(None, description="equipment failures, none by default")
    shrinkage: Annotated[float, Field(ge=0.0, le=0.9)] = Field(
        0.0,
        description="share of the paid time in which each is away: training, meetings, illness, further pauses",
    )
    overtime_factor: OvertimeFactor = 1.25
    last_start_minutes: LastStart = 0.0
    queue_limit: Annotated[int, Field(gt=0, le=10**9)] = Field(
        1_000_000, description="waiting tokens at which the replication stops with an error"
    )


def day_shifts(staff: int, start: str = "08:00", end: str = "20:00") -> tuple[Shift, ...]:
    """The same staff every day of the week: the commonest roster, and the shipped default."""
    return (Shift(start=start, end=end, staff=staff),)
