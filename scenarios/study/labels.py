"""What an alternative is called: its title where a scenario names its arms, else what differs from the baseline."""

from __future__ import annotations

from pydantic_core import to_jsonable_python

from scenarios.overrides import split_reference
from scenarios.reading import KeyPath, dotted, plain
from scenarios.scenario import Scenario, standing

MOST = 3
"""Values that differ, beyond which the names say more."""


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
        return f"{b.name} instead of {a.name}"
    return ", ".join(f"{dotted(path)} {_value(b, path)} instead of {_value(a, path)}" for path in paths)


def name_of(scenario: Scenario) -> str:
    """Return what a scenario is called in a list of alternatives."""
    return scenario.label or scenario.name


def _value(scenario: Scenario, path: KeyPath) -> str:
    return plain(to_jsonable_python(standing(scenario, path)))


def within(title: str) -> str:
    """Write a title within a sentence: its first word in small letters, unless it is a name in capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
