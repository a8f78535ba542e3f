"""A map of routes: the vans that left together in the busiest wave of a day, door by door.

A trip's doors are the attempts that name it. Lines join doors as the crow flies; vans drive on roads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scenarios.report.pictures.style import DELIVERED, PLACED, TROUBLE, figure
from sim.kpis.fold import Handler, fold
from sim.life.happening import Happening, Rows
from sim.life.parcels import DOOR_ATTEMPT, Door
from sim.log import EVENT_TYPE
from sim.outcome import Facts, Outcome
from sim.tracking.timeline import moment
from sim.units import DAY

TINTS = ("#8da0c8", "#c4a484", "#a9a9a9", "#8fb8a0", "#b79bc4", "#c9b458")
"""Muted tints that tell neighbouring tours apart and mean nothing else."""


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """One van's tour: its node, number and type, when it left and came back, the event rows of the doors it tried."""

    node: int
    van: int
    van_type: int
    left: int
    back: int
    doors: NDArray[np.void]


class _Doors:
    """Doors that some trips tried: the event rows of each trip, by time."""

    def __init__(self, trips: NDArray[np.int64]) -> None:
        self._trips = trips
        self._rows: list[Rows] = []

    def handlers(self) -> dict[Happening, Handler]:
        """Return where attempts are kept."""
        return {DOOR_ATTEMPT: lambda rows: self._rows.append(rows.compress(np.isin(rows["trip"], self._trips)))}

    def of(self, trip: int) -> NDArray[np.void]:
        found = [rows.array[rows["trip"] == trip] for rows in self._rows]
        doors = np.concatenate(found) if found else np.empty(0, dtype=EVENT_TYPE)
        return doors[np.argsort(doors["time"], kind="stable")]


def busiest_day(outcome: Outcome) -> int | None:
    """Return the day with most doors to visit, or None if no van ever left."""
    log = outcome.log.trips.arrays()
    if not log["departed"].size:
        return None
    return int(np.argmax(np.bincount(log["departed"] // DAY, weights=log["stops"])))


def trips(outcome: Outcome, day: int) -> list[Trip]:
    """Return the trips that began on a day, in the order they left."""
    log = outcome.log.trips.arrays()
    numbers = np.flatnonzero(log["departed"] // DAY == day)
    numbers = numbers[np.argsort(log["departed"][numbers], kind="stable")]
    doors = _Doors(numbers)
    fold(outcome.log, (doors,))
    return [
        Trip(
            *(int(log["node"][k]), int(log["van"][k]), int(log["van_type"][k])),
            *(int(log["departed"][k]), int(log["returned"][k])),
            doors.of(k),
        )
        for k in numbers.tolist()
    ]


def busiest_wave(found: list[Trip]) -> list[Trip]:
    """Return the trips that left at the moment at which most doors did."""
    doors: dict[int, int] = {}
    for trip in found:
        doors[trip.left] = doors.get(trip.left, 0) + trip.doors.size
    best = max(doors, key=lambda left: (doors[left], -left), default=None)
    return [trip for trip in found if trip.left == best]


def draw(outcome: Outcome) -> tuple[Figure, str] | None:
    """Draw the busiest wave of the busiest day; also a sentence that says what is seen."""
    facts = outcome.facts
    address = facts.tape.address
    day = busiest_day(outcome)
    if day is None or not (np.ptp(address.x) or np.ptp(address.y)):
        return None
    wave = [trip for trip in busiest_wave(trips(outcome, day)) if trip.doors.size]
    if not wave:
        return None
    drawing, axes = figure(7.6, 6.4)
    draw_wave(axes, facts, wave)
    count = sum(trip.doors.size for trip in wave)
    vans = f"{len(wave)} van{'' if len(wave) == 1 else 's'}"
    return drawing, f"{vans} that left on {moment(wave[0].left, facts.config.start)} for {count} doors."


def draw_wave(axes: Axes, facts: Facts, wave: list[Trip]) -> None:
    """Draw trips on axes in kilometres, doors marked by how the visit ended."""
    address, nodes = facts.tape.address, list(facts.config.fulfilment.nodes.values())
    ends: dict[str, list[tuple[float, float]]] = {"on time": [], "late": [], "failed": []}
    for number, trip in enumerate(wave):
        node = nodes[trip.node]
        order = trip.doors["order"]
        x = np.concatenate(([node.x_kilometres], address.x[order] / 1000, [node.x_kilometres]))
        y = np.concatenate(([node.y_kilometres], address.y[order] / 1000, [node.y_kilometres]))
        tint = TINTS[number % len(TINTS)]
        axes.plot(x[1:-1], y[1:-1], color=tint, linewidth=1.3, zorder=1, solid_joinstyle="round")
        for leg in (slice(0, 2), slice(-2, None)):
            axes.plot(x[leg], y[leg], color=tint, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        late = trip.doors["time"] > facts.promise_close[order]
        failed = trip.doors["reason"] != Door.DELIVERED
        for k, end in enumerate(np.where(failed, "failed", np.where(late, "late", "on time")).tolist()):
            ends[end].append((float(x[k + 1]), float(y[k + 1])))
    looks = {"on time": (DELIVERED, "o", 14), "late": (TROUBLE, "^", 26), "failed": (TROUBLE, "x", 26)}
    for end, (colour, marker, size) in looks.items():
        if ends[end]:
            points = np.array(ends[end])
            label = f"{end}: {len(points):,} door{'' if len(points) == 1 else 's'}"
            axes.scatter(
                points[:, 0],
                points[:, 1],
                s=size,
                c=colour,
                marker=marker,
                zorder=2,
                label=label,
                linewidths=1.2 if marker == "x" else 0,
            )
    for number in sorted({trip.node for trip in wave}):
        node = nodes[number]
        axes.plot(node.x_kilometres, node.y_kilometres, marker="s", markersize=9, color=PLACED, zorder=3, linestyle="")
        axes.annotate(
            facts.nodes[number],
            (node.x_kilometres, node.y_kilometres),
            xytext=(7, 7),
            textcoords="offset points",
            color=PLACED,
            fontweight="bold",
            fontsize=10,
            zorder=4,
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
        )
    axes.set_aspect("equal")
    axes.set_xlabel("kilometres east of the centre")
    axes.set_ylabel("kilometres north of the centre")
    axes.grid(color="#eeeeee", linewidth=0.6)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3,
        frameon=False,
        fontsize=9,
        borderaxespad=0.2,
        handletextpad=0.1,
    )
