"""Returns: units go back after a while, are inspected at the node they came from, and are refunded on the way."""

from __future__ import annotations

from math import exp, floor, log

from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Line, Parcel
from reference.rooms.charges import Charges
from reference.rooms.inventory import INSPECTED_RETURN, Inventory
from reference.staff import Desk

from sim.aftersales.changed_minds import changed_minds
from sim.life.goods import GOODS_DOWNGRADED, GOODS_SCRAPPED
from sim.life.payments import REFUNDED
from sim.life.returns import Reason
from sim.streams import exponential
from sim.units import DAY, MINUTE, microseconds


class Returns:
    """From the customer back to the shelf, or not."""

    def __init__(self, context: Context, inventory: Inventory, charges: Charges) -> None:
        self.context, self.inventory, self.charges = context, inventory, charges
        self.config = context.config.aftersales.returns
        self.minds = changed_minds(context.tape, context.config).tolist()
        self.stations = [
            Desk(context, f"inspection.{name}", node.staffing("inspection"), context.config.calendar.warehouse.closed)
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
        yield Moment(context.env, context.now + delay, ARRIVAL, i)
        if reason == Reason.CHANGED_MIND:
            # A line that came in several parcels: no more goes back than minds have changed.
            units = min(units, self.minds[line.row])
            self.minds[line.row] -= units
            if not units:
                context.end_matter()
                return
        row = context.journal.add(
            "returns", order=i, line=line.number, node=parcel.node, units=units, reason=reason, requested=context.now
        )
        stamps = context.journal.tables["returns"][row]

        amount = units * min(line.price, line.charged)
        if reason == Reason.CHANGED_MIND:
            amount = max(0, amount - round(100 * config.fee))
            if config.refund == "on_inspection" and self._scraps(parcel, line, reason):
                amount -= floor(config.worn_deduction * amount)

        def refund() -> None:
            stamps["refunded"] = context.now
            context.note(REFUNDED, i, line=line.number, amount=amount)
            self.charges.paid_back(parcel.order, units, regretted=reason == Reason.CHANGED_MIND)

        transit = exponential(context.draw("return transit", i, line.number), config.transit_days)
        received = context.now + microseconds(transit, DAY)
        if config.refund == "on_scan":
            yield Moment(context.env, min(context.now + DAY, received), ARRIVAL, i)
            refund()
        yield Moment(context.env, received, ARRIVAL, i)
        stamps["received"] = context.now
        if config.refund == "on_receipt":
            refund()
        minutes = exponential(context.draw("inspection", i, line.number), config.inspection_minutes)
        yield from self.stations[parcel.node].visit(
            stamps, "inspection_started", "inspected", row, microseconds(minutes, MINUTE)
        )
        self.grade(parcel, line, units, reason)
        if config.refund == "on_inspection":
            refund()
        context.end_matter()

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

    def grade(self, parcel: Parcel, line: Line, units: int, reason: Reason) -> None:
        """Back on the shelf, sold as seconds, or thrown away."""
        order, node = parcel.order, parcel.node
        grade = self.context.draw("grade", order.number, line.number)
        if self._scraps(parcel, line, reason):
            self.context.note_line(GOODS_SCRAPPED, order, line, node, units=units)
        elif grade < self.config.restockable:
            self.inventory.put_back(order, line, node, units, INSPECTED_RETURN)
        else:
            self.context.note_line(GOODS_DOWNGRADED, order, line, node, units=units)
