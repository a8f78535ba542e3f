"""Which inputs a change of profit is made of, and whose numbers they are: the bridge, one step further down.

Each part of the bridge is put down to the inputs that price it; labour is known desk by desk. Nothing is run for it.
What is told is how much of all that moves (ups and downs added, not set off) rests on numbers nobody set. Whoever
said how many orders come, or what is in them, has set what is sold and sent, though not at which price.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import to_jsonable_python

from scenarios.provenance import Source, source
from scenarios.reading import dotted, leaves
from scenarios.scenario import Scenario, standing
from scenarios.study.explaining.money import Compared, money
from scenarios.study.explaining.parts import Values
from scenarios.study.explaining.priced import (
    BY_THE_MINUTE,
    COUNTED,
    DESKS,
    HANDS,
    PRICED_BY,
    SET_APART,
    WITHIN,
)
from sim.settings import Staffing
from sim.units import DAYS_A_MONTH

TIME_OF_DAY = re.compile(r"\d\d:\d\d")

ROUNDING = 0.05
"""Currency a month by which desks may miss the labour they are part of."""

DEFAULT: Source = "our default"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a change.

    Parameters
    ----------
    part
        Of the bridge.
    paths
        The inputs that price it; empty where they are many.
    people
        How many are at the desk at most, where it is one.
    amount
        Change of profit a month.
    sources
        Whose each of the numbers is that price it, by path: those at or in `paths` that are not nothing.
    counts
        Numbers somebody set that say how many times that price is paid, by path: orders a day, lines an order.
    """

    part: str
    paths: tuple[str, ...]
    people: int | None
    amount: float
    sources: Mapping[str, Source]
    counts: Mapping[str, Source] = field(default_factory=dict)

    @property
    def priced(self) -> Source | Literal["mixed"]:
        """Whose numbers its prices are."""
        return self._whose(self.sources)

    @property
    def source(self) -> Source | Literal["mixed"]:
        """Whose numbers the inputs are; ``mixed`` where they are not all one's."""
        return self._whose({**self.sources, **self.counts})

    def _whose(self, sources: Mapping[str, Source]) -> Source | Literal["mixed"]:
        found = set(sources.values()) or {DEFAULT}
        return found.pop() if len(found) == 1 else "mixed"


def pieces(comparison: Compared) -> list[Piece]:
    """Return what the change of profit is made of, largest first; their amounts add up to it but for roundings."""
    worth = money(comparison)
    if worth is None:
        return []
    found = []
    for part, amount in worth.bridge.items():
        if part == "cost.labour":
            desks = _desks(comparison)
            found += desks
            rest = round(amount - sum(one.amount for one in desks), 2)
            if abs(rest) > ROUNDING:
                found.append(Piece(part, BY_THE_MINUTE, None, rest, _whose(comparison, BY_THE_MINUTE)))
            continue
        if part in SET_APART:
            kpi, inputs = SET_APART[part]
            own = _change_a_month(comparison, kpi)
            if own:
                found.append(Piece(kpi, inputs, None, own, _whose(comparison, inputs)))
            amount -= own
        if amount:
            paths = _priced_by(comparison, part)
            whose = _whose(comparison, paths, WITHIN.get(part, ()))
            found.append(Piece(part, paths, None, amount, whose, _counts(comparison, part)))
    return sorted(found, key=lambda one: -abs(one.amount))


def on_defaults(found: list[Piece]) -> float | None:
    """Return the least share of all that moves which rests on numbers nobody set; None where nothing moves.

    What rests on several numbers of which one is somebody's own does not count.
    """
    everything = sum(abs(one.amount) for one in found)
    return sum(abs(one.amount) for one in found if one.source == DEFAULT) / everything if everything else None


def at_default_prices(found: list[Piece]) -> float:
    """Return the share of all that moves which is so many of somebody's own orders at prices nobody set."""
    everything = sum(abs(one.amount) for one in found)
    own = sum(abs(one.amount) for one in found if one.counts and one.priced == DEFAULT)
    return own / everything if everything else 0.0


def document(found: list[Piece]) -> list[dict[str, Any]]:
    """Return the pieces as JSON."""
    return [
        {
            "part": one.part,
            "paths": list(one.paths),
            "profit_a_month": round(one.amount, 2),
            "source": one.source,
            "sources": {**one.sources, **one.counts},
        }
        for one in found
    ]


def _counted(comparison: Compared) -> list[tuple[Values, Values]]:
    """Return the KPIs of both in each replication that has a profit in both."""
    pairs = zip(comparison.a.observed, comparison.b.observed, strict=True)
    return [pair for pair in pairs if all(one.get("profit") is not None for one in pair)]


def _change_a_month(comparison: Compared, kpi: str) -> float:
    """Return the change of an amount, B minus A, to the cent."""
    both = _counted(comparison)
    gap = sum((b.get(kpi) or 0.0) - (a.get(kpi) or 0.0) for a, b in both) / len(both)
    return round(gap / comparison.a.days_counted * DAYS_A_MONTH, 2)


