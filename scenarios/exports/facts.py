"""What stands beside the events of a log: what was ordered, promised, charged and what it costs, as tables.

With them the log can be audited by itself: on time from the promise, turnover and cost of goods from prices and costs.
Times are microseconds since the scenario's start, money minor units.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.outcome import Outcome
from sim.placement.charge import delivery_charges
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES


def fact_tables(outcome: Outcome) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give ``placed_orders`` (a row an order) and ``order_lines`` (a row a line), column by column, one by one."""
    yield "placed_orders", _placed_orders(outcome)
    yield "order_lines", _order_lines(outcome)


def _placed_orders(outcome: Outcome) -> dict[str, Any]:
    facts, tape = outcome.facts, outcome.facts.tape
    served = options(tape, collected_at(tape, facts.config))
    channels, names = np.array(tape.channels, dtype=object), np.array(PREFERENCES, dtype=object)
    return {
        "order": np.arange(tape.orders),
        "placed": tape.placed,
        "channel": channels[tape.channel].tolist(),
        "option": names[served].tolist(),
        "promise_open": facts.promise_open,
        "promise_close": facts.promise_close,
        "value": facts.order_value,
        "delivery_charge": delivery_charges(tape, facts.config, facts.order_value).charged,
    }


def _order_lines(outcome: Outcome) -> dict[str, Any]:
    tape = outcome.facts.tape
    goods, order = tape.baskets, tape.line_order
    return {
        "order": order,
        "line": np.arange(tape.lines) - goods.line_start[order],
        "item": goods.item,
        "quantity": goods.quantity,
        "price": tape.price,
        "unit_cost": tape.goods.unit_cost[goods.item],
    }
