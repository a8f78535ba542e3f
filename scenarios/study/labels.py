"""What an alternative is called: its title where a scenario names its arms, else what differs from the baseline."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_jsonable_python

from scenarios.overrides import split_reference
from scenarios.reading import KeyPath, dotted, plain
from scenarios.scenario import Scenario, standing

MOST = 3
"""Values that differ, beyond which the names say more."""

LONGEST = 24
"""Letters of a value in a name; a longer one is said by how much of it there is."""


def label(a: Scenario, b: Scenario) -> str:
    """Say what B is instead of A, for the beginning of a sentence."""
    if a.label or b.label:
        return f"{b.label or b.name} instead of {within(a.label or a.name)}"
    (base, before), (other, after) = split_reference(a.name), split_reference(b.name)
    written = dict.fromkeys(change.path for change in (*after, *before))
    paths = [path for path in written if _value(a, path) != _value(b, path)]
    # How it is run, or what going over costs, is no name where something else differs.
    paths = [path for path in paths if path[0] != "experiment"] or paths
    if base != other or not 0 < len(paths) <= MOST:
        return f"{short_name(b)} instead of {short_name(a)}"
    return ", ".join(_changed(dotted(path), _told(b, path), _told(a, path)) for path in paths)


def name_of(scenario: Scenario) -> str:
    """Return what a scenario is called in a list of alternatives."""
    return scenario.label or short_name(scenario)


def short_name(scenario: Scenario) -> str:
    """Return the name of a scenario, long values behind its plus signs cut short."""
    return short_reference(scenario.name)


def short_reference(name: str) -> str:
    """Return ``SCENARIO+path=value``, long values cut short."""
    base, changes = split_reference(name)
    return base + "".join(f"+{dotted(change.path)}={_cut(change.text.partition('=')[2])}" for change in changes)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."


def _changed(path: str, now: str, before: str) -> str:
    return f"other {path}" if now == before else f"{path} {now} instead of {before}"


def _told(scenario: Scenario, path: KeyPath) -> str:
    """Return a value in words: a long list or map by its number of entries, an empty one as none."""
    value: Any = to_jsonable_python(standing(scenario, path))
    text = plain(value)
    if not isinstance(value, dict | list):
        return _cut(text)
    if not value:
        return "none"
    return text if len(text) <= LONGEST else f"{len(value)} entr{'y' if len(value) == 1 else 'ies'}"


def _value(scenario: Scenario, path: KeyPath) -> str:
    return plain(to_jsonable_python(standing(scenario, path)))


def within(title: str) -> str:
    """Write a title within a sentence: its first word in small letters, unless it is a name in capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
