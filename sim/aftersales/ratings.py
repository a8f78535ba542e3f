"""Ratings: customers are asked once all is over, the last answer of support and the last refund among it.

Told at the end of the replication, when everything that happened to an order stands in the log.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.config import SatisfactionConfig
from sim.aftersales.satisfaction import SLOW_REFUND, UNANSWERED, stars
from sim.life.orders import EXPERIENCE, all_rated
from sim.log import Log
from sim.order import OrderBook
from sim.units import DAY, HOUR, UNOBSERVED, microseconds


def rate_all(log: Log, book: OrderBook, config: SatisfactionConfig, survey: NDArray[np.float32]) -> None:
    """Log the rating of every order that closed and of which anything came; `survey`: quantiles (orders,)."""
    orders = log.orders
    when = orders.array("closed").copy()
    case = book.flags & np.uint8(EXPERIENCE)
    tickets, returns = log.tickets.arrays(), log.returns.arrays()

    gave_up = tickets["abandoned"] != UNOBSERVED
    ended = np.maximum(tickets["answered"], tickets["abandoned"])
    late = ended - tickets["opened"] > microseconds(config.slow_answer_hours, HOUR)
    case[tickets["order"][gave_up | ((ended != UNOBSERVED) & late)]] |= np.uint8(UNANSWERED)
    np.maximum.at(when, tickets["order"], ended)

    refunded = returns["refunded"]
    slow = refunded - returns["requested"] > microseconds(config.slow_refund_days, DAY)
    case[returns["order"][(refunded != UNOBSERVED) & slow]] |= np.uint8(SLOW_REFUND)
    np.maximum.at(when, returns["order"], refunded)

    rated = np.flatnonzero((orders.array("closed") != UNOBSERVED) & (orders.array("delivered") != UNOBSERVED))
    all_rated(log, when[rated], rated, 100 * stars(config, case[rated], survey[rated]))
