"""Milestones of the log: what can happen to an entity only once.

One row an entity and one int64 column a stamp, in microseconds since the start; ``UNOBSERVED`` where it has not
happened.
"""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from sim.life.happening import Subject
from sim.units import UNOBSERVED


class Table:
    """Milestones of one kind of entity: growable int64 columns of equal length.

    A column is an ``array('q')``: a room keeps the column itself and writes ``column[row] = now``.
    """

    __slots__ = ("_put", "columns", "name")

    def __init__(self, subject: Subject) -> None:
        self.name = subject.table
        self.columns: dict[str, array[int]] = {column: array("q") for column in subject.columns}
        self._put = [column.append for column in self.columns.values()]

    def __getitem__(self, column: str) -> array[int]:
        return self.columns[column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def append(self, *values: int, **named: int) -> int:
        """A new row: values of its first columns, others by name, the rest unobserved; its number."""
        put = self._put
        for place, value in enumerate(values):
            put[place](value)
        for name in list(self.columns)[len(values) :] if named else ():
            self.columns[name].append(named.get(name, UNOBSERVED))
        for place in range(len(values), 0 if named else len(put)):
            put[place](UNOBSERVED)
        return len(self) - 1

    def extend(self, **values: NDArray[np.int64]) -> None:
        """New rows, every column given, int64 (rows,) each."""
        for name, column in self.columns.items():
            column.frombytes(values[name].tobytes())

    def arrays(self) -> dict[str, NDArray[np.int64]]:
        """The columns as int64 arrays (views while the table is alive and no longer grows)."""
        return {name: np.frombuffer(column, dtype=np.int64) for name, column in self.columns.items()}


class WideTable:
    """Milestones that kernels write too: int64 columns with room for `most` rows.

    ``table[column]`` is a memoryview, which reads and writes Python ints; ``array(column)`` the array
    itself. A column exists from its first use, and rows beyond those there from the start are
    untouched memory until appended: what a scenario does not use costs nothing.
    """

    __slots__ = ("_arrays", "_names", "_views", "most", "name", "rows")

    def __init__(self, subject: Subject, rows: int, most: int) -> None:
        self.name = subject.table
        self.rows = rows
        self.most = most
        self._names = subject.columns
        self._arrays: dict[str, NDArray[np.int64]] = {}
        self._views: dict[str, memoryview] = {}

    def __getitem__(self, column: str) -> memoryview:
        self.array(column)
        return self._views[column]

    def __len__(self) -> int:
        return self.rows

    def array(self, column: str) -> NDArray[np.int64]:
        """The whole column with its room for more rows, int64 (most,)."""
        if column not in self._arrays:
            if column not in self._names:
                raise KeyError(column)
            values = np.empty(self.most, dtype=np.int64)
            values[: self.rows] = UNOBSERVED
            self._arrays[column] = values
            self._views[column] = memoryview(values)
        return self._arrays[column]

    def append(self, **values: int) -> int:
        """A new row; IndexError when there is no room."""
        row = self.rows
        for name in values:
            self.array(name)
        for name, column in self._arrays.items():
            column[row] = values.get(name, UNOBSERVED)
        self.rows = row + 1
        return row

    def arrays(self) -> dict[str, NDArray[np.int64]]:
        """The columns up to the last row (views)."""
        never = np.broadcast_to(np.int64(UNOBSERVED), self.rows)
        return {n: self._arrays[n][: self.rows] if n in self._arrays else never for n in self._names}
