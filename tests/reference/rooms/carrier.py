"""The carrier: parcels are collected once a day, in transit for a while, and at the door while doors are served."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from reference.context import Context
from reference.moments import COMPLETION, DECISION, Moment, Run
from reference.orders import Parcel
from reference.rooms.doors import Doors
from reference.staff import door_hours

from sim.delivery.carrier import transit_times
from sim.life.parcels import CARRIER_CHARGED, NO_TRIP
from sim.settings import WEEKDAYS
from sim.units import DAY, HOUR, microseconds, minor, time_of_day


class Carrier:
    """From collected to the door."""

    def __init__(self, context: Context, doors: Doors) -> None:
        self.context, self.doors = context, doors
        self.config = context.config.delivery.carrier
        self.transit = transit_times(context.tape, context.config)
        self.kinds = [node.kind for node in context.config.fulfilment.nodes.values()]
        self.collections = {kind: context.env.event() for kind in ("centre", "store")}

    def start(self) -> None:
        self.context.env.process(self._collect("centre", self.config.collection_time))
        if "store" in self.kinds:
            self.context.env.process(self._collect("store", self.context.config.fulfilment.stores.last_pick_up))

    def _collect(self, kind: str, time_: str) -> Run:
        day = 0
        while True:
            time = day * DAY + time_of_day(time_)
            day += 1
            yield Moment(self.context.env, time, DECISION)
            if not (self.dispatches(day - 1) and self.delivers(day - 1)):
                continue
            collected, self.collections[kind] = self.collections[kind], self.context.env.event()
            collected.succeed()

    def send(self, parcel: Parcel) -> Run:
        context, order = self.context, parcel.order
        yield self.collections[self.kinds[parcel.node]]
        if self.doors.is_cancelled(parcel, context.now):
            yield from self.doors.cancel(parcel)
            return
        self.hand_over(parcel)
        if self.fate(parcel) < self.config.lost:
            missed = context.now + microseconds(self.config.lost_after_days, DAY)
            yield Moment(context.env, missed, COMPLETION, parcel.row)
            self.charge(parcel, -min(minor(self.config.liability_limit), parcel.value))
            self.doors.lose(parcel)
            return
        # The label says what was known when the parcel left; its failure will put the order's address right.
        wrong = order.address_wrong
        yield context.env.timeout(0)  # all parcels collected together have the same label
        if wrong and context.config.delivery.doors.maximum_attempts > 1:
            order.address_wrong = False
        door = self.next_open(context.now + int(self.transit[order.number]))
        while True:
            yield Moment(context.env, door, COMPLETION, parcel.row)
            delivered = self.doors.attempt(parcel, trip=NO_TRIP, van=0, leg=0, wrong=wrong)
            if parcel.attempts > self.config.attempts_included:
                self.charge(parcel, minor(self.config.rate_per_attempt))
            if delivered:
                return
            if self.doors.out_of_attempts(parcel):
                back = context.now + microseconds(self.config.held_days + self.config.return_days, DAY)
                yield Moment(context.env, back, COMPLETION, parcel.row)
                price = self.config.return_price
                self.charge(parcel, self.price(parcel) if price is None else minor(price))
                self.doors.give_up(parcel)
                return
            door = self.next_open(context.now + DAY)
            if wrong:
                door = max(door, self.next_open(self.doors.address_corrected(order)))
                wrong = False

    def fate(self, parcel: Parcel) -> float:
        """Each parcel has its own; that of an order's first stands on the tape."""
        i = parcel.order.number
        return self.context.draw("lost", i, parcel.ref) if parcel.ref else float(self.context.tape.uniforms["lost"][i])

    def hand_over(self, parcel: Parcel) -> None:
        """The carrier takes the parcel, charges for it, and says when it is expected."""
        context, config, stamps = self.context, self.config, parcel.stamps
        now, i = context.now, parcel.order.number
        zone = int(context.tape.address.zone[i])
        name = context.tape.zones[zone]
        self.doors.capture_payment(parcel, now)
        stamps["handed_over"] = now
        hours = config.transit_hours.get(name, config.transit_hours["default"])
        stamps["eta"] = self.next_open(now + microseconds(float(np.median(hours)), HOUR))
        self.charge(parcel, self.price(parcel))

    def price(self, parcel: Parcel) -> int:
        """What bringing the parcel costs."""
        name = self.context.tape.zones[self.context.tape.address.zone[parcel.order.number]]
        rate = self.config.rate_per_parcel.get(name, self.config.rate_per_parcel["default"])
        return minor(rate) + round(self.config.rate_per_kilogram / 10 * parcel.stamps["weight"])

    def charge(self, parcel: Parcel, amount: int) -> None:
        """The carrier asks for money, or pays it back."""
        i = parcel.order.number
        zone = int(self.context.tape.address.zone[i])
        self.context.note(CARRIER_CHARGED, i, parcel=parcel.ref, node=parcel.node, zone=zone, amount=amount)

    def next_open(self, time: int) -> int:
        """`time` if doors are served then, else the next opening."""
        day, moment = divmod(time, DAY)
        while True:
            opening, closing = door_hours(self.context, day)
            if self.delivers(day) and moment <= closing:
                return day * DAY + max(moment, opening)
            day, moment = day + 1, 0

    def delivers(self, day: int) -> bool:
        """Whether the carrier works on a day."""
        calendar = self.context.config.calendar.carrier
        when = self.context.config.start + timedelta(days=day)
        return when not in calendar.closed and (calendar.days is None or WEEKDAYS[when.weekday()] in calendar.days)

    def dispatches(self, day: int) -> bool:
        """Whether the warehouse hands over on a day: as stated, or where somebody picks, packs and labels."""
        config = self.context.config
        when = config.start + timedelta(days=day)
        weekday, calendar = WEEKDAYS[when.weekday()], config.calendar.warehouse
        if when in calendar.closed:
            return False
        if calendar.days is not None:
            return weekday in calendar.days
        return any(
            all(
                any(shift.staff and weekday in shift.days for shift in node.staffing(task).shifts)
                for task in ("picking", "packing", "labelling")
            )
            for node in config.fulfilment.nodes.values()
        )
