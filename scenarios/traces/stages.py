"""The stages of an order that files tell, and the model's stamps that mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.outcome import Outcome

Stage = Literal["approved", "packed", "shipped", "delivered"]


def simulated_stages(outcome: Outcome) -> Mapping[Stage, NDArray[np.int64]]:
    """Return when each order reached each stage, microseconds (orders,); UNOBSERVED where it did not.

    An order is packed and shipped when the first of its parcels is, which is the parcel in its own row. A shop's own
    software stamps what it does itself: its ``shipped`` is the label, hours before the carrier collects.
    """
    orders, parcels = outcome.log.orders.arrays(), outcome.log.fulfilments.arrays()
    first = slice(outcome.facts.tape.orders)
    packed = parcels["staged"][first]
    return {
        "approved": orders["confirmed"],
        "packed": packed,
        "shipped": packed if packed_as_shipped(outcome.facts.config) else parcels["handed_over"][first],
        "delivered": orders["delivered"],
    }


def stage_words(config: SimConfig) -> Mapping[Stage, str]:
    """What a reader calls each stage of a business's files."""
    shipped = "packed" if packed_as_shipped(config) else "handed to the carrier"
    words: dict[Stage, str] = {"approved": "paid", "packed": "packed", "shipped": shipped, "delivered": "delivered"}
    trace = config.placement.trace
    if trace is None or "packed" not in trace.columns:
        del words["packed"]
    return words


def packed_as_shipped(config: SimConfig) -> bool:
    """Whether the file's shipped stamps are those of packing and the label."""
    trace = config.placement.trace
    return trace is not None and trace.shipped_stamp == "packed"
