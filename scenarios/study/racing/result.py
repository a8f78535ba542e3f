"""What came of a race: rows, their means and verdicts, frames, pictures, plans and a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.study.racing import judging
from scenarios.study.racing.solving import Row

if TYPE_CHECKING:
    import pandas
    import polars
    from matplotlib.axes import Axes

SHOWN = (
    *("instance", "set", "solver", "seconds", "iterations", "seed", "cost", "best_known", "gap", "feasible"),
    *("vehicles", "cpu_seconds", "status", "reason", "trace_by"),
)
"""Keys of a row that are printed; routes and traces are kept in the store."""


@dataclass(frozen=True)
class RaceResult:
    """A race, run.

    Parameters
    ----------
    rows
        A row a solve: instance, set, solver, budget, seed, audited cost, gap in per cent, CPU seconds, status with its
        reason, trace of (CPU seconds, cost), and routes of (vehicle type, stops).
    settings
        What was asked for.
    """

    rows: tuple[Row, ...]
    settings: Mapping[str, Any]

    def summary(self) -> list[Row]:
        """Mean gap per set, solver and budget."""
        return judging.summary(self.rows)

    def by_instance(self) -> list[Row]:
        """Mean gap and cost per instance, solver and budget."""
        return judging.by_instance(self.rows)

    def verdicts(self) -> list[Row]:
        """Which solver is better where, by a paired test over instances; last over all sets."""
        return judging.verdicts(self.rows)

    def profiles(self) -> dict[str, list[float]]:
        """Performance profile of each solver at `judging.RATIOS` of the best."""
        return judging.profiles(self.rows)

    def document(self) -> dict[str, Any]:
        """Return what `orderlab race --json` prints."""
        rows = [{key: row[key] for key in SHOWN} for row in self.rows]
        return {"rows": rows, "summary": self.summary(), "verdicts": self.verdicts()}

    def table(self) -> str:
        """Means, profile and verdicts as text."""
        from scenarios.study.racing.words import in_words

        return in_words(self.rows)

    def to_polars(self) -> polars.DataFrame:
        """One row a solve, as a polars frame; without traces and routes."""
        import polars

        return polars.DataFrame([{key: row[key] for key in SHOWN} for row in self.rows], infer_schema_length=None)

    def to_pandas(self) -> pandas.DataFrame:
        """One row a solve, as a pandas frame; pandas has to be installed."""
        import pandas

        return pandas.DataFrame([{key: row[key] for key in SHOWN} for row in self.rows])

    def plot_profile(self, axes: Axes | None = None) -> Axes:
        """Performance profile: the share of solves within a ratio of the best."""
        from scenarios.report.pictures.raced import performance_profile

        return performance_profile(self.rows, axes)

    def plot_gap(self, axes: Axes | None = None) -> Axes:
        """Gap over CPU time, the median over solves with the middle half as a band."""
        from scenarios.report.pictures.raced import gap_over_time

        return gap_over_time(self.rows, axes)

    def plot_time_to_target(self, axes: Axes | None = None, *, within: float = judging.TARGET) -> Axes:
        """Time to target: the share of solves that were within so many per cent after so many CPU seconds."""
        from scenarios.report.pictures.raced import time_to_target

        return time_to_target(self.rows, axes, within=within)

    def write_plans(self, folder: Path | str) -> list[Path]:
        """Write every plan as a `.sol` into a folder."""
        from scenarios.study.racing.plans import write_plans

        return write_plans(Path(folder), self.rows)

    def write_bundle(self, file: Path | str, *, problems: bool = True) -> None:
        """Pack problems (or their hashes), routes, settings and versions into a zip for `orderlab verify`."""
        from scenarios.study.racing.bundle import write_bundle

        write_bundle(Path(file), self.rows, self.settings, problems=problems)

    def __repr__(self) -> str:
        solvers, instances = ({row[key] for row in self.rows} for key in ("solver", "instance"))
        return f"RaceResult({len(self.rows)} solves, {len(solvers)} solvers, {len(instances)} instances)"

    def _repr_html_(self) -> str:
        """The means as a table, for a notebook."""
        from scenarios.study.racing.words import as_html

        return as_html(self.rows)
