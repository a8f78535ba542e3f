"""What a late order may cost before an answer turns: lost custom that no cash account shows.

A late order costs nothing in the books of the days that were simulated; what it costs in custom nobody knows exactly.
So every comparison says at which worth of a late order its verdict turns, and leaves the judgement to who knows the
customers. ``experiment.late_order_cost`` names a worth, and the change with it is told too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from scenarios.study.explaining.money import Compared, money
from scenarios.study.statistics.intervals import gaps
from sim.units import DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Profit against lateness.

    Parameters
    ----------
    late
        Change of the orders that come late, a month.
    worth
        What a late order costs in lost custom where profit less that cost does not change; None where one of the two
        sides is better on both.
    profit
        Change of profit a month less what the scenario says that late orders cost; None where it says nothing.
    """

    late: float
    worth: float | None
    profit: float | None

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "late_orders_a_month": self.late,
            "worth_of_a_late_order": self.worth,
            "profit_a_month_with": self.profit,
        }


def break_even(comparison: Compared) -> BreakEven | None:
    """Return at which worth of a late order B is worth as much as A; None where lateness was not observed."""
    worth, a, b = money(comparison), comparison.a, comparison.b
    late_orders = gaps(a.values("orders_late"), b.values("orders_late"))
    if worth is None or worth.profit.mean is None or not late_orders:
        return None
    late = math.fsum(late_orders) / len(late_orders) * (DAYS_A_MONTH / a.days_counted)
    gain = worth.profit.mean
    turns = gain / late if late and gain and (gain > 0) == (late > 0) else None
    cost = b.scenario.experiment.late_order_cost
    return BreakEven(late, turns, None if cost is None else gain - cost * late)
