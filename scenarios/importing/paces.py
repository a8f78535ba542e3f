"""How fast people pick and pack, as what left tells: paces are tried until the simulated days and times are as stamped.

Pickers and packers have a pace each, for a change of one says nothing of the other. Days of hand-over alone rarely tell
whose queue it was: then a pace other than ours has to be better by some orders. Stamps of packing do.
"""

from __future__ import annotations

from scenarios.importing.explaining import Explained, explained, tells_packing
from scenarios.importing.spreads import Mask
from scenarios.traces.trace import Trace
from sim.config import SimConfig

ENOUGH = 0.1
"""Gap between simulated and observed hours of handling (Kolmogorov and Smirnov) up to which the staff explains them."""
PACES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.0)
"""Of our minutes to pick, then of those to pack, those that are tried."""
TWICE = 2.0
"""Times that gap, beyond which no small step brings it below."""
STEPS = (0.1, 0.05, 0.025, 0.0125)
"""How far both are moved from the best of these, up and down: a few per cent decide who waits where people are busy."""
STARTS = ((0.8, 1.25), (1.25, 0.8))
WIDE_STEPS, FINE_STEPS = (0.3, 0.15, 0.08), (0.04, 0.02)
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
"""Where both begin, how far and whither they are moved at once."""
BETTER = 0.01
"""Share of the orders by which each pace other than ours must be better where no packing is stamped: where there is no
queue, none can be told."""


class Search:
    """The best paces so far, of a business that is tried at others."""

    def __init__(self, config: SimConfig, few: Trace, known: Mask) -> None:
        self.ours, self.few, self.known = config, few, known
        self.penalty = 0.0 if tells_packing(few) else BETTER
        self.paces = 1.0, 1.0
        self.config, self.found = config, explained(few, config, known)
        self.tried = {self.paces}

    def better(self, picking: float, packing: float) -> bool:
        """Whether these paces are; they are then the best."""
        paces = round(picking, 4), round(packing, 4)
        if paces in self.tried:
            return False
        self.tried.add(paces)
        other = paced(self.ours, *paces)
        found = explained(self.few, other, self.known)
        if self._worth(paces, found) <= self._worth(self.paces, self.found):
            return False
        self.config, self.found, self.paces = other, found, paces
        return True

    def begin(self, picking: float, packing: float) -> None:
        """Look from these paces on, whatever was found elsewhere."""
        self.paces = picking, packing
        self.config = paced(self.ours, picking, packing)
        self.found = explained(self.few, self.config, self.known)
        self.tried = {self.paces}

    def _worth(self, paces: tuple[float, float], found: Explained) -> float:
        return found.near - self.penalty * sum(pace != 1.0 for pace in paces)


def at_its_pace(config: SimConfig, few: Trace, known: Mask) -> tuple[SimConfig, float]:
    """The staff at the paces that explain what left best; at ours where no others are better.

    The second of the two is the share they explain, 0 where that is not enough.
    """
    search = Search(config, few, known)
    if search.found.gap > TWICE * ENOUGH and explained(few, paced(config, PACES[-1], PACES[-1]), known).longer < 0.0:
        return config, 0.0
    if tells_packing(few):
        _both_at_once(search)
    else:
        _in_turn(search)
    return (search.config, search.found.share) if search.found.gap <= ENOUGH else (config, 0.0)


def _in_turn(search: Search) -> None:
    """First the pickers' pace, then the packers', coarsely, then nearer and nearer around the best."""
    for pace in PACES:
        search.better(pace, search.paces[1])
    for pace in PACES:
        search.better(search.paces[0], pace)
    if search.found.gap > TWICE * ENOUGH:
        return
    for step in STEPS:
        for factor in (1.0 + step, 1.0 / (1.0 + step)):
            if not search.better(search.paces[0] * factor, search.paces[1]):
                search.better(search.paces[0], search.paces[1] * factor)


def _both_at_once(search: Search) -> None:
    """A compass: either pace up or down, or one up and the other down, for together they are the time; ever nearer.

    Slow pickers beside fast packers look much like the contrary, and no small step leads from one to the other: the
    compass begins on both sides, and goes on from the better of the two.
    """
    found = []
    for start in STARTS:
        search.begin(*start)
        _compass(search, WIDE_STEPS)
        found.append((search.found.near, search.paces, search.config, search.found))
    _, search.paces, search.config, search.found = max(found, key=lambda one: one[:2])
    _compass(search, FINE_STEPS)


def _compass(search: Search, steps: tuple[float, ...]) -> None:
    for step in steps:
        moved = True
        while moved:
            moved = False
            for packing, picking in DIRECTIONS:
                paces = [pace * (1.0 + step) ** way for pace, way in zip(search.paces, (picking, packing), strict=True)]
                if all(PACES[0] <= pace <= PACES[-1] for pace in paces) and search.better(*paces):
                    moved = True
                    break


def paced(config: SimConfig, picking: float, packing: float) -> SimConfig:
    """The business whose people take so many times the minutes to pick, and to pack."""
    pick, pack = config.fulfilment.picking, config.fulfilment.packing
    names = ("minutes_per_order", "minutes_per_line", "seconds_per_unit")
    update = {
        "picking": pick.model_copy(update={name: round(getattr(pick, name) * picking, 4) for name in names}),
        "packing": pack.model_copy(update={"minutes": round(pack.minutes * packing, 4)}),
    }
    return config.model_copy(update={"fulfilment": config.fulfilment.model_copy(update=update)})
