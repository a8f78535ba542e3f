"""Results as frames for a notebook: a row a KPI, a row a planned wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.units import HOUR, minor

if TYPE_CHECKING:
    import polars

    from sim.delivery.planned import PlannedWave

Record = dict[str, Any]


def records(kpis: Mapping[str, Mapping[str, Any]]) -> list[Record]:
    """Return a record a KPI: its key as `kpi`, and the values that documents print of it."""
    return [{"kpi": key, **values} for key, values in kpis.items()]


def wave_records(waves: Sequence[PlannedWave], nodes: Sequence[str]) -> list[Record]:
    """Return a record a wave: where, when (hours since the start), how large, and its audited plan.

    `plan_cost` is the objective in the scenario's currency (kilometres or minutes where plans are made for these);
    `cpu_seconds` are those of the solve, on this machine.
    """
    return [
        {
            "node": nodes[one.node], "wave": one.number, "departure_hours": one.departure / HOUR, "stops": one.stops,
            "vehicles": one.vehicles, "plan_cost": one.cost / minor(1.0), "iterations": one.iterations,
            "unserved": one.unserved, "cpu_seconds": one.cpu_seconds,
        }
        for one in waves
    ]  # fmt: skip


def frame(records: Sequence[Record]) -> polars.DataFrame:
    """Return records as a polars frame."""
    import polars

    return polars.DataFrame(records, infer_schema_length=None)