def _desks(comparison: Compared) -> list[Piece]:
    """Return the change of wages, desk by desk."""
    a, b = comparison.a, comparison.b
    both = _counted(comparison)
    keys = dict.fromkeys(key for pair in both for one in pair for key in one if key.startswith("paid."))
    found = []
    for key in keys:
        station = key.removeprefix("paid.")
        mean = [sum(pair[side].get(key) or 0.0 for pair in both) / len(both) / a.days_counted for side in (0, 1)]
        if mean[0] == mean[1]:
            continue
        task, _, node = station.partition(".")
        path = DESKS.get(station, f"fulfilment.nodes.{node}" if node else "")
        paid_more = b if mean[1] > mean[0] else a
        people = _people(paid_more.scenario, path, task)
        paths = (path,) if path else ()
        amount = (mean[0] - mean[1]) * DAYS_A_MONTH
        whose = _whose(comparison, paths, (*WITHIN["cost.labour"], *([HANDS[task]] if task in HANDS else [])))
        if task in HANDS and node:
            whose = {own: one for own, one in whose.items() if _pays(paid_more.scenario, path, task, own)}
        found.append(Piece(f"cost.labour {station}", paths, people, amount, whose))
    return found


def _pays(scenario: Scenario, path: str, task: str, own: str) -> bool:
    """Whether a value of a node is one of this task: not of another's, nor one that its own roster or wage replaces."""
    node = standing(scenario, tuple(path.split(".")))
    name, *inside = own.removeprefix(f"{path}.").split(".")
    if name in ("wages", "shifts", "shifts_on"):
        return inside[:1] == [task]
    if name in ("start", "end", HANDS[task]):
        return task not in getattr(node, "shifts", {})
    return name != "wage_per_hour" or task not in getattr(node, "wages", {})


def _people(scenario: Scenario, path: str, task: str) -> int | None:
    there = standing(scenario, tuple(path.split(".")))
    if isinstance(there, Staffing):
        return max((shift.staff for shift in there.shifts), default=0)
    staffing = getattr(there, "staffing", None)
    return None if staffing is None else max((shift.staff for shift in staffing(task).shifts), default=0)


def _priced_by(comparison: Compared, part: str) -> tuple[str, ...]:
    if part == "cost.drivers":
        drivers = [run.scenario.config.delivery.fleet.drivers for run in (comparison.a, comparison.b)]
        # As many as the vans' hours ask for, where they are paid for being there and nobody says how many.
        by_van = any(one.shifts is None and one.pay in ("shift", "day_rate") for one in drivers)
        return (*PRICED_BY[part], "delivery.fleet.vans") if by_van else PRICED_BY[part]
    if part != "cost.shipping":
        return PRICED_BY.get(part, ())
    modes = {run.scenario.config.delivery.mode for run in (comparison.a, comparison.b)}
    fleet, carrier = (
        ("delivery.fleet.vans",),
        ("delivery.carrier.rate_per_parcel", "delivery.carrier.rate_per_kilogram"),
    )
    return (fleet if modes - {"carrier"} else ()) + (carrier if modes - {"fleet"} else ())


def _counts(comparison: Compared, part: str) -> dict[str, Source]:
    """Say which numbers somebody set of those that a part's prices are multiplied with."""
    found: dict[str, Source] = {}
    for block, names in COUNTED.get(part, ()):
        found |= {path: whose for path, whose in _whose(comparison, (block,), names).items() if whose != DEFAULT}
    return found


def _whose(comparison: Compared, paths: tuple[str, ...], names: tuple[str, ...] = ()) -> dict[str, Source]:
    """Say whose each number is at or below some paths, or of those the ones with these names, that is not nothing."""
    order: tuple[Source, ...] = ("your answer", "your data", DEFAULT)
    found: dict[str, Source] = {}
    for scenario in (comparison.a.scenario, comparison.b.scenario):
        for block in (tuple(path.split(".")) for path in paths):
            for own, value in leaves(to_jsonable_python(standing(scenario, block)), block):
                inside = [str(name) for name in own[len(block) :]]
                priced = bool(value) if isinstance(value, int | float) else is_time(value)
                if not priced or (inside and names and not set(names) & {block[-1], *inside}):
                    continue
                # A change behind + writes the place in a list as a word, a file as a number.
                ways = (own, tuple(map(str, own)))
                key, whose = dotted(own), min((source(scenario, way) for way in ways), key=order.index)
                found[key] = min(found.get(key, whose), whose, key=order.index)
    return found


def is_time(value: Any) -> bool:
    """Whether a value is a time of day, which says for how long somebody is paid."""
    return isinstance(value, str) and TIME_OF_DAY.fullmatch(value) is not None
