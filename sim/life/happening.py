"""What a happening is: a code in the log, its fields by name, its words.

A row of the log is packed: time, kind and nine numbers. `COLUMNS` is the only place that knows which
number a name stands in; a happening states the names it uses, and asking for another is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

COLUMNS: dict[str, str] = {
    "order": "order",
    "line": "line",
    "parcel": "ref",
    "attempt": "ordinal",
    "item": "item",
    "trip": "item",
    "node": "node",
    "van": "resource",
    "zone": "resource",
    "other_node": "resource",
    "reason": "reason",
    "noticed": "reason",
    "units": "value",
    "change": "value",
    "amount": "value",
    "metres": "value",
    "stars": "value",
}
"""Name of a field -> its place in a row of the log."""


class Unit(Enum):
    """What a happening's value counts."""

    UNITS = "units"
    MONEY = "minor units"
    METRES = "metres"
    STARS = "hundredths of a star"


UNITS = {
    "units": Unit.UNITS,
    "change": Unit.UNITS,
    "amount": Unit.MONEY,
    "metres": Unit.METRES,
    "stars": Unit.STARS,
}
"""Name of a value -> its unit."""

Reasons = Mapping[Any, str]
"""Every member of one IntEnum -> its words."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Something the log has a table of: its name, the table's, its columns, and the stamps told as events.

    `events` is stamp -> event type in process-mining words; stamps that only start what another one
    ends are not among them.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    events: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """Something that can happen more than once.

    Parameters
    ----------
    code
        Its kind in the log.
    name
        Event type in process-mining words; empty for bookkeeping that only KPIs read.
    about
        Subjects an exported event relates to, of those among its fields.
    fields
        Names of the fields a row of it has, beside its time; see `COLUMNS`.
    words
        What a timeline says: may hold ``{line}``, ``{units}``, ``{amount}``, ``{stars}`` and
        ``{reason}``; empty where `silent` says why it is.
    rank
        Place on an order's way, which settles what is told first at one moment.
    reasons
        Its reasons and their words, None where it has none.
    """

    code: int
    name: str
    about: tuple[str, ...]
    fields: tuple[str, ...]
    words: str = ""
    silent: str = ""
    rank: int = 0
    reasons: Reasons | None = None

    def column(self, name: str) -> str:
        """Where a field stands in a row; KeyError if this happening has no such field."""
        if name == "time":
            return name
        if name not in self.fields:
            raise KeyError(f"{self.name or self.code}: has no {name}; it has {', '.join(self.fields)}")
        return COLUMNS[name]

    @property
    def value(self) -> str:
        """Name of the field its value is; empty where it has none."""
        return next((name for name in self.fields if name in UNITS), "")

    @property
    def unit(self) -> Unit | None:
        """Unit of its value, None where it has none."""
        return UNITS.get(self.value)

    @property
    def reason_type(self) -> type[IntEnum] | None:
        """The enumeration of its reasons."""
        return None if self.reasons is None else type(next(iter(self.reasons)))


class Rows:
    """Rows of one happening, asked for by the names of its fields."""

    __slots__ = ("array", "happening")

    def __init__(self, happening: Happening, array: NDArray[np.void]) -> None:
        self.happening = happening
        self.array = array

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One field of every row, (rows,)."""
        return self.array[self.happening.column(name)]

    @property
    def values(self) -> NDArray[np.int64]:
        """The value of every row, whatever it counts here."""
        return self.array[self.happening.column(self.happening.value)]

    @property
    def size(self) -> int:
        """Number of rows."""
        return self.array.size

    def compress(self, chosen: NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(self.happening, self.array.compress(chosen))


class Writer(Protocol):
    """What the log gives to those who write: one row, or many of one kind."""

    @property
    def add(self) -> Callable[..., None]:
        """``add(time, kind, order, line, ref, ordinal, item, node, resource, reason, value)``."""

    @property
    def add_all(self) -> Callable[..., None]:
        """``add_all(rows, **columns)``, each a scalar or an array (rows,)."""


Column = NDArray[Any]
"""A value for each of several rows."""
