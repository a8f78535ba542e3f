"""A schedule of vans: a row a van of the busiest day, a bar a trip, a mark a door, by how the visit ended."""

from __future__ import annotations

from datetime import time

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scenarios.report.pictures.routes import Trip, busiest_day, trips
from scenarios.report.pictures.style import DELIVERED, QUIET, TROUBLE, figure
from sim.life.parcels import Door
from sim.outcome import Facts, Outcome
from sim.tracking.timeline import moment
from sim.units import DAY, HOUR

MOST_VANS = 40
"""Rows that can still be told apart; a larger fleet is drawn to this one, and the sentence says so."""
LOOKS = {"on time": (DELIVERED, "o", 10), "late": (TROUBLE, "^", 18), "failed": (TROUBLE, "x", 18)}


def draw(outcome: Outcome) -> tuple[Figure, str] | None:
    """Draw the busiest day; also a sentence that says what is seen."""
    day = busiest_day(outcome)
    if day is None:
        return None
    found = trips(outcome, day)
    vans = sorted({(trip.node, trip.van) for trip in found})
    shown = vans[:MOST_VANS]
    drawing, axes = figure(9.0, 1.2 + 0.22 * len(shown))
    draw_day(axes, outcome.facts, [trip for trip in found if (trip.node, trip.van) in shown], day)
    doors = sum(trip.doors.size for trip in found)
    first = "" if len(vans) == len(shown) else f", of which the first {len(shown)} are drawn"
    date = moment(day * DAY, outcome.facts.config.start).rsplit(" ", 1)[0]
    return drawing, f"{len(found)} trips of {len(vans)} van{'s' * (len(vans) > 1)}{first} on {date}, {doors:,} doors."


def draw_day(axes: Axes, facts: Facts, found: list[Trip], day: int) -> None:
    """Draw trips on axes in hours of a day."""
    types = {(trip.node, trip.van): trip.van_type for trip in found}
    names = sorted(types)
    several = len({node for node, _ in names}) > 1
    ends: dict[str, list[tuple[float, int]]] = {end: [] for end in LOOKS}
    latest = 0.0
    for trip in found:
        row = names.index((trip.node, trip.van))
        hours = (trip.doors["time"] - day * DAY) / HOUR
        left = (trip.left - day * DAY) / HOUR
        back = (trip.back - day * DAY) / HOUR if trip.back > trip.left else float(hours.max(initial=left))
        latest = max(latest, back)
        axes.barh(row, back - left, left=left, height=0.55, color=QUIET, alpha=0.35, linewidth=0)
        late = trip.doors["time"] > facts.promise_close[trip.doors["order"]]
        failed = trip.doors["reason"] != Door.DELIVERED
        for hour, end in zip(
            hours.tolist(), np.where(failed, "failed", np.where(late, "late", "on time")).tolist(), strict=True
        ):
            ends[end].append((hour, row))
    for end, (colour, marker, size) in LOOKS.items():
        if ends[end]:
            points = np.array(ends[end])
            label = f"{end}: {len(points):,} door{'s' * (len(points) > 1)}"
            width = 1.0 if marker == "x" else 0
            axes.scatter(
                points[:, 0], points[:, 1], s=size, c=colour, marker=marker, zorder=2, label=label, linewidths=width
            )
    axes.set_yticks(range(len(names)), [_called(facts, *name, types[name], several) for name in names], fontsize=8)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    ticks = range(int(axes.get_xlim()[0]), int(latest) + 2, 2)
    axes.set_xticks(list(ticks), [f"{time(hour % 24):%H:%M}" for hour in ticks])
    if any(ends.values()):
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=9, handletextpad=0.1)


def _called(facts: Facts, node: int, van: int, van_type: int, several: bool) -> str:
    """Return a van's type and number; with its node's name where more than one has vans."""
    name = f"{facts.vans[van_type]} {van + 1}"
    return f"{facts.nodes[node]}: {name}" if several else name
