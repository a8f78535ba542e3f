"""One room at a time: a handful of hand-made orders, and stand-ins that note what a room asks of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hand_made import World

from sim.clock import DECISION, Clock
from sim.context import Context
from sim.log import Log
from sim.model import order_value
from sim.order import OrderBook
from sim.parcels import Parcels
from sim.tape import ORDER_FACTORS, Tape


class Notes:
    """Stands for any room: whatever it is asked is noted as (method, arguments)."""

    def __init__(self, **answers: Any) -> None:
        self.heard: list[tuple[Any, ...]] = []
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        if name in self._answers:
            return self._answers[name]

        def note(*values: Any) -> None:
            self.heard.append((name, *(value.tolist() if isinstance(value, np.ndarray) else value for value in values)))

        return note

    def asked(self, name: str) -> list[tuple[Any, ...]]:
        """What one method was asked."""
        return [values for method, *values in self.heard if method == name]


class House:
    """Clock, log, book and parcels around one room. Line k of an order is item k % 2; nothing goes wrong by itself."""

    def __init__(
        self, baskets: Sequence[Sequence[int]] = ((1,), (1,)), placed: Sequence[int] | None = None,
        uniforms: dict[str, Sequence[float]] | None = None, config: dict[str, Any] | None = None, **columns: Any,
    ) -> None:  # fmt: skip
        world = World(baskets, placed, config=config)
        factors = {
            name: np.full(len(baskets), name in ("entry", "verification"), dtype=np.float32) for name in ORDER_FACTORS
        }
        drawn = {name: np.array(values, dtype=np.float32) for name, values in (uniforms or {}).items()}
        self.tape: Tape = replace(world.tape, factors=factors, uniforms=world.tape.uniforms | drawn, **columns)
        self.config = world.config
        self.clock, self.log = Clock(), Log(len(baskets))
        self.context = Context(self.config, self.tape, self.clock, self.log)
        self.book = OrderBook(self.tape, np.zeros(len(baskets), dtype=np.bool_))
        self.value = order_value(self.tape, self.tape.price)
        self.parcels = Parcels(self.log.fulfilments, self.tape, self.tape.price, self.value)

    def run(self, until: int) -> None:
        """Let everything happen up to a moment, its decisions too."""
        over = self.clock.event()
        self.clock.at(until, DECISION + (1 << 39), lambda now: over.succeed())
        self.clock.run_until(over)

    def whole(self, order: int, **stamps: int) -> int:
        """A parcel that holds its whole order stands in its row; its ledger stays as it is."""
        self.parcels.whole[order] = True
        self.book.parcels[order] = self.book.open_parcels[order] = 1
        for name, value in {"order": order, "node": 0, "carrier": 0, **stamps}.items():
            self.log.fulfilments[name][order] = value
        return order

    def rows(self, happening: Any) -> list[dict[str, int]]:
        """The rows of a happening by time, their fields by name."""
        rows = self.log.rows()
        mine = rows[rows["kind"] == happening.code]
        names = ("time", *happening.fields)
        return [{name: int(row[happening.column(name)]) for name in names} for row in mine]
