"""What the event log says, in the words of process mining: which event is about which objects.

Stamps of orders, parcels, returns and tickets are events of their own here; what can repeat comes from the log's
events. Stamps that only start what another one ends are left out, as is what the model keeps for its KPIs alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sim.delivery.doors import Door
from sim.delivery.left_out import LeftOut
from sim.fulfilment.faults import Fault
from sim.log import Kind
from sim.order import Hold, Rejection
from sim.processing.availability import Cancellation

OBJECT_TYPES: dict[str, dict[str, str]] = {
    "order": {"channel": "string", "value": "float"},
    "line": {"quantity": "integer"},
    "customer": {},
    "item": {"price": "float"},
    "node": {},
    "parcel": {"delivered by": "string"},
    "route": {"van": "string", "stops": "integer", "kilometres": "float"},
    "return": {"reason": "string", "units": "integer"},
    "ticket": {"topic": "string"},
}
"""Object type -> its attributes and their types."""

STAMPS: dict[str, dict[str, str]] = {
    "order": {
        "captured": "capture order",
        "verified": "verify order",
        "reviewed": "review order for fraud",
        "confirmed": "confirm order",
        "closed": "close order",
    },
    "parcel": {
        "released": "release parcel",
        "picked": "pick parcel",
        "packed": "pack parcel",
        "staged": "stage parcel",
        "handed_over": "hand parcel over",
        "delivered": "deliver parcel",
    },
    "route": {
        "departed": "depart",
        "returned": "come back",
    },
    "return": {
        "requested": "request return",
        "received": "receive return",
        "inspected": "inspect return",
    },
    "ticket": {
        "opened": "open ticket",
        "answered": "answer ticket",
        "resolved": "resolve ticket",
        "abandoned": "abandon ticket",
    },
}
"""Object type -> stamp -> event type."""


@dataclass(frozen=True, slots=True)
class Told:
    """How one kind of event is told.

    Parameters
    ----------
    name
        Event type.
    about
        Object types it relates to, as far as its row names them.
    value
        What its value is: ``units``, ``money`` (given in the scenario's currency) or ``stars``; empty where it says
        nothing.
    reasons
        What its reason means; None where it has none.
    """

    name: str
    about: tuple[str, ...]
    value: str = ""
    reasons: type[IntEnum] | None = None


LINE = ("order", "line", "item")
SHELF = ("item", "node")

EVENTS: dict[Kind, Told] = {
    Kind.PAYMENT_DECLINED: Told("decline payment", ("order",), "money"),
    Kind.PAYMENT_CAPTURED: Told("capture payment", ("order", "parcel"), "money"),
    Kind.DELIVERY_CHARGED: Told("charge for delivery", ("order", "parcel"), "money"),
    Kind.REFUNDED: Told("refund", ("order",), "money"),
    Kind.HELD: Told("hold order", ("order",), "", Hold),
    Kind.RELEASED_HOLD: Told("release hold", ("order",), "", Hold),
    Kind.REJECTED: Told("reject order", ("order",), "money", Rejection),
    Kind.LINE_BACKORDERED: Told("backorder line", LINE, "units"),
    Kind.LINE_CANCELLED: Told("cancel line", LINE, "units", Cancellation),
    Kind.LINE_ALLOCATED: Told("allocate line", (*LINE, "node"), "units"),
    Kind.LINE_SHORT: Told("miss line on the shelf", (*LINE, "node"), "units"),
    Kind.LINE_MISPICKED: Told("pick line wrong", (*LINE, "node"), "units"),
    Kind.STOCK_PICKED: Told("take stock", (*LINE, "node"), "units"),
    Kind.STOCK_RECEIVED: Told("receive stock", SHELF, "units"),
    Kind.STOCK_RETURNED: Told("put stock back", SHELF, "units"),
    Kind.REPLENISHMENT_ORDERED: Told("order replenishment", SHELF, "units"),
    Kind.DOOR_ATTEMPT: Told("attempt delivery", ("order", "parcel", "route"), "", Door),
    Kind.LEFT_OUT: Told("leave parcel on the dock", ("order", "parcel", "node"), "", LeftOut),
    Kind.PUT_BACK: Told("put parcel back", ("order", "parcel", "node")),
    Kind.RETURNED_TO_SENDER: Told("return parcel to sender", ("order", "parcel"), "units"),
    Kind.LOST: Told("lose parcel", ("order", "parcel"), "units"),
    Kind.RATED: Told("rate", ("order",), "stars"),
    Kind.WRONG_LINE: Told("find line wrong", LINE, "units", Fault),
    Kind.NOTICE_SENT: Told("tell of a delay", ("order",)),
}
"""Kind of event -> how it is told; what is not here is bookkeeping."""


def words(reasons: type[IntEnum], code: int) -> str:
    """Return a reason in words."""
    return reasons(code).name.lower().replace("_", " ")
