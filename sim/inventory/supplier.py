"""The supplier: of every order how much comes, and when. Units, and microseconds since the start."""

from __future__ import annotations

from typing import NamedTuple

from sim.inventory.config import InventoryConfig
from sim.streams import key, uniform
from sim.tape import Tape
from sim.units import DAY, microseconds


class Supply(NamedTuple):
    """An order of one item for one node: `units` ordered, of which `come` arrive, all at `arrival`."""

    node: int
    item: int
    units: int
    come: int
    arrival: int


class Supplier:
    """Answers orders by draws of their own, so that the same order meets the same luck under every policy."""

    def __init__(self, config: InventoryConfig, tape: Tape) -> None:
        self._config = config
        self._lead_time = key(tape.seed, tape.replication, "lead time")
        self._short = key(tape.seed, tape.replication, "short supply")

    def answer(self, now: int, node: int, item: int, wanted: int) -> Supply:
        """What becomes of an order placed now; at least the smallest order is ordered."""
        config, supplier = self._config, self._config.supplier
        units = max(wanted, supplier.minimum_units)
        # One order a place and day in a periodic review; in a continuous one there can be many, at different times.
        number = now // DAY if config.review == "periodic" else now
        days = config.lead_time_law.days(uniform(self._lead_time, node, item, number), config.lead_time_days)
        come = units
        if supplier.short > 0 and uniform(self._short, node, item, number) < supplier.short:
            come = round(units * supplier.short_share)
        return Supply(node, item, units, come, now + microseconds(days, DAY))
