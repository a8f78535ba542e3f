"""Who gave up waiting, in words: callers whose order was never taken, and customers who hung up on support.

Their hours in a queue are few, because they left it. An order that was never taken weighs as one that stood for a day,
a question that was never answered as a quarter of that.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.kpis.view import View
from sim.life.orders import REJECTED, Rejection
from sim.outcome import Outcome

LOST, UNANSWERED = 24.0, 6.0
"""Hours of waiting that an order lost, and a contact without an answer, weigh."""

NOTABLE = 0.02
"""Share of the orders, or of the contacts, from which it is worth a sentence."""


def given_up(outcome: Outcome, view: View) -> Iterator[tuple[str, float, str]]:
    """Give the name of the desk, the hours it weighs, and a sentence, for each desk that enough gave up on."""
    orders, worth = _lost_orders(outcome)
    if orders > NOTABLE * view.placed_count:
        yield (
            "order desk, given up",
            LOST * orders,
            f"Order desk: {orders:,} caller{'s' * (orders > 1)} gave up waiting ({_share(orders, view.placed_count)} "
            f"of all orders, {worth / 100:,.0f} {view.facts.config.currency} of goods): more clerks in the hours in "
            "which they call.",
        )
    opened = int(np.count_nonzero(view.tickets["opened"] >= 0))
    hung_up = int(np.count_nonzero(view.tickets["abandoned"] >= 0))
    if hung_up > max(1, NOTABLE * opened):
        yield (
            "support, given up",
            UNANSWERED * hung_up,
            f"Support: {hung_up:,} of {opened:,} contacts ({_share(hung_up, opened)}) were given up before anybody "
            "answered: more agents in the hours in which they come.",
        )


def _lost_orders(outcome: Outcome) -> tuple[int, int]:
    """Return how many callers gave up on the order desk, and what they wished to buy, minor units."""
    count = worth = 0
    for rows in outcome.log.chunks():
        lost = rows[(rows["kind"] == REJECTED.code) & (rows["reason"] == Rejection.ABANDONED)]
        count, worth = count + lost.size, worth + int(lost["value"].sum())
    return count, worth


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
