"""The log, the model's only output, in two shapes.

*Milestones* are tables of stamps that can happen only once (`tables.py`). *Events* are what can repeat (attempts,
shorts, holds, refunds, stock moves), packed records of 35 bytes in chunks of 65 536 that go to a temporary file above a
declared budget. KPIs, timelines and conservation tests are pure functions of log and facts; no statistic is kept inside
a process.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Iterator
from struct import Struct
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from sim.life import Kind, parcels, returns, tickets, trips
from sim.life.orders import ORDER
from sim.life.walk_ins import WALK_IN
from sim.tables import Table, WideTable

__all__ = ["CHUNK_ROWS", "EVENT_TYPE", "Kind", "Log"]

CHUNK_ROWS = 65_536

EVENT_TYPE = np.dtype(
    [
        ("time", "<i8"), ("kind", "u1"), ("order", "<i4"), ("line", "<u2"), ("ref", "<u2"), ("ordinal", "u1"),
        ("item", "<i4"), ("node", "<u2"), ("resource", "<u2"), ("reason", "u1"), ("value", "<i8"),
    ]
)  # fmt: skip
_ROW = Struct("<qBiHHBiHHBq")
assert _ROW.size == EVENT_TYPE.itemsize


class Log:
    """Milestones and events of one replication.

    Parameters
    ----------
    orders : number of orders on the tape; orders and first fulfilments have their row from the start
        (fulfilment `i` is the first of order `i`; further ones are appended).
    further_parcels : room for fulfilments beyond the first of each order; costs nothing until used.
    walk_ins : number of walk-ins on the tape, a row each; None where no store sells to any, and there is no such table.
    budget_bytes : events kept in memory; older chunks go to an anonymous temporary file.
    """

    def __init__(
        self, orders: int, budget_bytes: int = 256 * 2**20, further_parcels: int = 1024, walk_ins: int | None = None
    ) -> None:
        rows = orders
        self.orders = WideTable(ORDER, rows, rows)
        self.fulfilments = WideTable(parcels.PARCEL, rows, rows + further_parcels)
        self.returns = Table(returns.RETURN)
        self.tickets = Table(tickets.TICKET)
        self.trips = Table(trips.TRIP)
        self.walk_ins = WideTable(WALK_IN, walk_ins or 0, walk_ins or 0)
        self._has_walk_ins = walk_ins is not None
        self._chunk = CHUNK_ROWS * _ROW.size
        # Room for the chunks kept in memory, one after another; untouched memory costs nothing.
        self._room = np.empty(max(1, budget_bytes // self._chunk) * self._chunk, dtype=np.uint8)
        self._full = 0
        self._file: IO[bytes] | None = None
        self.add, self.add_all, self._bytes_of_last = self._writer()

    @property
    def tables(self) -> tuple[Table | WideTable, ...]:
        """Every table of milestones."""
        tables = (self.orders, self.fulfilments, self.returns, self.tickets, self.trips)
        return (*tables, self.walk_ins) if self._has_walk_ins else tables

    def _writer(self) -> tuple[Callable[..., None], Callable[..., None], Callable[[], int]]:
        """The functions that write rows, and one that says how many bytes the chunk being written has.

        ``add(time, kind, order, line, ref, ordinal, item, node, resource, reason, value)`` writes a row;
        ``add_all(rows, **fields)`` many, each field a scalar or an array (rows,). Closures over the place
        of the next row: half the cost of methods.
        """
        pack_into, width, chunk, room, begin_chunk = _ROW.pack_into, _ROW.size, self._chunk, self._room, self._begin
        place, end = 0, chunk
        view = memoryview(room)

        def add(
            time: int,
            kind: int,
            order: int = -1,
            line: int = 0,
            ref: int = 0,
            ordinal: int = 0,
            item: int = -1,
            node: int = 0,
            resource: int = 0,
            reason: int = 0,
            value: int = 0,
        ) -> None:
            nonlocal place, end
            pack_into(view, place, time, kind, order, line, ref, ordinal, item, node, resource, reason, value)
            place += width
            if place == end:
                place = begin_chunk()
                end = place + chunk

        def add_all(rows: int, **fields: Any) -> None:
            nonlocal place, end
            done = 0
            while done < rows:
                some = slice(done, min(rows, done + (end - place) // width))
                size = (some.stop - done) * width
                room[place : place + size] = 0
                block = room[place : place + size].view(EVENT_TYPE)
                block["item"] = -1
                for name, values in fields.items():
                    block[name] = values[some] if isinstance(values, np.ndarray) else values
                done = some.stop
                place += size
                if place == end:
                    place = begin_chunk()
                    end = place + chunk

        return add, add_all, lambda: chunk - (end - place)

    def _begin(self) -> int:
        """A chunk is full: the place of the next, from which an older one goes to the file."""
        self._full += 1
        place = self._full * self._chunk % self._room.size
        if self._full * self._chunk >= self._room.size:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the log
                weakref.finalize(self, self._file.close)
            self._file.write(self._room[place : place + self._chunk].tobytes())
        return place

    @property
    def events(self) -> int:
        """Number of event rows."""
        return (self._full * self._chunk + self._bytes_of_last()) // _ROW.size

    def chunks(self) -> Iterator[NDArray[np.void]]:
        """Event rows as structured arrays of `EVENT_TYPE`, in the order written."""
        spilled = max(0, self._full + 1 - self._room.size // self._chunk)
        if self._file is not None:
            self._file.seek(0)
            for _ in range(spilled):
                yield np.frombuffer(self._file.read(self._chunk), dtype=EVENT_TYPE)
            self._file.seek(0, 2)
        for number in range(spilled, self._full + 1):
            place = number * self._chunk % self._room.size
            size = self._chunk if number < self._full else self._bytes_of_last()
            if size:
                yield self._room[place : place + size].view(EVENT_TYPE)

    def rows(self) -> NDArray[np.void]:
        """All event rows in canonical order: by time, then order, then as written (stable)."""
        chunks = list(self.chunks())
        everything = np.concatenate(chunks) if chunks else np.empty(0, dtype=EVENT_TYPE)
        return everything[np.lexsort((everything["order"], everything["time"]))]

    def columns(self) -> dict[str, dict[str, NDArray[np.generic]]]:
        """Every table and the events as plain arrays, for export: table -> column -> array."""
        tables = {table.name: dict(table.arrays()) for table in self.tables}
        rows = self.rows()
        return {**tables, "events": {name: rows[name] for name in EVENT_TYPE.names or ()}}
