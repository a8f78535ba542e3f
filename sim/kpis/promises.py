"""Promises kept: on time, in full, with right papers and in good condition.

The promise is the one made at checkout; a later estimate changes nothing. It is kept when service at
the door begins in time, as a routing problem's window says. Early is on time. What
lacks a unit that was ordered is not in full, even where the customer agreed to go without it,
because otherwise an empty shelf would make the score better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.marks import Mark
from sim.kpis.sent_again import SentAgain
from sim.kpis.view import View


def wrong_documents(view: View) -> NDArray[np.bool_]:
    """Return the orders that got wrong papers, (orders,)."""
    rate = view.facts.config.fulfilment.labelling.document_error
    wrong: NDArray[np.bool_] = view.facts.tape.uniforms["documents"] < rate
    return wrong


def perfect(view: View) -> NDArray[np.bool_]:
    """Return the orders in full, on time, with right papers and price, undamaged, (orders,)."""
    spoilt = view.marks.any_of(Mark.DAMAGED | Mark.WRONG_PRICE) | wrong_documents(view)
    return view.in_full & view.on_time & ~spoilt


def _on_time_delivery(view: View) -> float | None:
    delivered = view.parcels["delivered"]
    rows = delivered >= 0
    due = view.facts.promise_close[view.parcels["order"][rows]]
    return share(int(np.count_nonzero(delivered[rows] <= due)), int(np.count_nonzero(rows)) + view.open_parcels)


def _on_time_in_full(view: View) -> float | None:
    return share(int(np.count_nonzero(view.in_full & view.on_time)), view.due_count)


def _in_full(view: View) -> float | None:
    return share(int(np.count_nonzero(view.in_full)), view.delivered_count)


def _perfect_order(view: View) -> float | None:
    return share(int(np.count_nonzero(perfect(view))), view.due_count)


def _split_rate(view: View) -> float | None:
    parcels = view.parcels_shipped - view.of(SentAgain).parcels
    return share(int(np.count_nonzero(parcels > 1)), view.shipped_count)


def _late(view: View) -> float | None:
    due = view.facts.promise_close
    never = view.censored & (view.orders["confirmed"] >= 0) & (due < view.facts.end)
    return float(np.count_nonzero(view.delivered & ~view.on_time) + np.count_nonzero(never))


READERS = (SentAgain,)

KPIS = (
    Kpi(
        Definition(
            "orders_late",
            "Late orders",
            "orders",
            "down",
            "orders whose last parcel came after the window promised at checkout, or that were open when it had passed",
        ),
        _late,
    ),
    Kpi(
        Definition(
            "on_time_delivery",
            "On-time delivery",
            "share",
            "up",
            "parcels at whose door service began by the end of the window promised at checkout, at whichever attempt",
            "parcels delivered or not ended",
        ),
        _on_time_delivery,
    ),
    Kpi(
        Definition(
            "on_time_in_full",
            "On time in full",
            "share",
            "up",
            "orders whose last parcel was on time and that lack no unit and hold no wrong one",
            "orders confirmed or not ended, less those cancelled before anything of them left",
        ),
        _on_time_in_full,
    ),
    Kpi(
        Definition(
            "in_full",
            "In full",
            "share",
            "up",
            "delivered orders that lack no unit and hold no wrong one (SCOR RL.2.1)",
            "delivered orders",
        ),
        _in_full,
    ),
    Kpi(
        Definition(
            "perfect_order",
            "Perfect order",
            "share",
            "up",
            "orders on time, in full, undamaged, with right papers and price (SCOR RL.1.1)",
            "orders confirmed or not ended, less those cancelled before anything of them left",
        ),
        _perfect_order,
    ),
    Kpi(
        Definition(
            "split_rate",
            "Split rate",
            "share",
            "down",
            "orders that left in more than one parcel, those sent again aside",
            "orders shipped",
        ),
        _split_rate,
    ),
)
