"""One annealing chain, or several short ones and a last one from the best plan they found.

How many vehicles a plan has is decided while the search is hot; afterwards a chain refines what it has. Where a budget
buys many iterations a stop (many more without windows, where the loads tell how many vehicles it takes), several short
chains therefore *scout* from the first plan, each annealed to the end, and the best of them is annealed once more from
a low temperature. Hot chains close routes more readily than they open them, so every other scout starts milder and
keeps more of the first plan's vehicles. At 50 % and 80 % a chain restarts from its best plan. Times are
fractions of the budget, temperatures costs.
"""

from __future__ import annotations

ITERATIONS_PER_STOP, UNTIMED_ITERATIONS_PER_STOP = 500, 5_000
"""Iterations that make a scouting chain worth its while, with and without times."""
FEWEST, MOST = 2, 12
"""Scouting chains, when there are any."""
SCOUTING = 0.6
"""Part of the budget that scouting may use."""
MILD = 0.3
"""First temperature of every other scouting chain, as a part of the others'."""
WARM_PART = 0.4
"""Part of a chain after which its routes are worth noting."""
RETURNS = (0.5, 0.8)
"""Parts of a chain after which it goes back to the best plan it met."""


class Chains:
    """Which chain the search is in, and its temperature.

    Parameters
    ----------
    hot, cold
        First and last temperature.
    reheat
        First temperature of the last of several chains.
    whole
        Never to divide the budget.
    """

    def __init__(self, hot: float, cold: float, reheat: float, *, whole: bool = False) -> None:
        self._hot, self._cold, self._reheat, self._whole = hot, cold, reheat, whole
        self._since, self._end = 0.0, 1.0
        self._scouts = self._returned = 0

    @property
    def until(self) -> float:
        """Where in the budget the present chain goes back to its best plan, or ends."""
        part = RETURNS[self._returned] if self.returning else 1.0
        return self._since + part * (self._end - self._since)

    @property
    def returning(self) -> bool:
        """Whether the chain goes back before it ends."""
        return self._returned < len(RETURNS)

    @property
    def scouting(self) -> bool:
        """Whether another chain follows."""
        return self._end < 1.0

    def divide(self, iterations: float, stops: int, timed: bool) -> None:
        """Choose the number of chains for a budget of so many iterations; while the first of them runs."""
        worthwhile = stops * (ITERATIONS_PER_STOP if timed else UNTIMED_ITERATIONS_PER_STOP)
        count = int(min(MOST, SCOUTING * iterations / worthwhile))
        self._scouts = count if count >= FEWEST and not self._whole else 0
        self._end = SCOUTING / self._scouts if self._scouts else 1.0

    def over(self, used: float) -> bool:
        """Whether the chain is to go back, or has had its part of the budget and another one follows."""
        return used >= self.until and (self.returning or self.scouting)

    def go_back(self) -> None:
        """Go on with the present chain, from its best plan."""
        self._returned += 1

    def follow(self) -> None:
        """Go on to the next chain."""
        self._since, self._returned = self._end, 0
        self._scouts -= 1
        self._end = self._since + (SCOUTING - self._since) / self._scouts if self._scouts else 1.0

    def noting(self, used: float) -> bool:
        """Whether a scouting chain is so cold that its routes are worth noting."""
        return self.scouting and used >= self._since + WARM_PART * (self._end - self._since)

    def heat(self, used: float) -> float:
        """Temperature when so much of the budget is used: it falls by a constant factor over a chain."""
        hot = self._hot
        if self._since > 0.0 and not self.scouting:
            hot = self._reheat
        elif self._scouts % 2 == 1:
            hot *= MILD
        part = (used - self._since) / (self._end - self._since)
        return float(hot * (self._cold / hot) ** min(1.0, max(0.0, part)))
