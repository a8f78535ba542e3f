"""What a person sees while a run works: one moving line in a terminal, plain lines in a log file; always on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, TextIO

from scenarios.study.results import Replication


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
    """

    def __init__(self, total: int | None, label: str, stream: TextIO | None = None) -> None:
        self.total = total
        self.label = label
        self.stream = sys.stderr if stream is None else stream
        self.count = 0
        self.began = time.perf_counter()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        """Show the first line."""
        if self.stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:.0f} %"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            )
            self._bar = Bar(*columns, console=Console(file=self.stream), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self.label, total=self.total)
        else:
            of = (
                "replications until the interval is narrow"
                if self.total is None
                else f"{self.total} replication{'s' * (self.total > 1)}"
            )
            self.say(f"{self.label}: {of}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the moving line away."""
        if self._bar is not None:
            self._bar.stop()

    def say(self, line: str) -> None:
        """Write a line of its own."""
        if self._bar is not None:
            self._bar.console.print(line, highlight=False, markup=False)
        else:
            print(line, file=self.stream, flush=True)

    def part(self, share: float) -> None:
        """Move the line on within a replication; a log file hears of whole replications only."""
        if self._bar is not None:
            self._bar.update(self._task, completed=self.count + min(share, 0.99))

    def done(self, replication: Replication) -> None:
        """Count one more, and pass on what the model warned of the first time."""
        self.count += 1
        if self._bar is not None:
            self._bar.update(self._task, completed=self.count)
        else:
            of = "" if self.total is None else f" of {self.total}"
            elapsed = time.perf_counter() - self.began
            self.say(f"{self.label}: replication {self.count}{of} done after {elapsed:.1f} s")
        if self.count == 1:
            for warning in replication.warnings:
                self.say(f"{self.label}: {warning}")
