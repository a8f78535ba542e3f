"""What the reference writes down: rows as dicts, nothing clever."""

from __future__ import annotations

from typing import Any

from sim.log import EVENT_TYPE, FULFILMENT_STAMPS, ORDER_STAMPS, RETURN_STAMPS, TICKET_STAMPS, TRIP_STAMPS
from sim.units import UNOBSERVED

_FURTHER = {
    "fulfilments": FULFILMENT_STAMPS, "returns": RETURN_STAMPS, "tickets": TICKET_STAMPS, "trips": TRIP_STAMPS,
}  # fmt: skip


class Journal:
    """Tables of orders, fulfilments, returns, tickets and trips, and the events."""

    def __init__(self, orders: int) -> None:
        self.tables: dict[str, list[dict[str, int]]] = {
            "orders": [self._blank(ORDER_STAMPS) for _ in range(orders)],
            "fulfilments": [self._blank(FULFILMENT_STAMPS) for _ in range(orders)],
            "returns": [],
            "tickets": [],
            "trips": [],
        }
        self.events: list[tuple[int, ...]] = []

    @staticmethod
    def _blank(columns: tuple[str, ...]) -> dict[str, int]:
        return dict.fromkeys(columns, UNOBSERVED)

    def add(self, table: str, **values: int) -> int:
        """A new row; its number."""
        self.tables[table].append(self._blank(_FURTHER[table]) | values)
        return len(self.tables[table]) - 1

    def note(self, time: int, kind: int, order: int = -1, **values: int) -> None:
        """Something that can happen again."""
        row: dict[str, Any] = {"time": time, "kind": int(kind), "order": order, "item": -1} | values
        self.events.append(tuple(int(row.get(name, 0)) for name in EVENT_TYPE.names or ()))
