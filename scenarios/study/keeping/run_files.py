"""The files of a finished run beside its store: the KPIs as a table, the scenario, the report."""

from __future__ import annotations

from scenarios.study.keeping.files import parquet
from scenarios.study.keeping.folder import StudyFolder
from scenarios.study.running.results import RunResult


def write_results(result: RunResult, folder: StudyFolder) -> None:
    """Write ``kpis.parquet``, ``scenario.yaml`` and ``report.html``."""
    from scenarios.exports.tables import kpi_table
    from scenarios.report import page
    from scenarios.writing import to_yaml

    rows = [(result.scenario.name, result.scenario.experiment.seed, one) for one in result.replications]
    folder.write("kpis.parquet", parquet(kpi_table(rows)))
    folder.write("scenario.yaml", to_yaml(result.scenario))
    folder.write("report.html", page.render(result))
