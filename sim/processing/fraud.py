"""Fraud: which orders are paid with somebody else's money, and what the screen makes of them.

The tape's uniform of the screen is a suspicion, the smaller the graver. Fraud lies where suspicion is grave: a share s
of all orders, the most suspicious ones, holds ``1 - (1 - s) ** power`` of the fraud. No order is worse than certain
fraud: where ``fraud * power`` is above 1, there is less of it than stated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.streams import key, uniforms
from sim.tape import Tape


def fraudulent(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders that are fraud, bool (orders,)."""
    payment = config.processing.payment
    if payment.fraud == 0.0:
        return np.zeros(tape.orders, dtype=np.bool_)
    suspicion = tape.uniforms["review"].astype(np.float64)
    chance = payment.fraud * payment.screen_power * (1.0 - suspicion) ** (payment.screen_power - 1.0)
    found: NDArray[np.bool_] = _draws(tape, "fraud") < chance
    return found


def borne_here(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders whose payment, were it fraud, nobody else would answer for, bool (orders,)."""
    found: NDArray[np.bool_] = _draws(tape, "issuer") >= config.processing.payment.issuer_bears
    return found


def _draws(tape: Tape, name: str) -> NDArray[np.float64]:
    return uniforms(key(tape.seed, tape.replication, name), np.arange(tape.orders))
