"""The files of a finished run beside its store: the KPIs as a table, the scenario, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.study.folder import StudyFolder, parquet
from scenarios.study.results import RunResult, kpi_keys
from sim.kpis import definition

if TYPE_CHECKING:
    from polars import DataFrame


def write_results(result: RunResult, folder: StudyFolder) -> None:
    """Write ``kpis.parquet``, ``scenario.yaml`` and ``report.html``."""
    from scenarios.report import page
    from scenarios.writing import to_yaml

    folder.write("kpis.parquet", parquet(kpi_table([result])))
    folder.write("scenario.yaml", to_yaml(result.scenario))
    folder.write("report.html", page.render(result))


def kpi_table(results: list[RunResult]) -> DataFrame:
    """Return one row a scenario, replication and KPI; replications without a result are left out."""
    import polars

    rows = [
        {
            "scenario": result.scenario.name,
            "replication": one.number,
            "kpi": key,
            "value": one.kpis.get(key),
            "unit": definition(key).unit,
            "tape": one.tape,
        }
        for result in results
        for one in result.replications
        if not one.failure
        for key in kpi_keys(result)
    ]
    return polars.DataFrame(rows, schema_overrides={"value": polars.Float64})
