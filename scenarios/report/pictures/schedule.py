"""A schedule of vans: a row a van of the busiest day, a bar a trip, a mark a door, by how the visit ended."""

from __future__ import annotations

from datetime import time

from scenarios.report.pictures.drawing import Bar, Drawing, Panel
from scenarios.report.pictures.hues import QUIET
from scenarios.report.pictures.routes import LOOKS, Trip, busiest_day, ends_of, marked, trips
from sim.outcome import Facts, Outcome
from sim.tracking.timeline import moment
from sim.units import DAY, HOUR

MOST_VANS = 40
"""Rows that can still be told apart; a larger fleet is drawn to this one, and the sentence says so."""


def draw(outcome: Outcome) -> tuple[Drawing, str] | None:
    """Draw the busiest day; also a sentence that says what is seen."""
    day = busiest_day(outcome)
    if day is None:
        return None
    found = trips(outcome, day)
    vans = sorted({(trip.node, trip.van) for trip in found})
    shown = vans[:MOST_VANS]
    panel = day_of(outcome.facts, [trip for trip in found if (trip.node, trip.van) in shown], day)
    doors = sum(trip.doors.size for trip in found)
    first = "" if len(vans) == len(shown) else f", of which the first {len(shown)} are drawn"
    date = moment(day * DAY, outcome.facts.config.start).rsplit(" ", 1)[0]
    drawing = Drawing([[panel]], height=90 + 22 * len(shown))
    return drawing, f"{len(found)} trips of {len(vans)} van{'s' * (len(vans) > 1)}{first} on {date}, {doors:,} doors."


def day_of(facts: Facts, found: list[Trip], day: int) -> Panel:
    """Draw trips in hours of a day."""
    types = {(trip.node, trip.van): trip.van_type for trip in found}
    names = sorted(types)
    several = len({node for node, _ in names}) > 1
    ends: dict[str, list[tuple[float, float]]] = {end: [] for end in LOOKS}
    bars = []
    for trip in found:
        row = names.index((trip.node, trip.van))
        hours = (trip.doors["time"] - day * DAY) / HOUR
        left = (trip.left - day * DAY) / HOUR
        back = (trip.back - day * DAY) / HOUR if trip.back > trip.left else float(hours.max(initial=left))
        bars.append(Bar(left, back, row, QUIET, 0.6, opacity=0.35))
        for hour, end in zip(hours.tolist(), ends_of(facts, trip), strict=True):
            ends[end].append((hour, float(row)))
    first, last = int(min(bar.left for bar in bars)), max(bar.right for bar in bars)
    panel = Panel((first, max(last, first + 1) + 0.1), (len(names) - 0.5, -0.5), grid="x")
    step = max(2, -(-int(last - first) // 14))
    panel.x_ticks = [(hour, f"{time(hour % 24):%H:%M}") for hour in range(first, int(last) + 1, step)]
    panel.y_ticks = [(row, _called(facts, *name, types[name], several)) for row, name in enumerate(names)]
    panel.add([*bars, *marked(panel, ends, 0.8)])
    return panel


def _called(facts: Facts, node: int, van: int, van_type: int, several: bool) -> str:
    """Return a van's type and number; with its node's name where more than one has vans."""
    name = f"{facts.vans[van_type]} {van + 1}"
    return f"{facts.nodes[node]}: {name}" if several else name
