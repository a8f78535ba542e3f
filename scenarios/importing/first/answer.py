"""The first answer to an imported business, on one page: the last month, what waits, what it hangs on, one what-if."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.importing.first.hanging import Default, hangs_on
from scenarios.importing.first.month import Beside, beside, imported_from, last_days, moments
from scenarios.importing.first.what_if import what_if
from scenarios.report.insights import bottlenecks
from scenarios.resolve import with_experiment
from scenarios.scenario import Scenario
from scenarios.study.api import as_arms, run_all
from scenarios.study.explaining.money import money
from scenarios.study.keeping.store import Store
from scenarios.study.running.trials import Trials
from scenarios.study.statistics.comparison import compared
from scenarios.study.statistics.intervals import Estimate
from scenarios.traces import read

MANY = 600
"""Orders that are enough to tell which defaults matter; a shop with more in a month is looked at for fewer days."""
LEAST_REPLICATIONS, MOST_REPLICATIONS = 3, 10


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What is told first.

    Parameters
    ----------
    folder
        Of the import.
    first, last
        The days of the last month.
    currency
        Of all amounts.
    rows
        Observed beside simulated, of one replication.
    bottlenecks
        A sentence each, worst first.
    defaults
        Ours, those that move the profit most first.
    default_days
        Days over which they were moved.
    question, changes
        The what-if in words and as ``path=value``.
    profit
        What it changes of the profit a month.
    """

    folder: str
    first: str
    last: str
    currency: str
    rows: tuple[Beside, ...]
    bottlenecks: tuple[str, ...]
    defaults: tuple[Default, ...]
    default_days: int
    question: str
    changes: tuple[str, ...]
    profit: Estimate | None

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        worth = self.profit
        return {
            "folder": self.folder,
            "from": self.first,
            "to": self.last,
            "currency": self.currency,
            "observed_beside_simulated": [row.document() for row in self.rows],
            "bottlenecks": list(self.bottlenecks),
            "defaults": [one.document() for one in self.defaults],
            "defaults_days": self.default_days,
            "what_if": {
                "label": self.question,
                "changes": list(self.changes),
                "profit_a_month": None
                if worth is None
                else {"mean": worth.mean, "low": worth.low, "high": worth.high, "n": worth.n},
            },
        }


def first_answer(
    scenario: Scenario,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    store: Store | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> FirstAnswer:
    """Answer first.

    Parameters
    ----------
    scenario
        An imported business.
    jobs, cluster, store
        As `run_all` takes them.
    say
        Told what is being done.
    """
    month = _replicated(last_days(scenario))
    trace = read(month.config, Path())
    first, last = moments(trace)
    days = trace.config.days
    say(f"the last {days} day{'s' * (days != 1)}, {first} to {last}: {trace.placed.size:,} orders")
    (before,) = run_all([month], jobs=jobs, cluster=cluster, store=store, keep_outcome=True)
    asked = what_if(month, before.outcome)
    _, after = run_all(as_arms([month, asked.scenario]), jobs=jobs, cluster=cluster, store=store, stop_together=True)
    worth = money(compared(before, [after])[0])
    fewer = max(1, min(days, int(days * MANY / trace.placed.size)))
    short = with_experiment(last_days(scenario, fewer), replications=1)
    runs = Trials(scenario.experiment.jobs if jobs is None else jobs, cluster, store)
    return FirstAnswer(
        folder=str(imported_from(scenario)),
        first=first.isoformat(),
        last=last.isoformat(),
        currency=scenario.config.currency,
        rows=tuple(beside(before.outcome, trace)),
        bottlenecks=tuple(str(one) for one in bottlenecks(before.outcome, 3)),
        defaults=tuple(hangs_on(short, fewer, runs, say)),
        default_days=fewer,
        question=asked.label,
        changes=tuple(change.text for change in asked.changes),
        profit=None if worth is None else worth.profit,
    )


def _replicated(scenario: Scenario) -> Scenario:
    """The scenario with as many replications as a month's what-if needs and a page can wait for."""
    wanted = scenario.experiment.replications
    count = wanted if isinstance(wanted, int) else LEAST_REPLICATIONS
    return with_experiment(
        scenario, replications=min(max(count, LEAST_REPLICATIONS), MOST_REPLICATIONS), design="terminating"
    )
