"""How far a budget is used, and how much work to do before looking again.

The temperature of an annealing search follows the fraction of its budget that is used. With iterations that fraction
is exact and the chunks do not depend on the clock, so equal seeds give equal routes; with seconds it is read from
the CPU clock between chunks, whose size follows the speed measured so far.
"""

from __future__ import annotations

from solvers.protocol import Budget, Stopwatch

CHUNK = 8_192
"""Most iterations between two looks at an iteration budget."""
FIRST_CHUNK = 64
LOOKS = 200
"""Looks at the clock during a budget in seconds, unless they would be more often than every `SHORTEST` seconds."""
CLOSER = 8
"""How many times as often to look when looking closely."""
SHORTEST = 0.001
"""Least seconds between two looks at the clock."""
SETTLED = 0.03
"""Part of a budget in seconds after which its speed is known."""


class Pace:
    """Hands out chunks of iterations until the budget is used."""

    def __init__(self, budget: Budget, watch: Stopwatch) -> None:
        self._budget = budget
        self._watch = watch
        self._searching_since = watch()
        self.span = (0.0, 0.0)
        """Fractions of the budget used before and after the chunk handed out last."""

    @property
    def estimating(self) -> bool:
        """Whether what the budget will buy is still to be told: at the start, and while the speed is not known."""
        return self.span[0] == 0.0 or (self._budget.seconds is not None and self.span[0] < SETTLED)

    def expected(self, done: int) -> float:
        """Iterations that the whole budget will buy, as far as can be told after `done`; 0 when it cannot."""
        budget = self._budget
        if budget.no_improvement is not None:
            return 0.0
        total = float("inf") if budget.iterations is None else float(budget.iterations)
        if budget.seconds is not None:
            spent = self._watch() - self._searching_since
            speed = done / spent if done > 0 and spent > 0 else 0.0
            total = min(total, speed * (budget.seconds - self._searching_since))
        return total

    def share(self, part: float) -> float | None:
        """Seconds that a part of the budget is; None when it is not counted in seconds."""
        return None if self._budget.seconds is None else part * self._budget.seconds

    def next_chunk(self, done: int, improved: int, until: float = 1.0, closely: bool = False) -> int:
        """Iterations to run now; 0 when the budget is used.

        A chunk ends at the fraction `until` of the budget at the latest; a budget in seconds is kept as well as the
        speed so far can tell.
        """
        budget = self._budget
        closer = CLOSER if closely else 1
        chunk, used, after = CHUNK // closer, 0.0, 0.0
        if budget.iterations is not None:
            left = budget.iterations - done
            if left <= 0:
                return 0
            to_end = max(1, round(until * budget.iterations) - done)
            chunk = min(chunk, left, to_end)
            used, after = done / budget.iterations, (done + chunk) / budget.iterations
        if budget.seconds is not None:
            now = self._watch()
            remaining = budget.seconds - now
            if remaining <= 0:
                return 0
            look = max(SHORTEST, budget.seconds / (LOOKS * closer))
            if done == 0:
                chunk = min(chunk, FIRST_CHUNK)
            else:
                rate = done / max(1e-6, now - self._searching_since)
                most = chunk if budget.iterations is not None else 1 << 40
                chunk = max(1, min(most, int(rate * min(look, remaining))))
            used = max(used, now / budget.seconds)
            after = max(after, min(1.0, used + look / budget.seconds))
        if budget.no_improvement is not None:
            stale = done - improved
            if stale >= budget.no_improvement:
                return 0
            chunk = max(1, min(chunk, budget.no_improvement // 8, budget.no_improvement - stale))
            if budget.iterations is None and budget.seconds is None:
                used = max(self.span[1], stale / budget.no_improvement)
                after = max(used, (stale + chunk) / budget.no_improvement)
            elif budget.iterations is not None:
                after = min(after, (done + chunk) / budget.iterations) if budget.seconds is None else after
        self.span = (used, min(1.0, after))
        return chunk
