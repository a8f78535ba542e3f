"""Counters: a parcel comes to the store where its customer will collect it, and is fetched there or not."""

from __future__ import annotations

import numpy as np
import simpy
from reference.context import Context
from reference.moments import ARRIVAL, COMPLETION, DECISION, Moment, Run
from reference.orders import Parcel
from reference.rooms.carrier import Carrier
from reference.rooms.doors import Doors

from sim.life.collection import NOT_COLLECTED, PARCEL_COLLECTED, PARCEL_READY, PARCEL_WAITS_FOR_PLACE, SOLD_AT_COUNTER
from sim.life.payments import REFUNDED
from sim.placement.assortment import wanted_in_stores
from sim.placement.collecting import collected_at
from sim.placement.walk_ins import store_hours
from sim.streams import exponential
from sim.units import DAY, HOUR, MINUTE, microseconds, time_of_day

NOBODY_CAME = 2
"""Why units go on the store's shelf."""
NOT_FETCHED = 6
"""What is paid back for."""


class Counters:
    """From staged to the customer's hands, or back to the shelf."""

    def __init__(self, context: Context, doors: Doors, carrier: Carrier) -> None:
        self.context, self.doors, self.carrier = context, doors, carrier
        config = context.config
        self.config = config.fulfilment.stores.collection
        self.store = collected_at(context.tape, config).tolist()
        self.hours = store_hours(config, config.days + config.follow_up_days)
        self.truck = context.env.event()
        places = [node.counter_places or 10**9 for node in config.fulfilment.nodes.values()]
        self.places = [simpy.Resource(context.env, capacity=number) for number in places]

    def start(self) -> None:
        self.context.env.process(self._drive())

    def _drive(self) -> Run:
        day = 0
        while True:
            yield Moment(self.context.env, day * DAY + time_of_day(self.config.truck_time), DECISION)
            if self.carrier.dispatches(day):
                leaving, self.truck = self.truck, self.context.env.event()
                leaving.succeed()
            day += 1

    def reserved(self, parcel: Parcel) -> bool:
        return self.context.draw("reserved", parcel.order.number) < self.config.reserved

    def leave(self, parcel: Parcel) -> None:
        """It is under way to its customer; who has not reserved pays."""
        if not self.reserved(parcel):
            self.doors.capture_payment(parcel, self.context.now)
        parcel.stamps["handed_over"] = self.context.now

    def send(self, parcel: Parcel) -> Run:
        context, number = self.context, parcel.order.number
        hours = self.hours[self.store[number]]
        if parcel.node in self.hours:
            message = microseconds(context.config.fulfilment.short_message_minutes, MINUTE)
            yield Moment(context.env, context.now + message, ARRIVAL, number)
            self.leave(parcel)
            parcel.stamps["eta"] = context.now
        else:
            yield self.truck
            self.leave(parcel)
            unloaded = hours.after(context.now + microseconds(self.config.truck_hours, HOUR), 0)
            if unloaded is None:
                return
            parcel.stamps["eta"] = unloaded
            yield Moment(context.env, unloaded, ARRIVAL, number)
        with self.places[self.store[number]].request() as place:
            if not place.triggered:
                self.context.note(
                    PARCEL_WAITS_FOR_PLACE, number, parcel=parcel.ref, node=self.store[number], units=parcel.units
                )
            yield place
            yield from self.stand(parcel)

    def stand(self, parcel: Parcel) -> Run:
        """On the counter, until somebody comes or it has been there too long."""
        context, order, ready = self.context, parcel.order, self.context.now
        store = self.store[order.number]
        thing = {"parcel": parcel.ref, "node": store, "units": parcel.units}
        order.at_counter += 1
        context.note(PARCEL_READY, order.number, **thing)
        until = self.hours[store].after(ready + microseconds(self.config.hold_days, DAY), 0)
        reserved = self.reserved(parcel)
        share = self.config.never_collected_reserved if reserved else self.config.never_collected
        wait = exponential(
            context.draw("coming to collect", order.number, parcel.ref), self.config.hours_until_collected
        )
        told = ready + microseconds(self.config.notice_minutes, MINUTE)
        comes = self.hours[store].after(told, microseconds(wait, HOUR))
        if context.draw("never collected", order.number) < share:
            comes = None
        if comes is None and until is None:
            yield context.env.event()  # it stands there for ever
        if comes is None or (until is not None and until < comes):
            yield Moment(context.env, until or 0, COMPLETION, parcel.row)
            self.nobody_came(parcel, store, paid=not reserved)
            return
        yield Moment(context.env, comes, COMPLETION, parcel.row)
        order.at_counter -= 1
        if reserved:
            self.doors.capture_payment(parcel, context.now)
        context.note(PARCEL_COLLECTED, order.number, **thing)
        parcel.stamps["delivered"] = ready
        order.stamps["delivered"] = max(order.stamps["delivered"], ready)
        self.doors.aftersales.unpack(parcel)
        self.doors.closing.end_parcel(parcel)
        if context.draw("extra basket", order.number, parcel.ref) < self.config.extra_basket:
            self.sell(parcel, store)

    def nobody_came(self, parcel: Parcel, store: int, *, paid: bool) -> None:
        order, doors = parcel.order, self.doors
        order.at_counter -= 1
        for line, units in parcel.parts.items():
            doors.inventory.put_back(order, line, store, units, NOBODY_CAME)
        self.context.note(NOT_COLLECTED, order.number, parcel=parcel.ref, node=store, units=parcel.units)
        if paid:
            self.context.note(
                REFUNDED, order.number, parcel=parcel.ref, node=store, reason=NOT_FETCHED, amount=parcel.value
            )
            doors.charges.paid_back(order, parcel.units, regretted=True)
        doors.charges.regretted.add(order.number)
        doors.closing.end_parcel(parcel)

    def sell(self, parcel: Parcel, store: int) -> None:
        """Something else catches the eye."""
        number, tape = parcel.order.number, self.context.tape
        popularity = np.cumsum(wanted_in_stores(self.context.config, tape.goods))
        place = self.context.draw("extra item", number, parcel.ref) * popularity[-1]
        item = min(int(np.sum(popularity <= place)), popularity.size - 1)
        if self.doors.inventory.sell((store, item)):
            self.context.note(SOLD_AT_COUNTER, number, item=item, node=store, units=1)
