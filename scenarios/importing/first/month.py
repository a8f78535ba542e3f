"""The last month of an imported business: the scenario that replays it alone, and observed beside simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenarios.importing.values import MARKS, TABLES
from scenarios.overrides import Override
from scenarios.resolve import with_values
from scenarios.scenario import Scenario
from scenarios.traces import read
from scenarios.traces.stages import simulated_stages, stage_words
from scenarios.traces.trace import Trace
from sim.kpis import evaluate
from sim.outcome import Outcome
from sim.units import DAY, UNOBSERVED

MONTH = 30
"""Days."""
FEW = 10
"""Orders below which nothing is said of a stage."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beside:
    """One row: what it is, its unit, observed and simulated (None where nobody knows), and orders that say so."""

    what: str
    unit: str
    observed: float | None
    simulated: float | None
    orders: int

    def document(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "what": self.what,
            "unit": self.unit,
            "observed": self.observed,
            "simulated": self.simulated,
            "orders": self.orders,
        }


def imported_from(scenario: Scenario) -> Path | None:
    """The folder of an import that a scenario replays; None for any other."""
    trace = scenario.config.placement.trace
    if trace is None or trace.path is None:
        return None
    tables = Path(trace.path).parent
    return tables.parent if tables.name == TABLES and (tables / MARKS).is_file() else None


def last_days(scenario: Scenario, days: int = MONTH) -> Scenario:
    """Return the scenario over its file's last days of orders, or all where there are fewer."""
    trace = read(scenario.config, Path())
    last = trace.config.start + timedelta(days=int(trace.placed[-1]) // DAY)
    first = max(trace.config.start, last - timedelta(days=days - 1))
    paths = {"first_day": first, "last_day": last}
    changes = [Override(("placement", "trace", name), day, "--set") for name, day in paths.items()]
    return with_values(scenario, [*changes, Override(("placement", "trace", "orders"), "replay", "--set")])


def beside(outcome: Outcome, trace: Trace) -> list[Beside]:
    """Return observed beside simulated, of one replication of the days that `trace` holds.

    A stage is told of the orders that have its stamp in both; what the file does not tell has no observation.
    """
    tape, seen = outcome.facts.tape, trace.observed
    model = simulated_stages(outcome)
    rows = [Beside("orders placed", "orders", float(tape.orders), float(tape.orders), tape.orders)]
    for stage, words in stage_words(trace.config).items():
        real: NDArray[np.int64] = getattr(seen, stage)
        known = real >= tape.placed
        both = known & (model[stage] >= 0)
        placed = tape.placed
        if np.count_nonzero(both) >= FEW:
            for name, of in _SUMMARIES:
                theirs, ours = (of((stamps[both] - placed[both]) / DAY) for stamps in (real, model[stage]))
                rows.append(Beside(f"{words}, {name}", "days", theirs, ours, int(np.count_nonzero(both))))
        else:
            came = model[stage] >= 0
            mean = float(((model[stage] - placed)[came] / DAY).mean()) if came.any() else None
            rows.append(Beside(f"{words}, mean", "days", None, mean, int(np.count_nonzero(known))))
    rows.append(_on_time(outcome, trace, model["delivered"]))
    kpis = evaluate(outcome)
    rows += _came_back(trace, kpis["return_rate"])
    stars = seen.stars[seen.stars != UNOBSERVED]
    if stars.size >= FEW:
        rows.append(Beside("stars, mean", "stars", float(stars.mean()), kpis["customer_satisfaction"], int(stars.size)))
    return rows


_SUMMARIES: tuple[tuple[str, Callable[[Numbers], float]], ...] = (
    ("mean", lambda days: float(days.mean())),
    ("nine in ten within", lambda days: float(np.quantile(days, 0.9))),
)


def _on_time(outcome: Outcome, trace: Trace, delivered: NDArray[np.int64]) -> Beside:
    """Of the orders that came in both, the share within the promise; the file's, else the scenario's."""
    seen, promise = trace.observed, outcome.facts.promise_close
    both = (seen.delivered != UNOBSERVED) & (seen.promised != UNOBSERVED) & (delivered >= 0)
    if np.count_nonzero(both) >= FEW:
        theirs, ours = (float((stamps[both] <= seen.promised[both]).mean()) for stamps in (seen.delivered, delivered))
        return Beside("on time", "share", theirs, ours, int(np.count_nonzero(both)))
    came = delivered >= 0
    share = float((delivered[came] <= promise[came]).mean()) if came.any() else None
    return Beside("on time", "share", None, share, int(np.count_nonzero(both)))


def _came_back(trace: Trace, simulated: float | None) -> list[Beside]:
    """The money that came back as a share of the goods sold, beside the share of units."""
    orders = trace.sales.orders
    if "refunded" not in (trace.config.placement.trace.columns if trace.config.placement.trace else {}):
        return []
    sold, back = int(orders["gross"].fill_null(0).sum()), int(orders["came_back"].fill_null(0).sum())
    return [Beside("came back", "share", back / sold if sold else None, simulated, orders.height)]


def moments(trace: Trace) -> tuple[date, date]:
    """First and last day of a trace's orders."""
    start = datetime.combine(trace.config.start, datetime.min.time())
    return start.date(), (start + timedelta(microseconds=int(trace.placed[-1]))).date()
