"""What every room of promises says when the stock of an item has fallen."""

from __future__ import annotations

from typing import Protocol


class Buyer(Protocol):
    """Who wants to know, under continuous review, that the stock of an item has fallen."""

    def position_fell(self, now: int, node: int, item: int) -> None:
        """Units were kept, promised, backordered or found missing."""
