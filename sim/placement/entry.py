"""What the tape says of the entry of orders: who keys them, when they arrive, what is taken down wrong.

The moment a self-service order arrives depends on the integration alone (at once, on the hour,
or overnight), so it is computed for all orders at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.columns import column
from sim.config import SimConfig
from sim.tape import Tape
from sim.units import DAY, HOUR, MINUTE, SECOND, microseconds

_TICK = {"event": 1, "hourly": HOUR, "daily": DAY}


def keyed_by_hand(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Whether a clerk keys the order, bool (orders,)."""
    staffed = np.asarray([channel.staffed for channel in config.placement.channels.values()], dtype=np.bool_)
    by_hand: NDArray[np.bool_] = staffed[tape.channel] & (not config.processing.switches.entry)
    return by_hand


def arrival_times(tape: Tape, config: SimConfig) -> NDArray[np.int64]:
    """When each order joins the order desk, or else the order system, int64 microseconds (orders,)."""
    staffed = np.asarray([channel.staffed for channel in config.placement.channels.values()], dtype=np.bool_)[
        tape.channel
    ]
    automatic = microseconds(config.placement.automatic_entry_seconds, SECOND)
    ready = tape.placed + np.where(staffed, automatic, 0)
    tick = _TICK[config.processing.integration]
    synchronised = -(-ready // tick) * tick
    times: NDArray[np.int64] = np.where(keyed_by_hand(tape, config), tape.placed, synchronised)
    return times


def address_errors(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders whose address was captured wrong, bool (orders,)."""
    rate = np.asarray([channel.address_error for channel in config.placement.channels.values()])
    wrong: NDArray[np.bool_] = tape.uniforms["address_error"] < (rate * _factor(config))[tape.channel]
    return wrong


def line_errors(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Lines captured with the wrong item or quantity, bool (lines,)."""
    rate = np.asarray([channel.line_error for channel in config.placement.channels.values()]) * _factor(config)
    wrong = np.empty(tape.lines, dtype=np.bool_)
    for block in tape.blocks():
        wrong[block.lines] = tape.line_uniforms["line_error"][block.lines] < rate[tape.channel[block.line_order]]
    return wrong


def _factor(config: SimConfig) -> NDArray[np.float64]:
    """What automated entry leaves of each channel's error rate."""
    placement = config.placement
    automatic = placement.automatic_error_factor if config.processing.switches.entry else 1.0
    return np.asarray([automatic if channel.staffed else 1.0 for channel in placement.channels.values()])


def entry_times(tape: Tape, config: SimConfig) -> memoryview:
    """Time to key each order, microseconds by order."""
    minutes = np.asarray([channel.entry_minutes for channel in config.placement.channels.values()])
    return column(minutes[tape.channel] * tape.factors["entry"] * MINUTE)
