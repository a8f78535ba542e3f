"""What the profit of a replication is made of, by KPI, in the scenario's currency."""

from __future__ import annotations

from collections.abc import Mapping

Values = Mapping[str, float | None]


def parts(kpis: Values) -> dict[str, float]:
    """Return what the profit of a replication is made of: income positive, cost of goods and costs negative."""
    income = {key: value for key, value in kpis.items() if key.startswith("turnover.") and value is not None}
    spent = {key: -(value or 0.0) for key, value in kpis.items() if key == "cost_of_goods" or key.startswith("cost.")}
    return income | spent
