"""What a change is worth: what B saves a month, what it costs once, and when that has come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.study.running.results import Replication
from scenarios.study.statistics.intervals import Estimate

if TYPE_CHECKING:
    from scenarios.study.statistics.comparison import Comparison

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Money:
    """A change in the scenario's currency.

    Parameters
    ----------
    saving
        What B costs less than A a month, negative when it costs more; the interval is that of the cost per order.
    orders
        Orders a month.
    one_off
        What going over from A to B costs once: ``experiment.one_off_cost`` of B less that of A.
    """

    saving: Estimate
    orders: float
    one_off: float

    @property
    def payback(self) -> Estimate | None:
        """Months until savings have paid the one-off cost; `high` is None where they may never do.

        None where nothing is to be paid back, or the mean saving pays nothing.
        """
        saving = self.saving
        if self.one_off <= 0 or saving.mean is None or saving.mean <= 0:
            return None
        # The dearest saving is the shortest wait.
        low = None if saving.high is None else self.one_off / saving.high
        high = None if saving.low is None or saving.low <= 0 else self.one_off / saving.low
        return Estimate(self.one_off / saving.mean, low, high, saving.n)

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        saving, payback = self.saving, self.payback
        return {
            "saving_a_month": {"mean": saving.mean, "low": saving.low, "high": saving.high},
            "one_off_cost": self.one_off,
            "payback_months": None
            if payback is None
            else {"mean": payback.mean, "low": payback.low, "high": payback.high},
        }


def money(comparison: Comparison) -> Money | None:
    """Return what B is worth against A; None where no cost per order was observed."""
    found = comparison.kpis().get("cost_per_order")
    orders = comparison.a.kpis()["order_volume"].mean if found is not None else None
    if found is None or found.estimate.mean is None or orders is None:
        return None
    monthly, gap = orders / comparison.a.days_counted * DAYS_A_MONTH, found.estimate
    mean, low, high = (None if end is None else -end * monthly for end in (gap.mean, gap.high, gap.low))
    saving = Estimate(mean, low, high, gap.n)
    costs = [one.scenario.experiment.one_off_cost for one in (comparison.a, comparison.b)]
    return Money(saving, monthly, costs[1] - costs[0])


def savings(a: Sequence[Replication], b: Sequence[Replication], days: int) -> list[float | None]:
    """Return what B saves a month in each replication: what an order costs less, times the orders a month.

    Parameters
    ----------
    a, b
        Replications of either scenario over the same customers.
    days
        Days whose orders count in them.

    Returns
    -------
    list
        Currency; None where a replication has no cost per order.
    """
    found: list[float | None] = []
    for before, after in zip(a, b, strict=True):
        dear, cheap = before.kpis.get("cost_per_order"), after.kpis.get("cost_per_order")
        orders = before.kpis.get("order_volume")
        known = dear is not None and cheap is not None and orders is not None
        found.append((dear - cheap) * orders / days * DAYS_A_MONTH if known else None)  # type: ignore[operator]
    return found
