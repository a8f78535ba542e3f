"""The files of a finished run beside its store: the KPIs as a table, the scenario, the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.study.keeping.files import parquet
from scenarios.study.running.results import RunResult


def result_files(result: RunResult, first: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """``kpis.parquet``, ``scenario.yaml`` and ``report.html`` by name."""
    from scenarios.exports.tables import kpi_table
    from scenarios.report import page
    from scenarios.writing import to_yaml

    rows = [(result.scenario.name, result.scenario.experiment.seed, one) for one in result.replications]
    return {
        "kpis.parquet": parquet(kpi_table(rows)),
        "scenario.yaml": to_yaml(result.scenario).encode(),
        "report.html": page.render(result, first).encode(),
    }
