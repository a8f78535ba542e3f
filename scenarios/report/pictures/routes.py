"""A map of routes: the vans that left together in the busiest wave of a day, door by door.

A trip's doors are the attempts that name it. Lines join doors as the crow flies; vans drive on roads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.report.pictures.drawing import Drawing, Line, Panel, Points, Shape, Words, values
from scenarios.report.pictures.hues import DELIVERED, PLACED, TROUBLE
from sim.kpis.fold import Handler, fold
from sim.life.happening import Happening, Rows
from sim.life.parcels import DOOR_ATTEMPT, Door
from sim.log import EVENT_TYPE
from sim.outcome import Facts, Outcome
from sim.tracking.timeline import moment
from sim.units import DAY

TINTS = ("#8da0c8", "#c4a484", "#a9a9a9", "#8fb8a0", "#b79bc4", "#c9b458")
"""Muted tints that tell neighbouring tours apart and mean nothing else."""
LOOKS: dict[str, tuple[str, Shape, float]] = {
    "on time": (DELIVERED, "round", 5.5),
    "late": (TROUBLE, "triangle", 8.0),
    "failed": (TROUBLE, "cross", 7.0),
}
"""How a visit ended -> how its door is drawn."""


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


def draw(outcome: Outcome) -> tuple[Drawing, str] | None:
    """Draw the busiest wave of the busiest day; also a sentence that says what is seen."""
    facts = outcome.facts
    address = facts.tape.address
    day = busiest_day(outcome)
    if day is None or not (np.ptp(address.x) or np.ptp(address.y)):
        return None
    wave = [trip for trip in busiest_wave(trips(outcome, day)) if trip.doors.size]
    if not wave:
        return None
    count = sum(trip.doors.size for trip in wave)
    vans = f"{len(wave)} van{'' if len(wave) == 1 else 's'}"
    said = f"{vans} that left on {moment(wave[0].left, facts.config.start)} for {count} doors."
    return Drawing([[map_of(facts, wave)]], height=680, width=780), said


def map_of(facts: Facts, wave: list[Trip]) -> Panel:
    """Draw trips on a map in kilometres, doors marked by how the visit ended."""
    address, nodes = facts.tape.address, list(facts.config.fulfilment.nodes.values())
    legs: list[Line] = []
    tours: list[Line] = []
    ends: dict[str, list[tuple[float, float]]] = {end: [] for end in LOOKS}
    for number, trip in enumerate(wave):
        node = nodes[trip.node]
        order = trip.doors["order"]
        x = np.concatenate(([node.x_kilometres], address.x[order] / 1000, [node.x_kilometres]))
        y = np.concatenate(([node.y_kilometres], address.y[order] / 1000, [node.y_kilometres]))
        tint = TINTS[number % len(TINTS)]
        tours.append(Line(x[1:-1], y[1:-1], tint, 1.6))
        legs += [Line(x[leg], y[leg], tint, 1.0, dashes="1 3") for leg in (slice(0, 2), slice(-2, None))]
        for k, end in enumerate(ends_of(facts, trip)):
            ends[end].append((float(x[k + 1]), float(y[k + 1])))
    seen = np.concatenate([np.column_stack((line.x, line.y)) for line in (*tours, *legs)])
    (west, south), (east, north) = seen.min(axis=0), seen.max(axis=0)
    spare = 0.04 * max(east - west, north - south, 0.1)
    panel = Panel((west - spare, east + spare), (south - spare, north + spare), grid="xy", equal=True)
    panel.x_label, panel.y_label = "kilometres east of the centre", "kilometres north of the centre"
    panel.add([*legs, *tours, *marked(panel, ends, 1.0)])
    for number in sorted({trip.node for trip in wave}):
        node = nodes[number]
        place = float(node.x_kilometres), float(node.y_kilometres)
        panel.add([Points(values([place[0]]), values([place[1]]), PLACED, "square", 11.0)])
        panel.add([Words(*place, facts.nodes[number], PLACED, right=9, up=7, bold=True, halo=True)])
    return panel


def ends_of(facts: Facts, trip: Trip) -> list[str]:
    """Return how the visit of each door ended: on time, late or failed."""
    late = trip.doors["time"] > facts.promise_close[trip.doors["order"]]
    failed = trip.doors["reason"] != Door.DELIVERED
    found: list[str] = np.where(failed, "failed", np.where(late, "late", "on time")).tolist()
    return found


def marked(panel: Panel, ends: Mapping[str, Sequence[tuple[float, float]]], scale: float) -> list[Points]:
    """Return a mark a door by how its visit ended, and say in the panel's legend how many there are of each."""
    found = []
    for end, (colour, shape, size) in LOOKS.items():
        if ends[end]:
            x, y = np.array(ends[end], dtype=np.float64).T
            found.append(Points(x, y, colour, shape, size * scale))
            panel.legend.append((shape, colour, f"{end}: {x.size:,} door{'s' * (x.size != 1)}"))
    return found
