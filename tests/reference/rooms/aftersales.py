"""After-sales begins when the customer opens a parcel: faults are seen, minds change, questions come up."""

from __future__ import annotations

from reference.context import Context
from reference.orders import Parcel
from reference.rooms.returns import Returns
from reference.rooms.support import Support

from sim.fulfilment import faults
from sim.life.lines import WRONG_LINE
from sim.life.payments import REFUNDED
from sim.life.returns import REASON_OF_FAULT, Reason
from sim.life.tickets import Topic
from sim.streams import exponential
from sim.units import DAY, HOUR

OF_THE_PRICE = 3


class AfterSales:
    """What a delivered parcel leads to."""

    def __init__(self, context: Context, returns: Returns, support: Support) -> None:
        self.context, self.returns, self.support = context, returns, support
        self.config = context.config.aftersales
        self.fault = faults.line_faults(context.tape, context.config)

    def unpack(self, parcel: Parcel) -> None:
        order, uniforms = parcel.order, self.context.tape.uniforms
        for line, units in parcel.parts.items():
            fault = int(self.fault[line.row])
            if fault != faults.NO_FAULT:
                order.faulty = True
                self.context.note_line(
                    WRONG_LINE, order, line, parcel.node, parcel=parcel.ref, reason=fault, units=units
                )
                if self.context.tape.line_uniforms["return_reason"][line.row] < self.config.returns.faulty_returned:
                    self.returns.send_back(parcel, line, units, REASON_OF_FAULT[faults.Fault(fault)])
            elif changed := self.returns.changed_mind(line):
                self.returns.send_back(parcel, line, min(units, changed), Reason.CHANGED_MIND)
        over = sum(units * max(0, line.charged - line.price) for line, units in parcel.parts.items())
        if over:
            self.context.note(
                REFUNDED, order.number, parcel=parcel.ref, node=parcel.node, reason=OF_THE_PRICE, amount=over
            )
        complains = order.faulty and uniforms["complaint"][order.number] < self.config.support.complaint
        if (complains or over) and not order.complained:
            order.complained = True
            self.support.contact(order, Topic.COMPLAINT, self.context.now + HOUR)
        if uniforms["contact"][order.number] < self.config.support.question and parcel.ref == 0:
            delay = int(exponential(self.context.draw("question", order.number), DAY))
            self.support.contact(order, Topic.QUESTION, self.context.now + delay)
