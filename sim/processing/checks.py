"""Which orders meet trouble in processing: details, payment, fraud screen and price, from the tape.

Whether a check fails depends only on the order's own draws and the configuration, so it is
decided for all orders at once: a column of flags, 0 for the many that pass everything.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.placement.entry import address_errors, line_errors
from sim.processing.clearing import clearing_times
from sim.processing.fraud import fraudulent
from sim.tape import Tape

DETAILS_NOTICED = 1  # wrong details, noticed: held until the customer corrects them
DECLINED = 2  # first authorisation declined
GIVES_UP = 4  # and no second try succeeds
REVIEWED = 8  # the fraud screen asks for a person
FRAUD = 16  # who rejects the order
PRICE_NOTICED = 32  # wrong price, noticed: corrected
PRICE_WRONG = 64  # wrong price, not noticed
CLEARING = 128  # the money takes its time
HELD = DETAILS_NOTICED | DECLINED | REVIEWED | PRICE_NOTICED | CLEARING  # something has to be put right or waited for


def noticed(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders whose wrong details or price would be noticed, bool (orders,)."""
    check = config.processing.verification
    rate = check.automatic_detection if config.processing.switches.verification else check.manual_detection
    found: NDArray[np.bool_] = tape.uniforms["detection"] < rate
    return found


def wrong_details(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders with a wrong address or a wrong line as captured, bool (orders,)."""
    wrong = address_errors(tape, config)
    lines = np.flatnonzero(line_errors(tape, config))
    wrong[np.searchsorted(tape.baskets.line_start, lines, side="right") - 1] = True
    return wrong


def clerks_minutes(flags: NDArray[np.uint16], config: SimConfig) -> NDArray[np.float32]:
    """Mean minutes a clerk needs for each order: to check it, and to put right what was noticed, float32 (orders,)."""
    check = config.processing.verification
    wrong = (flags & (DETAILS_NOTICED | PRICE_NOTICED)) != 0
    return np.where(wrong, check.manual_minutes + check.correction_minutes, check.manual_minutes).astype(np.float32)


def flags(tape: Tape, config: SimConfig) -> NDArray[np.uint16]:
    """The flags above, uint16 (orders,)."""
    payment, u = config.processing.payment, tape.uniforms
    seen = noticed(tape, config)
    declined = u["payment"] < payment.decline
    gives_up = declined & (u["payment_retry"] >= payment.retry * payment.retry_success)
    reviewed = u["review"] < payment.review
    rejected = np.where(fraudulent(tape, config), payment.review_detection, payment.review_rejection)
    price = u["price"] < config.processing.price.error
    result = np.zeros(tape.orders, dtype=np.uint16)
    for flag, where in (
        (DETAILS_NOTICED, seen & wrong_details(tape, config)),
        (DECLINED, declined),
        (GIVES_UP, gives_up),
        (REVIEWED, reviewed),
        (FRAUD, reviewed & (u["review_outcome"] < rejected)),
        (PRICE_NOTICED, price & seen),
        (PRICE_WRONG, price & ~seen),
        (CLEARING, clearing_times(tape, payment) > 0),
    ):
        result[where] |= flag
    return result
