"""One what-if for a first answer: more people where most waits, else another price of the carrier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.overrides import Override
from scenarios.report.insights import place
from scenarios.resolve import with_values
from scenarios.scenario import Scenario
from sim.kpis.stations import station_use
from sim.kpis.view import read
from sim.outcome import Outcome

DEARER = 1.08
"""A usual increase at the turn of the year."""
TASKS = ("picking", "packing", "labelling", "inspection")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question in words, and the scenario with its changes."""

    label: str
    scenario: Scenario
    changes: tuple[Override, ...]


def what_if(scenario: Scenario, outcome: Outcome) -> WhatIf:
    """Return the question that the outcome of a replication suggests."""
    view = read(outcome)
    waited = sorted((use for use in view.once(station_use) if use.waited > 0), key=lambda use: -use.waited)
    for use in waited:
        task, _, node = use.facts.name.partition(".")
        if task in TASKS and node in scenario.config.fulfilment.nodes:
            changes = _one_more(scenario, task, node)
            return WhatIf(f"one more person for {place(use.facts.name)}", with_values(scenario, changes), changes)
    rates = {zone: round(rate * DEARER, 4) for zone, rate in scenario.config.delivery.carrier.rate_per_parcel.items()}
    dearer = (Override(("delivery", "carrier", "rate_per_parcel"), rates, "--set"),)
    return WhatIf(f"the carrier {100 * (DEARER - 1):.0f} % dearer", with_values(scenario, dearer), dearer)


def _one_more(scenario: Scenario, task: str, node: str) -> tuple[Override, ...]:
    """One more person on every shift of a task."""
    about = scenario.config.fulfilment.nodes[node]
    path: tuple[str, ...] = ("fulfilment", "nodes", node)
    shifts: list[dict[str, Any]] = [
        shift.model_dump(mode="json", exclude_defaults=True) for shift in about.staffing(task).shifts
    ]
    for shift in shifts:
        shift["staff"] += 1
    return (Override((*path, "shifts", task), shifts, "--set"),)
