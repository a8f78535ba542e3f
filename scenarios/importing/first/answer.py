"""The first answer to an imported business, on one page: the last month, what waits, what it hangs on, one what-if."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from scenarios.text_tables import number, text_table, unit_label
from scenarios.traces import read

MANY = 600
"""Orders that are enough to tell which defaults matter; a shop with more in a month is looked at for fewer days."""
OFF = 0.1
"""Share of a mean lead time beyond which a month is not told rightly."""
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


def in_words(document: Mapping[str, Any]) -> str:
    """Return the page that is printed, from the answer as JSON."""
    currency = document["currency"]
    rows = [
        (
            row["what"],
            number(row["observed"], row["unit"]) if row["observed"] is not None else "not in your file",
            number(row["simulated"], row["unit"]),
            unit_label(row["unit"], currency),
        )
        for row in document["observed_beside_simulated"]
    ]
    lines = [
        f"Last month ({document['from']} to {document['to']})",
        text_table(("", "observed", "simulated", "unit"), rows),
        *_advice(document),
        "",
        "Bottlenecks",
        *(f"  {one}" for one in document["bottlenecks"] or ["Nothing waited anywhere."]),
        "",
        _defaults_head(document),
    ]
    if document["defaults"]:
        head = ("default", "now", "lower", "profit", "on time", "higher", "profit", "on time")
        lines.append(text_table(head, [_default(one) for one in document["defaults"]]))
    return "\n".join([*lines, "", *_what_if(document)])


def _defaults_head(document: Mapping[str, Any]) -> str:
    found = document["defaults"]
    if not found:
        return "None of our defaults moves profit or punctuality."
    days, now = document["defaults_days"], found[0]["now"]
    return (
        f"The answer hangs most on these defaults of ours (now {now['profit_a_month']:,.0f} {document['currency']} a "
        f"month, {number(now['on_time_delivery'], 'share')} % on time, over the last {days} day{'s' * (days != 1)})"
    )


def _default(one: Mapping[str, Any]) -> tuple[str, ...]:
    many = len(one["paths"]) - 1
    name = one["path"] + (f" and {many} more of that name" if many else "")
    ends: list[str] = []
    for end in (one["less"], one["more"]):
        ends += ["-"] * 3 if end is None else [
            f"{end['value']:g}", f"{end['profit_a_month']:,.0f}", number(end["on_time_delivery"], "share")
        ]  # fmt: skip
    return name, f"{one['now']['value']:g}", *ends


def _advice(document: Mapping[str, Any]) -> list[str]:
    """What to do where the last month is not told rightly: newer lead times, or a file that tells of them."""
    seen = {row["what"]: row for row in document["observed_beside_simulated"]}
    mean = seen["delivered, mean"]
    if mean["observed"] is None:
        return ["Your file has no delivery dates: lead times and punctuality are those of our defaults."]
    if abs(mean["simulated"] - mean["observed"]) > OFF * mean["observed"]:
        return [f"Lead times are off: orderlab calibrate {document['folder']} fits them to the last weeks."]
    return []


def _what_if(document: Mapping[str, Any]) -> list[str]:
    asked, currency, folder = document["what_if"], document["currency"], document["folder"]
    worth = asked["profit_a_month"]
    command = f"  orderlab compare {folder} '{folder}+{'+'.join(asked['changes'])}'"
    if worth is None or worth["mean"] is None:
        return [f"What if: {asked['label']}? No profit was observed.", command]
    between = "" if worth["low"] is None else f" ({worth['low']:,.0f} to {worth['high']:,.0f})"
    return [f"What if: {asked['label']}? Profit a month changes by {worth['mean']:+,.0f}{between} {currency}.", command]
