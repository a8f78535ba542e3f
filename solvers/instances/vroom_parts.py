"""What the objects of a VROOM file hold: numbers, loads, windows, skills and breaks, each named where it is wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from solvers.instances.json_files import line_of, only
from solvers.instances.lines import InstanceError, Lines
from solvers.problem import FAR, Break

UNSUPPORTED = {
    "setup": "setting up once an address",
    "setup_per_type": "setting up once an address",
    "service_per_type": "service times by type of vehicle",
    "speed_factor": "speeds by vehicle",
    "max_distance": "a limit on distance beside costs of travel time",
    "max_load": "a break with a limit on what is on board",
    "steps": "frozen routes",
    "per_km": "prices by distance beside time",
    "per_task_hour": "prices of working time",
}
MOST_SKILL = 39
"""The largest number of a skill, for which a problem has a bit."""
MOST = 2**32


class Parts:
    """The parts of a file, and errors that name them."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines

    def wrong(self, key: str, what: str, where: str = "") -> InstanceError:
        """The error for a key, in the first line that has it."""
        return self.lines.wrong(line_of(self.lines, key), where or key, what)

    def supported(self, found: dict[str, Any], accepted: tuple[str, ...], where: str) -> None:
        """Refuse what is not supported, or not known; a value that changes nothing is passed over."""
        for key, value in found.items():
            usual = value in ([], {}, 0, None) or (key == "speed_factor" and value == 1)
            if key in UNSUPPORTED and not usual:
                raise self.wrong(key, f"{UNSUPPORTED[key]}: not supported here")
        only(self.lines, {key: value for key, value in found.items() if key not in UNSUPPORTED}, accepted, where)

    def objects(self, found: dict[str, Any], key: str) -> list[dict[str, Any]]:
        """A list of objects."""
        value = found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "is not accepted, use a list of objects")
        if key == "vehicles" and not value:
            raise self.wrong(key, "empty, at least one is needed")
        return value

    def number(self, found: dict[str, Any], key: str, usual: int, most: int = MOST) -> int:
        """A whole number, `usual` where it is not there."""
        value = found.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self.wrong(key, f"{value!r} is not accepted, use a whole number from 0 to {most}")
        return value

    def index(self, found: dict[str, Any], key: str, size: int) -> int:
        """A row of the matrix."""
        if key not in found:
            raise self.wrong(key, "missing: places need their row in the matrix, coordinates alone a road server")
        value = self.number(found, key, 0)
        if value >= size:
            raise self.wrong(key, f"{value} is not accepted, the matrix has rows 0 to {size - 1}")
        return value

    def numbers(self, found: dict[str, Any], key: str, most: int = MOST) -> list[int]:
        """A list of whole numbers; empty where it is not there."""
        value = found.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, f"{value!r} is not accepted, use a list of whole numbers")
        return [self.number({key: one}, key, 0, most) for one in value]

    def load(self, found: dict[str, Any], keys: tuple[str, ...], width: int) -> list[int]:
        """A load, or a capacity, in each of `width` dimensions; nothing where none of the keys is there."""
        value = next((numbers for key in keys if (numbers := self.numbers(found, key))), [0] * width)
        if len(value) != width:
            raise self.wrong(keys[0], f"{value} is not accepted, other loads have {width} dimension{'s' * (width > 1)}")
        return value

    def windows(self, found: dict[str, Any], key: str) -> list[tuple[int, int]]:
        """Windows in order, none of which meets the next one; always open where none is there."""
        value = found.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, f"{value!r} is not accepted, use a list of [from, to]")
        spans = [self.window(edges, key) for edges in value]
        for (_, end), (start, _) in pairwise(spans):
            if start <= end:
                raise self.wrong(key, f"{value!r} is not accepted, use windows in order that do not meet")
        return spans or [(0, FAR)]

    def window(self, edges: Any, key: str) -> tuple[int, int]:
        """One window."""
        if not isinstance(edges, list) or len(edges) != 2:
            raise self.wrong(key, f"{edges!r} is not accepted, use [from, to]")
        start, end = (self.number({key: edge}, key, 0) for edge in edges)
        if start > end:
            raise self.wrong(key, f"{edges!r} is not accepted, use from <= to")
        return start, end

    def skills(self, found: dict[str, Any]) -> int:
        """Skills as a bit mask, in which bit k is skill k."""
        return sum(1 << skill for skill in set(self.numbers(found, "skills", MOST_SKILL)))

    def breaks(self, vehicle: dict[str, Any]) -> tuple[Break, ...]:
        """The breaks of a vehicle in the order in which they may begin; one of no length is none."""
        found = []
        for one in self.objects(vehicle, "breaks"):
            self.supported(one, ("id", "description", "time_windows", "service"), "breaks: ")
            spans = self.windows(one, "time_windows")
            if len(spans) > 1:
                raise self.wrong("breaks", "a break in several windows: not supported here, [[from, to]] is accepted")
            if length := self.number(one, "service", 0):
                found.append(Break(spans[0], length))
        return tuple(sorted(found, key=lambda rest: rest.window))
