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
SHORTEST = 0.001


class Pace:
    """Hands out chunks of iterations until the budget is used."""

    def __init__(self, budget: Budget, watch: Stopwatch) -> None:
        self._budget = budget
        self._watch = watch
        self._searching_since = watch()
        self.span = (0.0, 0.0)
        """Fractions of the budget used before and after the chunk handed out last."""

    def next_chunk(self, done: int, improved: int) -> int:
        """Iterations to run now; 0 when the budget is used."""
        budget = self._budget
        chunk, used, after = CHUNK, 0.0, 0.0
        if budget.iterations is not None:
            chunk = min(chunk, budget.iterations - done)
            if chunk <= 0:
                return 0
            used, after = done / budget.iterations, (done + chunk) / budget.iterations
        if budget.seconds is not None:
            now = self._watch()
            left = budget.seconds - now
            if left <= 0:
                return 0
            look = max(SHORTEST, budget.seconds / LOOKS)
            if done == 0:
                chunk = min(chunk, FIRST_CHUNK)
            else:
                rate = done / max(1e-6, now - self._searching_since)
                chunk = max(1, min(chunk if budget.iterations is not None else 1 << 40, int(rate * min(look, left))))
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
