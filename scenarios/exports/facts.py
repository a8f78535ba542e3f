"""What stands beside the events of a log: what was ordered, promised, charged and what it costs, as tables.

With them the log can be audited by itself: on time from the promise, turnover and cost of goods from prices and costs.
Times are microseconds since the scenario's start, money minor units.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.outcome import Outcome
from sim.placement.charge import delivery_charges
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES


def fact_tables(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Return ``placed_orders`` (a row an order) and ``order_lines`` (a row a line), column by column."""
    facts, tape = outcome.facts, outcome.facts.tape
    served = options(tape, collected_at(tape, facts.config))
    charges = delivery_charges(tape, facts.config, facts.order_value)
    channels, names = np.array(tape.channels, dtype=object), np.array(PREFERENCES, dtype=object)
    goods, line_order = tape.baskets, tape.line_order
    return {
        "placed_orders": {
            "order": np.arange(tape.orders),
            "placed": tape.placed,
            "channel": channels[tape.channel].tolist(),
            "option": names[served].tolist(),
            "promise_open": facts.promise_open,
            "promise_close": facts.promise_close,
            "value": facts.order_value,
            "delivery_charge": charges.charged,
        },
        "order_lines": {
            "order": line_order,
            "line": np.arange(tape.lines) - goods.line_start[line_order],
            "item": goods.item,
            "quantity": goods.quantity,
            "price": tape.price,
            "unit_cost": tape.goods.unit_cost[goods.item],
        },
    }
