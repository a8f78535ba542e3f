"""Fulfilment: a parcel is picked, packed and labelled at its node; the shelf may hold less than the record says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Line, Order, Parcel, Parts
from reference.rooms.closing import Closing
from reference.rooms.delivery import Delivery
from reference.rooms.inventory import Inventory, Place
from reference.staff import Desk, node_calendar

from sim.fulfilment import faults
from sim.fulfilment.workloads import pick_time, workloads
from sim.life.goods import STOCK_PICKED
from sim.life.lines import LINE_MISPICKED, LINE_SHORT


class Fulfilment:
    """From released to staged."""

    not_found: Callable[[Order, Line, Place, int, int], Run]
    """Tells the order system how many units were missing, and by how much its record is wrong."""

    def __init__(
        self, context: Context, inventory: Inventory, delivery: Delivery, closing: Closing, promised: NDArray[np.int64]
    ) -> None:
        self.context, self.inventory, self.delivery, self.closing = context, inventory, delivery, closing
        config, tape = context.config, context.tape
        self.work = workloads(tape, config, tape.orders, promised)
        self.mispicked = faults.mispicked(tape, config)
        self.put_right = faults.put_right(tape, config)
        self.stations = {
            (task, node): Desk(context, f"{task}.{name}", settings.staffing(task), node_calendar(context, settings))
            for task in ("picking", "packing", "labelling")
            for node, (name, settings) in enumerate(config.fulfilment.nodes.items())
        }
        self.waiting = self.work.waiting

    def release(self, order: Order, node: int, parts: Parts) -> None:
        """A new parcel of an order; the first has the order's own row in the table, the others come behind."""
        context, i = self.context, order.number
        journal, goods = context.journal, context.tape.goods
        ref = order.parcels
        order.parcels += 1
        order.open += 1
        row = i if ref == 0 else journal.add("fulfilments")
        stamps = journal.tables["fulfilments"][row]
        volume = sum(units * int(goods.volume[line.item]) for line, units in parts.items())
        parcel = Parcel(row, order, node, ref, parts, stamps, volume)
        stamps.update(order=i, node=node, carrier=self.delivery.who(order, node))
        context.env.process(self.fulfil(parcel))

    def fulfil(self, parcel: Parcel) -> Run:
        i = parcel.order.number
        if self.waiting is not None and parcel.ref == 0 and self.waiting[i]:
            yield Moment(self.context.env, self.context.now + int(self.waiting[i]), ARRIVAL, i)
        self._join(parcel)
        yield from self.visit(
            parcel, "picking", "picking_started", "picked", self._longer(parcel, self._picking_time(parcel))
        )
        self.pick(parcel)
        if not parcel.parts:
            self.closing.end_parcel(parcel)
            return
        packing, labelling = (self._longer(parcel, int(work[i])) for work in (self.work.packing, self.work.labelling))
        yield from self.visit(parcel, "packing", "packing_started", "packed", packing)
        yield from self.visit(parcel, "labelling", "labelling_started", "staged", labelling)
        yield from self.delivery.deliver(parcel)

    def _join(self, parcel: Parcel) -> None:
        weights = self.context.tape.goods.weight
        weight = sum(units * int(weights[line.item]) for line, units in parcel.parts.items())
        parcel.stamps.update(units=parcel.units, weight=weight, released=self.context.now)

    def visit(self, parcel: Parcel, task: str, started: str, finished: str, service: int) -> Run:
        # At each station completions come first, then changes of staff, then who arrives.
        yield Moment(self.context.env, self.context.now, ARRIVAL)
        station = self.stations[task, parcel.node]
        yield from station.visit(parcel.stamps, started, finished, parcel.row, service, priority=parcel.order.priority)

    def _picking_time(self, parcel: Parcel) -> int:
        i = parcel.order.number
        if parcel.ref == 0 and parcel.units == sum(line.ordered for line in parcel.order.lines):
            return int(self.work.picking[i])
        mean = float(pick_time(self.context.config, len(parcel.parts), parcel.units))
        return round(mean * self.work.factor[i] + self.work.preparation[i])

    def _longer(self, parcel: Parcel, time: int) -> int:
        """Whoever works on a parcel in a store serves walk-ins meanwhile."""
        config = self.context.config.fulfilment
        if list(config.nodes.values())[parcel.node].kind == "centre":
            return time
        return round(1.0 / (1.0 - config.stores.shop_work) * time)

    def pick(self, parcel: Parcel) -> None:
        """Take what is there; of what is not, the node puts its book right and tells the order system."""
        context, inventory, order, node = self.context, self.inventory, parcel.order, parcel.node
        wanted, parcel.parts = parcel.parts, {}
        for line, units in wanted.items():
            place = (node, line.item)
            found = min(units, inventory.shelf[place])
            missing = units - found
            if missing:
                context.note_line(LINE_SHORT, order, line, node, parcel=parcel.ref, units=missing)
                line.unallocated += missing
                order.waiting += 1
                order.open += 1
                context.env.process(self.not_found(order, line, place, missing, inventory.count(place)))
            if found:
                parcel.parts[line] = found
                inventory.take(place, found)
                context.note_line(STOCK_PICKED, order, line, node, parcel=parcel.ref, units=found)
        for line, units in parcel.parts.items():
            if self.mispicked[line.row]:
                noticed = int(self.put_right[order.number])
                context.note_line(LINE_MISPICKED, order, line, node, parcel=parcel.ref, noticed=noticed, units=units)
