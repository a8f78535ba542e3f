"""The results of a study as tables: one row a replication, and one row a replication and KPI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scenarios.study.running.replication import Replication
from sim.kpis import definition

if TYPE_CHECKING:
    from polars import DataFrame

Row = tuple[str, int, Replication]
"""Name of a scenario, its seed, and a replication of it."""


def kpi_table(rows: Iterable[Row]) -> DataFrame:
    """Return one row a scenario, replication and KPI; replications without a result are left out."""
    import polars

    found = [
        {
            "scenario": scenario,
            "replication": one.number,
            "kpi": key,
            "value": value,
            "unit": definition(key).unit,
            "tape": one.tape,
        }
        for scenario, _, one in rows
        for key, value in one.kpis.items()
    ]
    schema = {"scenario": str, "replication": int, "kpi": str, "value": float, "unit": str, "tape": str}
    return polars.DataFrame(found, schema=schema)


def replication_table(rows: Iterable[Row]) -> DataFrame:
    """Return one row a scenario and replication: seed, tape, seconds it took, and why it failed if it did."""
    import polars

    found = [
        {
            "scenario": scenario,
            "replication": one.number,
            "seed": seed,
            "tape": one.tape,
            "seconds": one.seconds,
            "failure": one.failure,
        }
        for scenario, seed, one in rows
    ]
    schema = {"scenario": str, "replication": int, "seed": int, "tape": str, "seconds": float, "failure": str}
    return polars.DataFrame(found, schema=schema)
