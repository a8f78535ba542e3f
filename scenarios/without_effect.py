"""Settings that somebody made and that change nothing: vans beside a carrier, hours of express nobody wishes.

Only what its reader wrote is looked at (a file, behind ``+``, by ``--set``); what ships or an import wrote may say more
than is used. Where several scenarios are run together a setting counts as used if one of them uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from scenarios.provenance import source, written_by_us
from scenarios.reading import KeyPath, dotted
from scenarios.scenario import Scenario, standing
from scenarios.unused import RULES
from sim.config import SimConfig
from sim.placement.events import span

EVENTS = "placement.demand.events."

SHOWN = 3
"""Settings that are named; the others are counted."""


def without_effect(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a line for each reason why settings of somebody's own change nothing in any of these scenarios."""
    used: set[tuple[KeyPath, str]] = set()
    unused: dict[tuple[KeyPath, str], str] = {}
    for scenario in scenarios:
        for path, place in scenario.origins.items():
            if not _is_own_value(scenario, path):
                continue
            if why := why_unused(scenario.config, dotted(path)):
                unused.setdefault((path, place), why)
            else:
                used.add((path, place))
    reasons: dict[str, list[str]] = {}
    for (path, place), why in unused.items():
        if (path, place) not in used:
            reasons.setdefault(why, []).append(dotted(path))
    return [f"without effect, {why}: {_listed(list(dict.fromkeys(paths)))}" for why, paths in reasons.items()]


def _is_own_value(scenario: Scenario, path: KeyPath) -> bool:
    """Whether a single value stands at a path that its reader wrote; blocks are told by what is in them."""
    value = standing(scenario, path)
    single = value is not None and (not isinstance(value, dict | list | tuple) or len(value) > 0)
    inside = any(len(known) > len(path) and known[: len(path)] == path for known in scenario.origins)
    return single and not inside and source(scenario, path) == "your answer" and not written_by_us(scenario, path)


def why_unused(config: SimConfig, path: str) -> str:
    """Say why a value at a path, or below it, changes nothing; empty where it may."""
    if path.startswith(EVENTS) and _never(config, path.removeprefix(EVENTS).partition(".")[0]):
        return "no day of demand lies in the event"
    for rule in RULES:
        if any(_within(path, one) for one in rule.paths) and rule.holds(config):
            return rule.why
    return ""


def _within(path: str, block: str) -> bool:
    """Whether a path is a block's, or lies in it; ``*`` is any name."""
    parts, wanted = path.split("."), block.split(".")
    return len(parts) >= len(wanted) and all(two in ("*", one) for one, two in zip(parts, wanted, strict=False))


def _never(config: SimConfig, event: str) -> bool:
    """Whether an event lies before or after all days of demand."""
    first, last = span(config.placement.demand.events[event])
    return last < config.start or first >= config.start + timedelta(days=config.days)


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more
