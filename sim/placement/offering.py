"""Which ways of delivery are offered where: slots and express only in some zones, or near a node that sends orders.

Who wishes what is not offered at his address has a standard delivery, as at a checkout that does not show it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.tape import EXPRESS, SLOT, STANDARD, Tape
from sim.units import metres


def as_offered(tape: Tape, config: SimConfig) -> Tape:
    """The same orders, each with a preference that is offered to it."""
    promise = config.delivery.promise
    preference = tape.preference
    for code, zones, reach in (
        (SLOT, promise.slot_zones, promise.slot_within_kilometres),
        (EXPRESS, promise.express_zones, promise.express_within_kilometres),
    ):
        if zones is None and reach is None:
            continue
        shown = _in_zones(tape, zones) & _near_a_node(tape, config, reach)
        preference = np.where((preference == code) & ~shown, np.uint8(STANDARD), preference)
    return tape if preference is tape.preference else replace(tape, preference=preference)


def _in_zones(tape: Tape, zones: tuple[str, ...] | None) -> NDArray[np.bool_]:
    if zones is None:
        return np.ones(tape.orders, dtype=np.bool_)
    codes = [code for code, name in enumerate(tape.zones) if name in zones]
    found: NDArray[np.bool_] = np.isin(tape.address.zone, codes)
    return found


def _near_a_node(tape: Tape, config: SimConfig, kilometres: float | None) -> NDArray[np.bool_]:
    near = np.full(tape.orders, kilometres is None)
    if kilometres is None:
        return near
    x, y = tape.address.x.astype(np.int64), tape.address.y.astype(np.int64)
    for node, sends in zip(config.fulfilment.nodes.values(), config.fulfilment.sends, strict=True):
        if sends:
            away = (x - metres(node.x_kilometres)) ** 2 + (y - metres(node.y_kilometres)) ** 2
            near |= away <= metres(kilometres) ** 2
    return near
