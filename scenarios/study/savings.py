"""What B saves against A in money a month, replication by replication."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.resolve import Scenario
from scenarios.study.results import Replication

DAYS_A_MONTH = 365.25 / 12


def savings(a: Sequence[Replication], b: Sequence[Replication], scenario: Scenario) -> list[float | None]:
    """Return what B saves a month in each replication: what an order costs less, times the orders a month.

    Parameters
    ----------
    a, b
        Replications of either scenario over the same customers.
    scenario
        Which says over how many days they ran.

    Returns
    -------
    list
        Currency; None where a replication has no cost per order.
    """
    months = days(scenario) / DAYS_A_MONTH
    found: list[float | None] = []
    for before, after in zip(a, b, strict=True):
        dear, cheap = before.kpis.get("cost_per_order"), after.kpis.get("cost_per_order")
        orders = before.kpis.get("order_volume")
        known = dear is not None and cheap is not None and orders is not None
        found.append((dear - cheap) * orders / months if known else None)  # type: ignore[operator]
    return found


def days(scenario: Scenario) -> int:
    """Return the days of demand, which an order file settles if there is one."""
    if scenario.config.placement.trace is None:
        return scenario.config.days
    from scenarios.traces import tape_source

    return tape_source(scenario.config)[0].days
