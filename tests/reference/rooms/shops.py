"""Shops: who walks in takes what is on the shelf; the order system hears of it later."""

from __future__ import annotations

from collections import Counter

from reference.context import Context
from reference.moments import DECISION, WALK_IN, Moment, Run
from reference.rooms.inventory import Inventory, Place

from sim.units import DAY, HOUR, MINUTE, microseconds


class Shops:
    """The walk-ins of all stores. What was sold waits in `unheard` until the order system hears of it."""

    def __init__(self, context: Context, inventory: Inventory) -> None:
        self.context, self.inventory = context, inventory
        self.unheard: list[tuple[int, Place, int]] = []
        self.gone_to_orders: Counter[Place] = Counter()
        inventory.shops = self

    def start(self) -> None:
        walk_ins = self.context.tape.walk_ins
        if walk_ins is None:
            return
        self.context.begin_matter()
        self.context.env.process(self._close())
        for number in range(walk_ins.size):
            self.context.env.process(self._customer(number))

    def _customer(self, number: int) -> Run:
        walk_ins, inventory = self.context.tape.walk_ins, self.inventory
        assert walk_ins is not None
        place = int(walk_ins.node[number]), int(walk_ins.item[number])
        wanted = int(walk_ins.units[number])
        yield Moment(self.context.env, int(walk_ins.time[number]), WALK_IN, number)
        found = min(wanted, inventory.shelf[place])
        inventory.shelf[place] -= found
        inventory.book[place] -= found
        self.unheard.append((self.context.now, place, found))
        missed = min(wanted - found, self.gone_to_orders[place])
        self.gone_to_orders[place] -= missed
        self.context.journal.tables["walk_ins"][number] = {"sold": found, "missed_for_orders": missed}

    def _close(self) -> Run:
        yield Moment(self.context.env, self.context.config.days * DAY, DECISION)
        self.context.end_matter()

    def heard_before(self) -> int:
        """Up to when the order system knows."""
        now = self.context.now
        period = {"hourly": HOUR, "daily": DAY}.get(self.context.config.inventory.visibility)
        if period is None:
            return now - microseconds(self.context.config.fulfilment.short_message_minutes, MINUTE)
        return now // period * period

    def listen_to(self, node: int, until: int) -> None:
        """Who looked for a unit in vain tells what was sold at one store before."""
        for sale in [sale for sale in self.unheard if sale[0] < until and sale[1][0] == node]:
            self.unheard.remove(sale)
            self.inventory.record[sale[1]] -= sale[2]

    def listen(self) -> None:
        """The records are about to be looked at: they hear what they may."""
        while self.unheard and self.unheard[0][0] < self.heard_before():
            _, place, units = self.unheard.pop(0)
            self.inventory.record[place] -= units
