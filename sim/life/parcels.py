"""Parcels: their stamps, how a door answers, why one stays on the dock, and what happens to one."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Column, Happening, Subject, Writer

PARCEL = Subject(
    "parcel",
    "fulfilments",
    (
        "order", "node", "carrier", "units", "weight", "released", "picking_started", "picked", "packing_started",
        "packed", "labelling_started", "staged", "handed_over", "eta", "delivered", "ended",
    ),
    {
        "released": "release parcel",
        "picked": "pick parcel",
        "packed": "pack parcel",
        "staged": "stage parcel",
        "handed_over": "hand parcel over",
        "delivered": "deliver parcel",
    },
)  # fmt: skip


class Door(IntEnum):
    """How an attempt ended."""

    DELIVERED = 0
    NOBODY_HOME = 1
    WRONG_ADDRESS = 2
    CANCELLED = 3


DOORS = {
    Door.DELIVERED: "handed over",
    Door.NOBODY_HOME: "nobody home",
    Door.WRONG_ADDRESS: "wrong address",
    Door.CANCELLED: "cancelled before the van left",
}


class Cancelled(IntEnum):
    """Where a parcel was when it was known that its customer had cancelled it."""

    ON_DOCK = 0
    AT_DOOR = 1


CANCELLED = {
    Cancelled.ON_DOCK: "taken off the dock",
    Cancelled.AT_DOOR: "the driver heard of it at the door",
}


class LeftOut(IntEnum):
    """Why the plan of a wave leaves a parcel on the dock; of several reasons the last that stands in the way."""

    OTHERS_FIRST = 0
    TOO_LARGE = 1
    NO_ROAD = 2
    OUTSIDE_WINDOW = 3
    BEYOND_SHIFT = 4
    NOT_WORTH_IT = 5
    OVERLOOKED = 6
    AROUND_BREAK = 7


LEFT_OUT = {
    LeftOut.OTHERS_FIRST: "vans, room and hours went to other parcels",
    LeftOut.TOO_LARGE: "no free van is large enough",
    LeftOut.NO_ROAD: "no road leads there and back",
    LeftOut.OUTSIDE_WINDOW: "no free van can be there within the promised window",
    LeftOut.BEYOND_SHIFT: "no free van would be back before its shift ends",
    LeftOut.NOT_WORTH_IT: "vans stand idle, and a trip costs more than leaving a parcel does "
    "(delivery.fleet.lateness_cost)",
    LeftOut.OVERLOOKED: "vans stand idle, and the plan overlooked that one could take it for less than leaving "
    "it costs (delivery.fleet.lateness_cost)",
    LeftOut.AROUND_BREAK: "no free van can be there and give its driver the break that is due",
}

NO_TRIP = -1
"""The trip of a carrier's attempt."""

_PARCEL = ("order", "parcel")

DOOR_ATTEMPT = Happening(
    32,
    "attempt delivery",
    ("order", "parcel", "trip"),
    ("order", "parcel", "attempt", "trip", "node", "van", "reason", "metres"),
    silent="told with its parcel, which says where it went on",
    reasons=DOORS,
)
CARRIER_CHARGED = Happening(
    33, "", (), ("order", "parcel", "node", "zone", "amount"), silent="between the house and its carrier"
)
PARCEL_PUT_BACK = Happening(
    34, "put parcel back", ("order", "parcel", "node"), (*_PARCEL, "attempt", "node"), "back at the dock", rank=12
)
RETURNED_TO_SENDER = Happening(
    35,
    "return parcel to sender",
    _PARCEL,
    (*_PARCEL, "node", "units"),
    "given up, the parcel is back at the node",
    rank=12,
)
PARCEL_LOST = Happening(
    36, "lose parcel", _PARCEL, (*_PARCEL, "node", "units"), "declared lost by the carrier", rank=12
)
GOODS_SENT_AGAIN = Happening(
    38,
    "send goods again",
    ("order", "parcel", "node"),
    (*_PARCEL, "node", "units"),
    "{units} of what was lost are sent again",
    rank=12,
)
PARCEL_CANCELLED = Happening(
    45,
    "cancel parcel",
    ("order", "parcel", "node"),
    (*_PARCEL, "node", "reason", "units"),
    "cancelled by its customer: {reason}",
    rank=12,
    reasons=CANCELLED,
)
PARCEL_LEFT_OUT = Happening(
    37,
    "leave parcel on the dock",
    ("order", "parcel", "node"),
    (*_PARCEL, "attempt", "node", "reason"),
    "left on the dock: {reason}",
    rank=9,
    reasons=LEFT_OUT,
)


def door_attempts(
    log: Writer,
    times: Column,
    order: Column,
    parcel: Column,
    attempt: Column,
    trip: Column | int,
    node: Column,
    van: Column | int,
    reason: Column,
    metres: Column | int,
) -> None:
    """Doors are tried, (parcels,) each or one for all; reason: see `Door`; metres: of the leg."""
    log.add_all(
        order.size, time=times, kind=DOOR_ATTEMPT.code, order=order, ref=parcel, ordinal=attempt, item=trip, node=node,
        resource=van, reason=reason, value=metres,
    )  # fmt: skip


def carrier_charged(
    log: Writer, now: Column | int, order: Column, parcel: Column, node: Column, zone: Column, amount: Column | int
) -> None:
    """The carrier asks minor units for parcels, or pays (below 0) for lost ones, (parcels,) each."""
    log.add_all(
        order.size, time=now, kind=CARRIER_CHARGED.code, order=order, ref=parcel, node=node, resource=zone, value=amount
    )


def parcel_put_back(log: Writer, now: int, order: int, parcel: int, attempt: int, node: int) -> None:
    """A parcel that came back on the van is on the dock again."""
    log.add(now, PARCEL_PUT_BACK.code, order, 0, parcel, attempt, -1, node, 0, 0, 0)


def returned_to_sender(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """No more attempts: the parcel is back at its node for good."""
    log.add(now, RETURNED_TO_SENDER.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def parcel_cancelled(log: Writer, now: int, order: int, parcel: int, node: int, units: int, where: Cancelled) -> None:
    """A parcel whose customer cancelled it is at its node for good."""
    log.add(now, PARCEL_CANCELLED.code, order, 0, parcel, 0, -1, node, 0, where, units)


def parcel_lost(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """The carrier declares it lost."""
    log.add(now, PARCEL_LOST.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def goods_sent_again(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """What was lost is sent again as this parcel."""
    log.add(now, GOODS_SENT_AGAIN.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def parcels_left_out(
    log: Writer, time: int, order: Column, parcel: Column, attempt: Column, node: int, reason: Column
) -> None:
    """Parcels offered to the vans stay on the dock, (parcels,) each; attempt: attempts so far."""
    log.add_all(
        order.size, time=time, kind=PARCEL_LEFT_OUT.code, order=order, ref=parcel, ordinal=attempt, node=node,
        reason=reason,
    )  # fmt: skip
