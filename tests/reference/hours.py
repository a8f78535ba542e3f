"""Random hours for the oracle's businesses: rosters, calendars, drivers, rush hours, and who gets in touch how."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@st.composite
def shifts(draw: st.DrawFn, most: int = 4) -> list[dict[str, Any]]:
    """One or two shifts, overlapping or not, with or without a break; the first is worked every day."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 2))):
        begin = draw(st.sampled_from([0, 6, 8, 12]))
        end = draw(st.sampled_from([14, 17, 20, 24, 3]))
        shift: dict[str, Any] = {
            "start": f"{max(begin, 6) if end == 3 else begin:02d}:00", "end": f"{end:02d}:00",
            "staff": draw(st.integers(1, most)),
        }  # fmt: skip
        if number and draw(st.booleans()):
            shift["days"] = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=6, unique=True))
        if draw(st.booleans()):
            shift["breaks"] = [{"start": "12:30", "end": "13:15"}] if begin <= 12 else []
        found.append(shift)
    return found


@st.composite
def staffings(draw: st.DrawFn, most: int = 4) -> dict[str, Any]:
    """A roster, sometimes with breakdowns."""
    staffing: dict[str, Any] = {
        "shifts": draw(shifts(most)),
        "shrinkage": draw(st.sampled_from([0.0, 0.0, 0.3])),
        "last_start_minutes": draw(st.sampled_from([0.0, 0.0, 7.0, 40.0])),
        "shifts_on": draw(dated_shifts()),
    }
    if draw(st.integers(0, 3)) == 0:
        staffing["breakdowns"] = {
            "hours_between": draw(st.sampled_from([0.5, 3.0, 40.0])),
            "repair_minutes": draw(st.sampled_from([10.0, 300.0])),
        }
    return staffing


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    """Every day, or some days, closed dates and short ones."""
    if draw(st.booleans()):
        return {}
    days = st.lists(st.sampled_from(WEEKDAYS), min_size=2, max_size=6, unique=True)
    found = {}
    for who in ("warehouse", "carrier", *draw(st.sampled_from([(), ("vans", "support"), ("stores",)]))):
        found[who] = {
            "closed": draw(st.sampled_from([[], ["2026-03-03", "2026-03-08"]])),
            "short": draw(st.sampled_from([[], [], ["2026-03-04", "2026-03-06", "2026-03-07"]])),
        } | draw(st.sampled_from([{}, {"short_from": "11:00", "short_to": "13:30"}]))
        if who in ("warehouse", "carrier"):
            found[who]["days"] = draw(days)
    return found


@st.composite
def dated_shifts(draw: st.DrawFn) -> dict[str, Any]:
    """Shifts of single dates, or none."""
    dates = draw(st.sampled_from([[], [], ["2026-03-05", "2026-03-09"]]))
    return {day: draw(st.sampled_from([[], [{"start": "09:00", "end": "15:00", "staff": 2}]])) for day in dates}


@st.composite
def traffic(draw: st.DrawFn) -> dict[str, Any]:
    """The same speed all day, or rush hours, known to the plans by their mean or not at all."""
    slow = st.sampled_from([0.3, 0.5, 1.0, 1.4])
    times = draw(st.sets(st.sampled_from(["00:00", "07:00", "09:15", "16:00", "18:00", "23:59"]), max_size=4))
    return {
        "speeds": {time: draw(slow) for time in sorted(times)},
        "zones": draw(st.sampled_from([{}, {}, {"0": {"00:00": 0.6, "12:00": 1.1}}, {"1": {"08:00": 0.4}, "2": {}}])),
        "plans_know": draw(st.sampled_from(["mean", "nothing"])),
        "slack": draw(st.sampled_from([0.0, 0.15])),
        "incidents": draw(
            st.sampled_from(
                [
                    {},
                    {},
                    {"per_day": 40.0, "radius_kilometres": 2.0},
                    {"per_day": 15.0, "minutes": 240.0, "known": True},
                ]
            )
        ),
    }


@st.composite
def drivers(draw: st.DrawFn) -> dict[str, Any]:
    """As many drivers as vans all day, or a roster of their own."""
    if draw(st.booleans()):
        return {"pay": "shift", "planned_overtime_hours": draw(st.sampled_from([0.0, 0.5, 2.0]))}
    spans = draw(st.lists(st.sampled_from([("07:00", "15:00"), ("09:00", "12:30"), ("13:00", "22:00")]), max_size=2))
    shifts = [{"start": start, "end": end, "staff": draw(st.integers(1, 3))} for start, end in spans]
    return {"pay": "hour", "shifts": [*shifts, {"start": "10:00", "end": "20:00", "staff": 1, "days": WEEKDAYS[:5]}]}


BREAKS: tuple[list[dict[str, float]], ...] = (
    [],
    [{"after_hours": 1, "by_hours": 3, "minutes": 30}],
    [
        {"after_hours": 0, "by_hours": 0.5, "minutes": 7.5},
        {"after_hours": 1.0, "by_hours": 1.0, "minutes": 45},
        {"after_hours": 2.1, "by_hours": 4.5, "minutes": 20},
    ],
)
"""Breaks of a duty: none, one, and three of which one begins at a moment."""


@st.composite
def contact_channels(draw: st.DrawFn) -> dict[str, Any]:
    """One way to reach the desk, or three of different kinds."""
    patience = draw(st.sampled_from([5.0, 120.0]))
    if draw(st.booleans()):
        return {"phone": {"share": 1, "patience_minutes": patience, "in_opening_hours": draw(st.booleans())}}
    return {
        "phone": {"share": 0.5, "patience_minutes": patience, "in_opening_hours": True, "first": 0},
        "chat": {"share": 0.2, "patience_minutes": 30.0},
        "mail": {"share": 0.3, "first": draw(st.integers(0, 2))},
    }
