"""Transfers: every so many days, who has more than it needs of an item sends some to who has too little."""

from __future__ import annotations

from math import ceil, inf

from reference.context import Context
from reference.moments import REPLENISHMENT, Moment, Run
from reference.rooms.inventory import Inventory, Place

from sim.life.goods import RECORD_CORRECTED, TRANSFER_RECEIVED, TRANSFER_SENT
from sim.units import DAY, microseconds, time_of_day


class Transfers:
    """A look at all nodes, decided on the records as they are then; trucks leave at once."""

    def __init__(self, context: Context, inventory: Inventory) -> None:
        self.context, self.inventory = context, inventory
        self.config = context.config.inventory.transfers
        self.nodes, self.items = inventory.demand.shape

    def start(self) -> None:
        if self.config.every_days is not None:
            self.context.env.process(self._look())

    def _look(self) -> Run:
        time = time_of_day(self.config.time)
        while True:
            yield Moment(self.context.env, time, REPLENISHMENT, self.items)
            for place, receiver, units in [one for item in range(self.items) for one in self._wishes(item)]:
                self._send(place, receiver, units)
            if time >= self.context.config.days * DAY:
                return
            time += self.config.every_days * DAY

    def _wishes(self, item: int) -> list[tuple[Place, int, int]]:
        """Place that sends, node that receives, units: the neediest first, each from who has most to spare."""
        inventory, config = self.inventory, self.config
        spare, needy = {}, []
        soon = self.context.now + microseconds(config.below_days, DAY)
        for node in range(self.nodes):
            place, demand = (node, item), float(inventory.demand[node, item])
            promisable = inventory.promisable(place)
            free = promisable + int(inventory.own(node, "safety_buffer"))
            due = [units for time, units in inventory.on_order[place] if time < soon]
            there = free + sum(due) - inventory.backordered[place]
            spare[node] = min(free - ceil(config.keep_days * demand), promisable)
            if inventory.kept[node][item] and there < config.below_days * demand:
                cover = there / demand if demand else -inf
                needy.append((cover, node, ceil(config.up_to_days * demand) - there))
        found = []
        for _, node, wanted in sorted(needy):
            while wanted > 0:
                sender = max(spare, key=lambda one: (spare[one], -one))
                units = min(wanted, spare[sender])
                if units < config.minimum_units:
                    break
                spare[sender] -= units
                wanted -= units
                found.append(((sender, item), node, units))
        return found

    def _send(self, place: Place, receiver: int, units: int) -> None:
        """Who packs the truck takes what is there; what was not there, the books and the record learn."""
        context, inventory, (sender, item) = self.context, self.inventory, place
        taken = min(units, inventory.shelf[place])
        for stock in (inventory.shelf, inventory.book, inventory.record):
            stock[place] -= taken
        if taken < units:
            change = inventory.count(place)
            inventory.record[place] += change
            if change:
                context.note(RECORD_CORRECTED, item=item, node=sender, change=change)
            if change > 0:
                inventory.arrived(place)
        if not taken:
            return
        context.note(TRANSFER_SENT, item=item, node=sender, other_node=receiver, units=taken)
        inventory.position_fell(sender, [item])
        time = context.now + microseconds(self.config.days, DAY)
        inventory.on_order[receiver, item].append((time, taken))
        context.env.process(self._truck(place, receiver, taken, time))

    def _truck(self, place: Place, receiver: int, units: int, time: int) -> Run:
        sender, item = place
        yield Moment(self.context.env, time, REPLENISHMENT, item)
        self.inventory.on_order[receiver, item].remove((time, units))
        self.inventory.put_on_shelf((receiver, item), units)
        self.context.note(TRANSFER_RECEIVED, item=item, node=receiver, other_node=sender, units=units)
        self.inventory.arrived((receiver, item))
