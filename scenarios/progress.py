"""What a person sees while a study works: one moving line in a terminal, plain lines in a log file; always on stderr.

Replications done, how many a second, how long it will take, and the interval of the headline KPI as it narrows. A log
file hears of the first replication, of the last, and in between every ten seconds. What the first replication warns of
is said as it comes, what others do at the end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from scenarios.beside_yours import beside_yours
from scenarios.document import Sequential
from scenarios.errors import printable
from scenarios.streams import drawable
from scenarios.study.labels import short_name
from scenarios.study.running.replication import Replication
from scenarios.study.warned import Warned
from scenarios.without_effect import without_effect

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

HEADLINE = "on_time_delivery"
"""The KPI that is watched where the experiment names none."""

LOG_EVERY = 10.0
"""Seconds between two lines in a log file."""


class Progress:
    """Count replications that are done.

    Parameters
    ----------
    total
        Replications to come; None when it is not known (a sequential experiment).
    label
        What is run.
    stream
        Where to write; stderr when None.
    headline
        KPI whose interval is shown, for the scenario that is told of first.
    confidence
        Coverage of the interval.
    """

    def __init__(
        self,
        total: int | None,
        label: str,
        stream: TextIO | None = None,
        headline: str = HEADLINE,
        confidence: float = 0.95,
    ) -> None:
        self.total = total
        self.label = label
        self.stream = sys.stderr if stream is None else stream
        self.headline = headline
        self.confidence = confidence
        self.notes: list[str] = []
        self.count = self.stored = self.failed = 0
        self._first_fresh: float | None = None
        self.began = time.perf_counter()
        self._logged = -LOG_EVERY
        self._watched: str | None = None
        self._warned = Warned()
        self._values: list[Mapping[str, float | None]] = []
        self._bar: Any = None
        self._task: Any = None

    @classmethod
    def of(cls, scenarios: Sequence[Scenario]) -> Progress:
        """Return a progress line for all replications of these scenarios; the first is the baseline of the others."""
        baseline, *others = scenarios
        label = short_name(baseline) + (f" against {', '.join(map(short_name, others))}" if others else "")
        rules = [one.experiment.replications for one in scenarios]
        total = None if any(isinstance(rule, Sequential) for rule in rules) else sum(map(_count, rules))
        rule = rules[0]
        headline = rule.watched[0].kpi if isinstance(rule, Sequential) and rule.watched else HEADLINE
        found = cls(total, label, headline=headline, confidence=baseline.experiment.confidence)
        found.notes = [*beside_yours(scenarios), *without_effect(scenarios)]
        return found

    def __enter__(self) -> Progress:
        """Show the first line."""
        if (terminal := drawable(self.stream)) is not None:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            label, remarks = (TextColumn(f"{{task.{name}}}", markup=False) for name in ("description", "fields[told]"))
            columns = (label, BarColumn(), remarks)
            self._bar = Bar(*columns, console=Console(file=terminal), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(printable(self.label), total=self.total, told="")
        else:
            of = (
                "as many replications as it takes"
                if self.total is None
                else f"{self.total} replication{'s' * (self.total > 1)}"
            )
            self.say(f"{self.label}: {of}")
        for note in self.notes:
            self.say(f"{self.label}: {note}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the moving line away, and tell what others warn of than the replication that came first."""
        if kind is None:
            for line in self._warned.unsaid():
                self.say(line if self._warned.several else f"{self.label}: {line}")
        if self._bar is not None:
            self._bar.stop()

    def say(self, line: str) -> None:
        """Write a line of its own."""
        if self._bar is not None:
            self._bar.console.print(printable(line, lines=True), highlight=False, markup=False)
        else:
            print(line, file=self.stream, flush=True)

    def part(self, share: float) -> None:
        """Move the line on within a replication; a log file hears of whole replications only."""
        if self._bar is not None:
            self._bar.update(self._task, completed=self.count + min(share, 0.99))

    def arrived(self, name: str, replication: Replication) -> None:
        """Count one more of a scenario, as `run_all` tells of it."""
        elapsed = time.perf_counter() - self.began
        self.count += 1
        self.failed += bool(replication.failure)
        if replication.seconds > elapsed:  # what took longer than we have been here was computed before
            self.stored += 1
        elif self._first_fresh is None:
            self._first_fresh = elapsed
        self._watched = name if self._watched is None else self._watched
        if name == self._watched:
            self._values.append(replication.kpis)
        if self._bar is not None:
            self._bar.update(self._task, completed=self.count, told=self._remarks(elapsed))
        elif self.count in (1, self.total) or elapsed - self._logged >= LOG_EVERY:
            self._logged = elapsed
            of = "" if self.total is None else f" of {self.total}"
            self.say(f"{self.label}: replication {self.count}{of} done after {elapsed:.1f} s{self._remarks(elapsed)}")
        self._warned.add(name, replication)
        if self.count == 1:
            for warning in replication.warnings:
                self.say(f"{self.label}: {warning}")
                self._warned.said(warning)

    def done(self, replication: Replication) -> None:
        """Count one more of the only scenario there is."""
        self.arrived(self.label, replication)

    def _remarks(self, elapsed: float) -> str:
        """Return what there is to say beside the count, in a few words each."""
        remarks = [
            f"{self.stored} from the store" if self.stored else "",
            f"{self.failed} failed" if self.failed else "",
        ]
        further = self.count - self.stored - 1  # the first one is the start of the watch: workers take a while
        if self._first_fresh is not None and further > 0:
            rate = further / max(elapsed - self._first_fresh, 1e-3)
            remarks.append(f"{rate:.2g} a second")
            if self.total is not None and self.count < self.total:
                remarks.append(f"{_span((self.total - self.count) / rate)} left")
        remarks.append(self._interval())
        return "".join(f", {words}" for words in remarks if words)

    def _interval(self) -> str:
        from scenarios.study.statistics.observed import kpi_estimate
        from scenarios.text_tables import number
        from sim.kpis import definition

        found = kpi_estimate(self.headline, self._values, self.confidence) if self._values else None
        if found is None or found.low is None or found.high is None:
            return ""
        unit, low, high = definition(self.headline).unit, found.low, found.high
        return f"{self.headline} {number(low, unit)} to {number(high, unit)}{' %' * (unit == 'share')}"


def _count(rule: object) -> int:
    return rule if isinstance(rule, int) else 0


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
