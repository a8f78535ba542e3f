"""Which of our defaults the answer to an imported business hangs on most, each moved by itself.

Every number that is ours and not the user's is set a quarter higher over the same customers. Told are those that move
the profit most, and among the ten those that move punctuality most; they are also set a fifth lower. What several desks
share (one hour of work) is one default and moves as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenarios.reading import KeyPath
from scenarios.scenario import Scenario, standing
from scenarios.study.explaining.inputs import Input, inputs, moved
from scenarios.study.running.replication import Replication
from scenarios.study.running.trials import Trials
from sim.units import DAYS_A_MONTH

MORE, LESS = 1.25, 0.8
TOLD, FOR_PUNCTUALITY = 10, 3
SHARED = ("wage_per_hour",)
"""Keys that are one default wherever they have one value."""
CENT, POINT = 0.005, 0.005
"""Changes of profit (currency) and of the share on time that are none."""

NEVER_MET = (
    ("placement", "addresses"),
    ("placement", "custom"),
    ("placement", "walk_ins"),
    ("placement", "trace"),
    ("placement", "preferences"),
    ("fulfilment", "stores"),
    ("inventory", "stores"),
    ("aftersales", "satisfaction"),
    ("tracking",),
)
"""What an order file settles, stores it has none of, and what moves neither profit nor punctuality."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a number was moved to, and what came of it: profit a month (currency), share of orders on time."""

    value: float
    profit: float
    on_time: float | None


@dataclass(frozen=True, slots=True)
class Default:
    """A number of ours, the places where it stands, and what comes of the business when it is lower or higher.

    Parameters
    ----------
    paths
        Where it stands.
    value
        What it is.
    now
        What comes of it as it stands.
    less, more
        What comes of it there; None where the model does not accept that.
    """

    paths: tuple[str, ...]
    now: End
    less: End | None
    more: End | None

    @property
    def swing(self) -> float:
        """How far the profit a month goes between the ends."""
        found = [end.profit for end in (self.now, self.less, self.more) if end is not None]
        return max(found) - min(found)

    @property
    def swing_on_time(self) -> float:
        """How far the share on time goes between the ends."""
        ends = [end.on_time for end in (self.now, self.less, self.more) if end is not None]
        found = [share for share in ends if share is not None]
        return max(found) - min(found) if found else 0.0

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        ends = (("now", self.now), ("less", self.less), ("more", self.more))
        return {
            "path": self.paths[0],
            "paths": list(self.paths),
            "source": "our default",
            **{name: None if end is None else _as_document(end) for name, end in ends},
            "profit_swing_a_month": round(self.swing, 2),
            "on_time_swing": round(self.swing_on_time, 6),
        }


def _as_document(end: End) -> dict[str, float | None]:
    return {"value": end.value, "profit_a_month": round(end.profit, 2), "on_time_delivery": end.on_time}


def hangs_on(
    scenario: Scenario, days: int, runs: Trials, say: Callable[[str], None] = lambda _line: None
) -> list[Default]:
    """Return the defaults that move profit and punctuality most, by profit; those that move nothing are left out.

    Parameters
    ----------
    scenario
        Replays the days that count.
    days
        How many.
    runs
        Runs the replications, over the customers of replication 0.
    say
        Told what is being done.
    """
    groups = ours(scenario)
    say(f"moving each of {len(groups)} defaults of ours")
    now = _end(0.0, runs.run([scenario], range(1))[0], days)
    if now is None:
        return []
    more = _at(scenario, groups, MORE, days, runs)
    found = [
        Default(tuple(one.name for one in group), replace(now, value=float(group[0].value)), None, end)
        for group, end in zip(groups, more, strict=True)
    ]
    tried = [k for k, end in enumerate(more) if end is None or k in _chosen(found)]
    less = _at(scenario, [groups[k] for k in tried], LESS, days, runs)
    both = [replace(found[k], less=end) for k, end in zip(tried, less, strict=True)]
    return sorted((both[k] for k in _chosen(both)), key=lambda one: -one.swing)


def _chosen(found: Sequence[Default]) -> list[int]:
    """Places of the ten that are told: three by punctuality if so many move it, the others by profit."""
    by_profit = [k for k in sorted(range(len(found)), key=lambda k: -found[k].swing) if found[k].swing > CENT]
    by_time = sorted(range(len(found)), key=lambda k: -found[k].swing_on_time)
    punctual = [k for k in by_time if found[k].swing_on_time > POINT][:FOR_PUNCTUALITY]
    return [*punctual, *(k for k in by_profit if k not in punctual)][:TOLD]


def ours(scenario: Scenario) -> list[tuple[Input, ...]]:
    """The numbers that are our defaults and can play a part, those that are one default together."""
    config = scenario.config
    idle: list[KeyPath] = list(NEVER_MET)
    if config.delivery.mode == "carrier":
        idle += [("delivery", "fleet"), ("delivery", "dispatch"), ("delivery", "fleet_radius_kilometres")]
    groups: dict[tuple[str, float], list[Input]] = {}
    for one in inputs(scenario, scenario):
        path = one.path
        if one.source != "our default" or any(path[: len(part)] == part for part in idle):
            continue
        if path[:2] == ("placement", "channels") or _replaced_by_shifts(scenario, path):
            continue
        key = (str(path[-1]), float(one.value)) if path[-1] in SHARED else (one.name, float(one.value))
        groups.setdefault(key, []).append(one)
    return [tuple(group) for group in groups.values()]


def _replaced_by_shifts(scenario: Scenario, path: KeyPath) -> bool:
    """A node with shifts of its own does not look at its head counts."""
    return (
        path[:2] == ("fulfilment", "nodes")
        and len(path) == 4
        and str(path[-1]).endswith("ers")
        and bool(standing(scenario, (*path[:3], "shifts")))
    )


def _at(
    scenario: Scenario, groups: Sequence[tuple[Input, ...]], factor: float, days: int, runs: Trials
) -> list[End | None]:
    """What comes of it with each default moved; None where that is not accepted."""
    there = [moved(scenario, [(one, factor) for one in group]) for group in groups]
    done = iter(runs.run([one for one in there if one is not None], range(1)))
    return [
        None if one is None else _end(float(group[0].at(factor)), next(done), days)
        for group, one in zip(groups, there, strict=True)
    ]


def _end(value: float, replications: Sequence[Replication], days: int) -> End | None:
    kpis = replications[0].kpis
    found = kpis.get("profit")
    return None if found is None else End(value, found / days * DAYS_A_MONTH, kpis.get("on_time_delivery"))
