"""Returns: units go back after a while, are inspected at the node they came from, and are refunded on the way."""

from __future__ import annotations

from datetime import timedelta
from math import exp, floor, log

from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Line, Parcel
from reference.rooms.charges import Charges
from reference.rooms.inventory import INSPECTED_RETURN, Inventory
from reference.staff import Desk, door_hours, node_calendar

from sim.aftersales.changed_minds import changed_minds
from sim.life.collection import RETURNED_AT_TILL
from sim.life.goods import GOODS_DOWNGRADED, GOODS_SCRAPPED
from sim.life.payments import REFUNDED
from sim.life.returns import Reason
from sim.placement.collecting import collected_at
from sim.placement.walk_ins import store_hours
from sim.settings import WEEKDAYS
from sim.streams import exponential
from sim.units import DAY, HOUR, MINUTE, microseconds, time_of_day


class Returns:
    """From the customer back to the shelf, or not."""

    def __init__(self, context: Context, inventory: Inventory, charges: Charges) -> None:
        self.context, self.inventory, self.charges = context, inventory, charges
        self.config = context.config.aftersales.returns
        self.store = collected_at(context.tape, context.config).tolist()
        self.hours = store_hours(context.config, context.config.days + context.config.follow_up_days)
        self.minds = changed_minds(context.tape, context.config).tolist()
        self.stations = [
            Desk(context, f"inspection.{name}", node.staffing("inspection"), node_calendar(context, node))
            for name, node in context.config.fulfilment.nodes.items()
        ]

    def changed_mind(self, line: Line) -> int:
        """Units of a line that the customer does not want any more and has not sent back yet."""
        return int(self.minds[line.row])

    def send_back(self, parcel: Parcel, line: Line, units: int, reason: Reason) -> None:
        self.context.begin_matter()
        self.context.env.process(self.give_back(parcel, line, units, reason))

    def give_back(self, parcel: Parcel, line: Line, units: int, reason: Reason) -> Run:
        """Requested, perhaps refunded on the first scan, received, inspected, graded."""
        context, config, i = self.context, self.config, parcel.order.number
        delay = self._delay(parcel, line)
        if delay > config.window_days * DAY:
            thing = (i, line.number, parcel.ref)
            if reason == Reason.CHANGED_MIND and context.draw("kept after all", *thing) >= config.hastened:
                context.end_matter()
                return
            delay = microseconds(config.window_days * context.draw("return in haste", *thing), DAY)
        asks = self._awake(context.now + delay, context.draw("return hour", i, line.number, parcel.ref))
        yield Moment(context.env, asks, ARRIVAL, i)
        if reason == Reason.CHANGED_MIND:
            # A line that came in several parcels: no more goes back than minds have changed.
            units = min(units, self.minds[line.row])
            self.minds[line.row] -= units
            if not units:
                context.end_matter()
                return
        node, till = parcel.node, None
        if self.store[i] >= 0 and context.draw("brings returns back", i) < config.at_till:
            within = int(context.draw("return brought", i, line.number, parcel.ref) * 8 * HOUR)
            till = self.hours[self.store[i]].after(context.now, within)
            node = self.store[i] if till is not None else node
        row = context.journal.add(
            "returns", order=i, line=line.number, node=node, units=units, reason=reason, requested=context.now
        )
        stamps = context.journal.tables["returns"][row]

        amount = units * min(line.price, line.charged)
        if reason == Reason.CHANGED_MIND:
            amount = max(0, amount - round(100 * config.fee))
            if config.refund == "on_inspection":
                amount -= floor(config.worn_deduction * self._worn_off(parcel, line) * amount)

        def refund() -> None:
            stamps["refunded"] = context.now
            context.note(REFUNDED, i, line=line.number, amount=amount)
            self.charges.paid_back(parcel.order, units, regretted=reason == Reason.CHANGED_MIND)

        half = config.transit_days / 2
        transit = half + exponential(context.draw("return transit", i, line.number), half)
        thing = (i, line.number, parcel.ref)
        received = self._brought(context.now + microseconds(transit, DAY), context.draw("return brought", *thing))
        received = received if till is None else till
        if config.refund == "on_scan":
            yield Moment(context.env, min(context.now + DAY, received), ARRIVAL, i)
            refund()
        yield Moment(context.env, received, ARRIVAL, i)
        stamps["received"] = context.now
        if till is not None:
            context.note(RETURNED_AT_TILL, i, line=line.number, node=node, units=units)
        if config.refund == "on_receipt":
            refund()
        minutes = exponential(context.draw("inspection", i, line.number), config.inspection_minutes)
        yield from self.stations[node].visit(
            stamps, "inspection_started", "inspected", row, microseconds(minutes, MINUTE)
        )
        self.grade(parcel, line, units, reason, node)
        if config.refund == "on_inspection":
            refund()
        context.end_matter()

    def _awake(self, time: int, u: float) -> int:
        """By day, or within the first three hours of the next."""
        support = self.context.config.aftersales.support
        wakes, sleeps = time_of_day(support.waking_start), time_of_day(support.waking_end)
        if wakes <= time % DAY < sleeps:
            return time
        midnight = time - time % DAY + (DAY if time % DAY >= sleeps else 0)
        return midnight + wakes + int(u * min(3 * HOUR, sleeps - wakes))

    def _brought(self, time: int, u: float) -> int:
        """`time` if the carrier delivers then, else within three hours of its next opening."""
        config = self.context.config
        calendar, (day, moment) = config.calendar.carrier, divmod(time, DAY)

        def works(number: int) -> bool:
            when = config.start + timedelta(days=number)
            return when not in calendar.closed and (calendar.days is None or WEEKDAYS[when.weekday()] in calendar.days)

        waited = int(u * 3 * HOUR)
        while True:
            opening, closing = door_hours(self.context, day)
            if works(day) and moment <= closing:
                opened = day * DAY + max(moment, opening)
                return time if opened == time else opened + waited
            day, moment = day + 1, 0

    def _delay(self, parcel: Parcel, line: Line) -> int:
        """Exponential, cut off after thirty days or the time to return, whichever is longer."""
        config = self.config
        u = self.context.draw("return delay", parcel.order.number, line.number, parcel.ref)
        days = -config.delay_days * log(1.0 - u * (1.0 - exp(-max(30.0, config.window_days) / config.delay_days)))
        return microseconds(days, DAY)

    def _scraps(self, parcel: Parcel, line: Line, reason: Reason) -> bool:
        """What inspection will find: past use."""
        grade = self.context.draw("grade", parcel.order.number, line.number)
        return reason == Reason.DAMAGED or grade >= 1.0 - self.config.scrapped

    def _worn_off(self, parcel: Parcel, line: Line) -> float:
        """Share of their value that goods of a changed mind have lost."""
        if self._scraps(parcel, line, Reason.CHANGED_MIND):
            return 1.0
        as_new = self.context.draw("grade", parcel.order.number, line.number) < self.config.restockable
        return 0.0 if as_new else 1.0 - self.config.seconds_value

    def grade(self, parcel: Parcel, line: Line, units: int, reason: Reason, node: int) -> None:
        """Back on the shelf, sold as seconds, or thrown away."""
        order = parcel.order
        grade = self.context.draw("grade", order.number, line.number)
        if self._scraps(parcel, line, reason):
            self.context.note_line(GOODS_SCRAPPED, order, line, node, units=units)
        elif grade < self.config.restockable:
            self.inventory.put_back(order, line, node, units, INSPECTED_RETURN)
        else:
            self.context.note_line(GOODS_DOWNGRADED, order, line, node, units=units)
        as_new = not self._scraps(parcel, line, reason) and grade < self.config.restockable
        if not as_new and self.context.draw("misgraded return", order.number, line.number) < self.config.misgraded:
            self.inventory.misgrade(order, line, node, units)
