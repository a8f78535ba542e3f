"""The stages of an order that files tell, and the model's stamps that mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.outcome import Outcome

Stage = Literal["approved", "shipped", "delivered"]


def simulated_stages(outcome: Outcome) -> Mapping[Stage, NDArray[np.int64]]:
    """Return when each order reached each stage, microseconds (orders,); UNOBSERVED where it did not.

    An order has shipped when the first of its parcels has, which is the parcel in its own row. A shop's own software
    stamps what it does itself: its ``shipped`` is the label, hours before the carrier collects.
    """
    orders, parcels = outcome.log.orders.arrays(), outcome.log.fulfilments.arrays()
    return {
        "approved": orders["confirmed"],
        "shipped": parcels["staged" if _packed(outcome.facts.config) else "handed_over"][: outcome.facts.tape.orders],
        "delivered": orders["delivered"],
    }


def stage_words(config: SimConfig) -> Mapping[Stage, str]:
    """What a reader calls each stage of a business's files."""
    shipped = "packed" if _packed(config) else "handed to the carrier"
    return {"approved": "paid", "shipped": shipped, "delivered": "delivered"}


def _packed(config: SimConfig) -> bool:
    trace = config.placement.trace
    return trace is not None and trace.shipped_stamp == "packed"
