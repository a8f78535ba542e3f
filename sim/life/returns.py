"""Returns: their stamps, and why goods come back."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Subject
from sim.life.lines import Fault

RETURN = Subject(
    "return",
    "returns",
    (
        "order", "line", "node", "units", "reason", "requested", "received", "inspection_started", "inspected",
        "refunded",
    ),
    {"requested": "request return", "received": "receive return", "inspected": "inspect return"},
)  # fmt: skip


class Reason(IntEnum):
    """Why goods come back."""

    CHANGED_MIND = 0
    WRONG = 1
    DAMAGED = 2


REASONS = {Reason.CHANGED_MIND: "changed mind", Reason.WRONG: "wrong goods", Reason.DAMAGED: "damaged goods"}

REASON_OF_FAULT = {
    Fault.CAPTURED_WRONG: Reason.WRONG,
    Fault.PICKED_WRONG: Reason.WRONG,
    Fault.DAMAGED: Reason.DAMAGED,
}
