"""Events: days on which demand is another than usual, planned for or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, create_model

from sim.settings import Settings

if TYPE_CHECKING:

    class Event(Settings):
        """Some days on which more or fewer orders come."""

        to: date
        factor: float
        expected: float | None
else:
    # ``from`` is a word of Python's, so the model is made by hand.
    Event = create_model(
        "Event",
        __base__=Settings,
        __doc__="Some days on which more or fewer orders come.",
        **{
            "from": (date, Field(description="first date")),
            "to": (date, Field(description="last date")),
            "factor": (float, Field(ge=0.0, le=1000.0, description="orders of these days over those of usual days")),
            "expected": (
                float | None,
                Field(
                    None,
                    ge=0.0,
                    le=1000.0,
                    description="factor planned for: the units that more orders take lie in opening stock from day 0, "
                    "and replenishment plans for none, so that a late event finds them sold; none: 1",
                ),
            ),
        },
    )


def span(event: Event) -> tuple[date, date]:
    """First and last date."""
    return getattr(event, "from"), event.to


def check_events(events: Mapping[str, Event]) -> None:
    """Refuse an event that ends before it begins, and two that share a day."""
    ordered = sorted((*span(event), name) for name, event in events.items())
    for first, last, name in ordered:
        if last < first:
            raise ValueError(f"events.{name}: to {last} is before from {first}")
    for (_, last, name), (first, _, other) in pairwise(ordered):
        if first <= last:
            raise ValueError(f"events: {name} and {other} overlap on {first}; accepted: events that share no day")


def factors(events: Mapping[str, Event], start: date, days: int) -> NDArray[np.float64]:
    """What the orders of each day are multiplied by, (days,)."""
    return _each_day(events, start, days, lambda event: event.factor)


def expected_extra_days(events: Mapping[str, Event], start: date, days: int) -> float:
    """Usual days of demand that are expected on top, of all events together; below 0 where less is expected."""
    planned = _each_day(events, start, days, lambda event: 1.0 if event.expected is None else event.expected)
    return float((planned - 1.0).sum())


def _each_day(
    events: Mapping[str, Event], start: date, days: int, value: Callable[[Event], float]
) -> NDArray[np.float64]:
    result = np.ones(days)
    for event in events.values():
        first, last = span(event)
        begin, end = ((one - start) // timedelta(days=1) for one in (first, last))
        result[max(0, begin) : max(0, end + 1)] = value(event)
    return result
