"""The page of a study: what was found in plain words, and what it rests on; read offline, printed, or on a phone.

A study fills a `StudyPage`; what it has nothing for stays away. The page asks nothing of a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scenarios.report.templates import render as fill


class Pictured(Protocol):
    """A picture with its heading, what is to be seen in it, and its bytes as a data URL."""

    @property
    def heading(self) -> str:
        """What it is called."""

    @property
    def caption(self) -> str:
        """What is to be seen."""

    @property
    def source(self) -> str:
        """The picture as a data URL."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A target: what is wanted, what was found, and how that stands (`holds`, `open`, `fails`)."""

    title: str
    value: str
    wanted: str
    state: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a waterfall: per cent of the width where its bar begins and how long it is; `kind` colours it."""

    label: str
    value: str
    begin: float
    length: float
    kind: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; columns that hold numbers are set to the right by their place."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison, or all of another study."""

    title: str
    lead: Sequence[str] = ()
    tiles: Sequence[Tile] = ()
    waterfall: Sequence[Step] = ()
    unit: str = ""
    service: Rows | None = None
    settings: Rows | None = None
    differs: Rows | None = None
    rests: Rows | None = None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Everything on the page.

    Parameters
    ----------
    title, subtitle
        What was asked.
    headline
        The answer over all parts, where there are several.
    parts
        One a comparison.
    pictures
        Of the whole study.
    repeat
        The command that asks again.
    facts
        Name and value of what the numbers depend on.
    yaml
        The baseline, resolved.
    words
        Words of statistics and what they mean.
    warnings
        What the model wants to be known before its numbers are believed.
    """

    title: str
    subtitle: str
    headline: Sequence[str]
    parts: Sequence[Part]
    repeat: str
    facts: Sequence[tuple[str, str]]
    yaml: str
    pictures: Sequence[Pictured] = ()
    words: Sequence[tuple[str, str]] = field(default_factory=tuple)
    warnings: Sequence[str] = ()


def render(page: StudyPage) -> bytes:
    """Return the page as HTML; every text is escaped by the template engine."""
    return fill("study.html.j2", page=page).encode("utf-8")


def waterfall(parts: Sequence[tuple[str, float, str]], total: tuple[str, float, str]) -> list[Step]:
    """Return the steps from nothing to a total.

    Parameters
    ----------
    parts
        Label, amount and text of each, adding up to the total.
    total
        The same of the last bar, which begins at nothing.
    """
    ends = [0.0]
    for _, amount, _ in parts:
        ends.append(ends[-1] + amount)
    low, high = min(*ends, total[1], 0.0), max(*ends, total[1], 0.0)
    width = (high - low) or 1.0

    def step(label: str, begin: float, end: float, text: str, kind: str) -> Step:
        return Step(label, text, 100 * (min(begin, end) - low) / width, 100 * abs(end - begin) / width, kind)

    steps = [
        step(label, ends[k], ends[k + 1], text, "up" if amount > 0 else "down")
        for k, (label, amount, text) in enumerate(parts)
    ]
    return [*steps, step(total[0], 0.0, total[1], total[2], "total")]
