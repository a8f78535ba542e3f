"""What a study warns of: each kind of warning once, with whom it concerns and in how many of its replications.

Two warnings are of a kind when they differ in numbers alone. A baseline that is well says nothing of its alternatives,
nor the first replication of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scenarios.study.labels import short_reference
from scenarios.study.running.replication import Replication

_NUMBERS = re.compile(r"\d[\d.,]*")


def kind(warning: str) -> str:
    """Return a warning without its numbers."""
    return _NUMBERS.sub("#", warning)


@dataclass(slots=True)
class _Met:
    """A kind of warning: its words in the first replication that has it, and how many replications have it."""

    first: int
    words: str
    count: int


class Warned:
    """Warnings of a study's scenarios, as its replications arrive in whatever order."""

    def __init__(self) -> None:
        self._met: dict[str, dict[str, _Met]] = {}
        self._replications: dict[str, int] = {}
        self._said: set[str] = set()

    @classmethod
    def of(cls, runs: Iterable[tuple[str, Iterable[Replication]]]) -> Warned:
        """Gather the warnings of scenarios by name."""
        found = cls()
        for name, replications in runs:
            for one in replications:
                found.add(name, one)
        return found

    def add(self, name: str, replication: Replication) -> None:
        """Note what a replication of a scenario warns of."""
        self._replications[name] = self._replications.get(name, 0) + 1
        of_name = self._met.setdefault(name, {})
        for which, words in {kind(words): words for words in reversed(replication.warnings)}.items():
            met = of_name.setdefault(which, _Met(replication.number, words, 0))
            met.count += 1
            if replication.number < met.first:
                met.first, met.words = replication.number, words

    def said(self, warning: str) -> None:
        """Remember that this kind of warning was said already."""
        self._said.add(kind(warning))

    @property
    def several(self) -> bool:
        """Whether there are several scenarios, so that a line names the one it is of."""
        return len(self._met) > 1

    def unsaid(self) -> list[str]:
        """Return a line for each kind of warning that was not said yet."""
        concerned: dict[str, list[str]] = {}
        for name, of_name in self._met.items():
            for which in of_name:
                if which not in self._said:
                    concerned.setdefault(which, []).append(name)
        return [self._line(which, names) for which, names in concerned.items()]

    def _line(self, which: str, names: list[str]) -> str:
        name = names[0]
        met, of = self._met[name][which], self._replications[name]
        whom = f"{short_reference(name)}: " if self.several else ""
        some = f" (in {met.count} of {of} replications)" if met.count < of else ""
        others = len(names) - 1
        more = f"; of this kind in {others} more scenario{'s' * (others > 1)}" if others else ""
        return f"{whom}{met.words}{some}{more}"


def warnings_of(runs: Mapping[str, Iterable[Replication]]) -> list[str]:
    """Return a line for each kind of warning that scenarios, by name, met."""
    return Warned.of(runs.items()).unsaid()
