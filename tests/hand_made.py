"""Small worlds written by hand: a few orders, two items, one node, and exactly the log a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.goods import STOCK_PICKED
from sim.life.happening import COLUMNS, Happening
from sim.log import Log
from sim.outcome import Facts, Outcome, StationFacts
from sim.placement.addresses import Addresses
from sim.placement.baskets import Baskets
from sim.placement.catalogue import Catalogue
from sim.tape import LINE_UNIFORMS, ORDER_UNIFORMS, Tape
from sim.units import DAY

PRICE, COST = 1000, 400


class World:
    """A log and its facts. Items 0 and 1 cost 4.00 and sell for 10.00; 10 units of each on the shelf."""

    def __init__(
        self,
        baskets: Sequence[Sequence[int]] = ((1,),),
        placed: Sequence[int] | None = None,
        days: int = 2,
        stations: tuple[StationFacts, ...] = (),
        config: dict[str, Any] | None = None,
        opening: int = 10,
        record: int | None = None,
        nodes: tuple[str, ...] = ("north",),
    ) -> None:
        """`baskets`: units of each line; line k of an order is item k % 2."""
        orders = len(baskets)
        self.config = SimConfig.model_validate({"days": days, **(config or {})})
        self.placed = np.array(placed if placed is not None else [0] * orders, dtype=np.int64)
        quantities = np.array([units for basket in baskets for units in basket], dtype=np.int16)
        sizes = [len(basket) for basket in baskets]
        lines = int(quantities.size)
        self.tape = Tape(
            seed=1,
            replication=0,
            channels=tuple(self.config.placement.channels),
            zones=("0",),
            goods=Catalogue(
                price=np.full(2, PRICE, dtype=np.int64),
                unit_cost=np.full(2, COST, dtype=np.int64),
                weight=np.full(2, 500, dtype=np.int64),
                volume=np.full(2, 500, dtype=np.int64),
                popularity=np.full(2, 0.5),
            ),
            placed=self.placed,
            channel=np.zeros(orders, dtype=np.uint8),
            preference=np.zeros(orders, dtype=np.uint8),
            address=Addresses(
                customer=np.arange(orders, dtype=np.int32),
                x=np.full(orders, 1000, dtype=np.int32),
                y=np.full(orders, 2000, dtype=np.int32),
                zone=np.zeros(orders, dtype=np.uint8),
            ),
            baskets=Baskets(
                line_start=np.concatenate(([0], np.cumsum(sizes))).astype(np.int32),
                item=np.array([k % 2 for size in sizes for k in range(size)], dtype=np.int32),
                quantity=quantities,
            ),
            price=np.full(lines, PRICE, dtype=np.int64),
            uniforms={name: np.full(orders, 0.999, dtype=np.float32) for name in ORDER_UNIFORMS},
            factors={},
            line_uniforms={name: np.full(lines, 0.999, dtype=np.float32) for name in LINE_UNIFORMS},
        )
        self.log = Log(orders)
        self.log.orders.array("placed")[:] = self.placed
        self.nodes = nodes
        self.stations = stations
        self.opening = np.full((1, 2), opening, dtype=np.int64)
        self.record = np.full((1, 2), opening if record is None else record, dtype=np.int64)
        self.end = days * DAY
        self.promise = np.full(orders, DAY, dtype=np.int64)

    def order(self, row: int, **stamps: int) -> World:
        """Write stamps of an order."""
        for name, time in stamps.items():
            self.log.orders[name][row] = time
        return self

    def parcel(self, order: int, row: int | None = None, **stamps: int) -> int:
        """Write a parcel of an order: in its own row, or appended where the row is None."""
        values = {"order": order, "node": 0, "carrier": 0, "units": 1, "weight": 500, **stamps}
        if row is None:
            return self.log.fulfilments.append(**values)
        for name, value in values.items():
            self.log.fulfilments[name][row] = value
        return row

    def deliver(
        self, order: int, at: int, *, placed: int = 0, units: int = 1, pick: bool = True, **stamps: int
    ) -> World:
        """An order that went all the way in one parcel, every stamp an equal step after the one before.

        Its units leave the shelf as item 0, unless the test writes the picks itself.
        """
        step = (at - placed) // 8
        times = [placed + k * step for k in range(1, 8)]
        self.order(order, captured=times[0], confirmed=times[1], delivered=at, closed=at)
        names = ("released", "picked", "packed", "staged", "handed_over")
        walk = dict(zip(names, times[2:], strict=True))
        self.parcel(order, order, **{**walk, "units": units, "delivered": at, "ended": at, **stamps})
        if pick:
            self.event(times[3], STOCK_PICKED, order, item=0, value=units)
        return self

    def event(self, time: int, happening: Happening, order: int = -1, **fields: int) -> World:
        """Write a row of a happening: its fields by name, or by column of the log."""
        self.log.add(time, happening.code, order, **{COLUMNS.get(name, name): value for name, value in fields.items()})
        return self

    def trip(self, **stamps: int) -> int:
        """Write a trip of a van; its number."""
        return self.log.trips.append(**{"node": 0, "van": 0, "van_type": 0, "driver": 0, "stops": 1, **stamps})

    def outcome(self) -> Outcome:
        """What KPIs read."""
        facts = Facts(
            config=self.config,
            tape=self.tape,
            nodes=self.nodes,
            vans=tuple(self.config.delivery.fleet.vans),
            stations=self.stations,
            promise_open=np.zeros(len(self.placed), dtype=np.int64),
            promise_close=self.promise,
            opening_stock=self.opening,
            opening_record=self.record,
            order_value=np.zeros(len(self.placed), dtype=np.int64),
            horizon=self.config.days * DAY,
            end=self.end,
        )
        return Outcome(self.log, facts)

    def kpis(self) -> dict[str, float | None]:
        """Every KPI of this world."""
        return evaluate(self.outcome())
