"""What ships and goes on working beside what somebody wrote: a warehouse of ours beside two of theirs, with its people.

Nodes, vans and channels are named, and a file that names its own does not take away those that ship. That is told
before a run, with what leaves them out; so are channels of which a forecast by day and channel tells no orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.provenance import source, written_by_us
from scenarios.reading import KeyPath, dotted
from scenarios.scenario import Scenario, standing
from sim.placement.config import EVERY_CHANNEL

NAMED: tuple[KeyPath, ...] = (
    ("fulfilment", "nodes"),
    ("delivery", "fleet", "vans"),
    ("placement", "channels"),
    ("aftersales", "support", "channels"),
)
"""Blocks whose entries have names of their own."""


def beside_yours(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a line for each block in which entries of the model's own stand beside some of a reader's file."""
    lines = [_said(scenario, block) for scenario in scenarios for block in NAMED]
    lines += [_without_orders(scenario) for scenario in scenarios]
    return list(dict.fromkeys(line for line in lines if line))


def _without_orders(scenario: Scenario) -> str:
    """Say which channels a forecast by day and channel leaves without any order."""
    placement = scenario.config.placement
    told = {name for orders in (placement.demand.by_day or {}).values() for name in orders}
    if not told or EVERY_CHANNEL in told:
        return ""
    silent = [name for name in placement.channels if name not in told]
    names, verb = ", ".join(silent), "has" if len(silent) == 1 else "have"
    whom = "it" if len(silent) == 1 else "them"
    return f"{names} {verb} no orders: placement.demand.by_day does not name {whom}" if silent else ""


def _said(scenario: Scenario, block: KeyPath) -> str:
    there = standing(scenario, block)
    written: dict[str, list[KeyPath]] = {str(name): [] for name in there} if isinstance(there, Mapping) else {}
    for path in scenario.origins:
        if len(path) > len(block) and path[: len(block)] == block and str(path[len(block)]) in written:
            written[str(path[len(block)])].append(path)
    theirs = [name for name, paths in written.items() if any(_of_a_file(scenario, path) for path in paths)]
    ours = [name for name, paths in written.items() if not paths]
    if not theirs or not ours:
        return ""
    block_name, first = dotted(block), ours[0]
    stand = f"{first} of ours stands" if len(ours) == 1 else f"{len(ours)} of ours stand ({', '.join(ours)})"
    return f"beside {block_name} of yours ({', '.join(theirs)}) {stand}: {block_name}.{first}: null leaves it out"


def _of_a_file(scenario: Scenario, path: KeyPath) -> bool:
    """Whether a value stands in a file of the reader's own, and not behind ``+`` or in ``--set``."""
    in_a_file = scenario.origins[path].rpartition(":")[2].isdigit()
    return in_a_file and source(scenario, path) == "your answer" and not written_by_us(scenario, path)
