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

    def better(self, picking: float, packing: float) -> bool:
        """Whether these paces are; they are then the best."""
        other = paced(self.ours, picking, packing)
        found = explained(self.few, other, self.known)
        if self._worth((picking, packing), found) <= self._worth(self.paces, self.found):
            return False
        self.config, self.found, self.paces = other, found, (picking, packing)
        return True

    def _worth(self, paces: tuple[float, float], found: Explained) -> float:
        return found.near - self.penalty * sum(pace != 1.0 for pace in paces)


def at_its_pace(config: SimConfig, few: Trace, known: Mask) -> tuple[SimConfig, float]:
    """The staff at the paces that explain what left best; at ours where no others are better.

    Looked for in turn, coarsely, then nearer and nearer around the best. The second of the two is the share they
    explain, 0 where that is not enough.
    """
    search = Search(config, few, known)
    if search.found.gap > TWICE * ENOUGH and explained(few, paced(config, PACES[-1], PACES[-1]), known).longer < 0.0:
        return config, 0.0
    for pace in PACES:
        search.better(pace, search.paces[1])
    for pace in PACES:
        search.better(search.paces[0], pace)
    if search.found.gap > TWICE * ENOUGH:
        return config, 0.0
    told = tells_packing(few)
    if told and search.paces[1] != 1.0:  # pickers were looked at beside packers of another pace
        for pace in PACES:
            search.better(pace, search.paces[1])
    for step in STEPS:
        for factor in (1.0 + step, 1.0 / (1.0 + step)):
            picking, packing = search.paces
            moved = search.better(picking * factor, packing) or search.better(picking, packing * factor)
            if told and not moved:  # what one takes longer the other may take less: together they are the time
                search.better(picking * factor, packing / factor)
    return (search.config, search.found.share) if search.found.gap <= ENOUGH else (config, 0.0)


def paced(config: SimConfig, picking: float, packing: float) -> SimConfig:
    """The business whose people take so many times the minutes to pick, and to pack."""
    pick, pack = config.fulfilment.picking, config.fulfilment.packing
    names = ("minutes_per_order", "minutes_per_line", "seconds_per_unit")
    update = {
        "picking": pick.model_copy(update={name: round(getattr(pick, name) * picking, 4) for name in names}),
        "packing": pack.model_copy(update={"minutes": round(pack.minutes * packing, 4)}),
    }
    return config.model_copy(update={"fulfilment": config.fulfilment.model_copy(update=update)})
