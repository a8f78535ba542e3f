"""What stands beside the events of a log: what was ordered, promised, charged and what it costs, as tables.

With them the log can be audited by itself: on time from the promise, turnover and cost of goods from prices and costs;
`codes` says what the numbers in the tables stand for.
Times are microseconds since the scenario's start, money minor units.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.exports.codes import codes
from sim.outcome import Outcome
from sim.placement.charge import delivery_charges
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES
from sim.units import UNOBSERVED


def fact_tables(outcome: Outcome) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give ``placed_orders`` (a row an order), ``order_lines`` (a row a line) and ``codes``, one by one.

    Candidates of the tape that did not order are not among them.
    """
    placed = outcome.log.orders.arrays()["placed"] != UNOBSERVED
    yield "placed_orders", _placed_orders(outcome, placed)
    yield "order_lines", _order_lines(outcome, placed)
    yield "codes", codes(outcome)


def _placed_orders(outcome: Outcome, placed: NDArray[np.bool_]) -> dict[str, Any]:
    facts, tape = outcome.facts, outcome.facts.tape
    served = options(tape, collected_at(tape, facts.config))
    channels, names = np.array(tape.channels, dtype=object), np.array(PREFERENCES, dtype=object)
    return {
        "order": np.flatnonzero(placed),
        "placed": tape.placed[placed],
        "channel": channels[tape.channel[placed]].tolist(),
        "option": names[served[placed]].tolist(),
        "promise_open": facts.promise_open[placed],
        "promise_close": facts.promise_close[placed],
        "value": facts.order_value[placed],
        "delivery_charge": delivery_charges(tape, facts.config, facts.order_value).charged[placed],
    }


def _order_lines(outcome: Outcome, placed: NDArray[np.bool_]) -> dict[str, Any]:
    tape = outcome.facts.tape
    goods, order = tape.baskets, tape.line_order
    there = placed[order]
    return {
        "order": order[there],
        "line": (np.arange(tape.lines) - goods.line_start[order])[there],
        "item": goods.item[there],
        "quantity": goods.quantity[there],
        "price": tape.price[there],
        "unit_cost": tape.goods.unit_cost[goods.item[there]],
    }
