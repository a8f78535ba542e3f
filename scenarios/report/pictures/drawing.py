"""A picture as data: panels with a scale for each direction, and what stands in them, in data coordinates.

`svg` makes a file of it. Sizes are pixels of a page 900 wide; text sizes too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

WIDTH = 900
TEXT = 12.5
INK = "#222222"
GRID = "#dddddd"

Anchor = Literal["start", "middle", "end"]
Shape = Literal["round", "triangle", "cross", "square"]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bar:
    """A bar from `left` to `right`, its middle at `row`."""

    left: float
    right: float
    row: float
    colour: str
    thickness: float = 0.7
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Stairs:
    """Counts between edges; filled, or their outline."""

    counts: Values
    edges: Values
    colour: str
    opacity: float = 1.0
    filled: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line through points; `dashes` are the lengths of strokes and gaps, pixels."""

    x: Values
    y: Values
    colour: str
    thickness: float = 1.4
    dashes: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points of one shape."""

    x: Values
    y: Values
    colour: str
    shape: Shape = "round"
    size: float = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A text at a point, moved by so many pixels."""

    x: float
    y: float
    text: str
    colour: str = INK
    anchor: Anchor = "start"
    right: float = 0.0
    up: float = 0.0
    size: float = TEXT
    bold: bool = False
    halo: bool = False


Mark = Bar | Stairs | Line | Points | Words
Tick = tuple[float, str]


@dataclass(slots=True, eq=False)
class Panel:
    """One pair of axes.

    Parameters
    ----------
    x, y
        What the scales reach from and to; upside down where the first is larger.
    marks
        What is drawn, one over the other.
    x_ticks, y_ticks
        Where values are named, and how. Scales are told by round numbers unless they are given.
    title
        Words above, with their colour.
    legend
        Shapes with their colours and words, above.
    grid
        The directions whose ticks have a line across.
    equal
        Whether a unit is as long in both directions.
    bare
        Without axes.
    room
        Pixels left free on the right, for words at the end of lines.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    marks: list[Mark] = field(default_factory=list)
    x_ticks: Sequence[Tick] | None = None
    y_ticks: Sequence[Tick] | None = None
    x_label: str = ""
    y_label: str = ""
    title: tuple[str, str] = ("", INK)
    legend: list[tuple[Shape, str, str]] = field(default_factory=list)
    grid: Literal["x", "y", "xy"] = "y"
    equal: bool = False
    bare: bool = False
    room: float = 10.0

    def add(self, marks: Iterable[Mark]) -> None:
        """Draw these over what is there."""
        self.marks.extend(marks)

    def of(self, kind: type[Mark]) -> list[Mark]:
        """What is there of a kind, in the order drawn."""
        return [mark for mark in self.marks if isinstance(mark, kind)]


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Rows of panels; `heights` are the parts of the height that rows get, the same unless given."""

    rows: Sequence[Sequence[Panel]]
    height: float
    width: float = WIDTH
    heights: Sequence[float] = ()

    @property
    def panels(self) -> list[Panel]:
        """All panels, row by row."""
        return [panel for row in self.rows for panel in row]


def values(given: ArrayLike) -> Values:
    """Numbers as a mark takes them."""
    return np.asarray(given, dtype=np.float64)


def round_ticks(low: float, high: float, most: int = 8, *, whole: bool = False) -> list[Tick]:
    """At most so many ticks at round numbers (1, 2, 2.5 or 5 times a power of ten), both ends of the scale included.

    whole
        Whether only whole numbers mean anything.
    """
    low, high = min(low, high), max(low, high)
    span = high - low or 1.0
    steps = most - 1
    power = 10.0 ** floor(log10(span / steps))
    step = next(one * power for one in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0) if span / (one * power) <= steps + 1e-9)
    if whole:
        step = max(1.0, float(ceil(step)))
    places = max(0, -floor(log10(step) + 1e-9)) + (round(step / 10.0 ** floor(log10(step)), 3) == 2.5)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [(number * step, f"{number * step + 0.0:,.{places}f}") for number in range(first, last + 1)]
