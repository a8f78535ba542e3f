"""What the reference writes down: rows as dicts, nothing clever."""

from __future__ import annotations

from typing import Any

from sim.life.happening import Happening
from sim.life.orders import ORDER
from sim.life.parcels import PARCEL
from sim.life.returns import RETURN
from sim.life.tickets import TICKET
from sim.life.trips import TRIP
from sim.log import EVENT_TYPE
from sim.units import UNOBSERVED

_FURTHER = {
    "fulfilments": PARCEL.columns, "returns": RETURN.columns, "tickets": TICKET.columns, "trips": TRIP.columns,
}  # fmt: skip


class Journal:
    """Tables of orders, fulfilments, returns, tickets, trips and walk-ins, and the events."""

    def __init__(self, orders: int, walk_ins: int) -> None:
        self.tables: dict[str, list[dict[str, int]]] = {
            "orders": [self._blank(ORDER.columns) for _ in range(orders)],
            "fulfilments": [self._blank(PARCEL.columns) for _ in range(orders)],
            "returns": [],
            "tickets": [],
            "trips": [],
            "walk_ins": [{} for _ in range(walk_ins)],
        }
        self.events: list[tuple[int, ...]] = []

    @staticmethod
    def _blank(columns: tuple[str, ...]) -> dict[str, int]:
        return dict.fromkeys(columns, UNOBSERVED)

    def add(self, table: str, **values: int) -> int:
        """A new row; its number."""
        self.tables[table].append(self._blank(_FURTHER[table]) | values)
        return len(self.tables[table]) - 1

    def note(self, time: int, happening: Happening, order: int = -1, **fields: int) -> None:
        """Something that can happen again; its fields by name."""
        row: dict[str, Any] = {"time": time, "kind": happening.code, "order": order, "item": -1}
        row |= {happening.column(name): value for name, value in fields.items()}
        self.events.append(tuple(int(row.get(name, 0)) for name in EVENT_TYPE.names or ()))
