"""Ctrl-C ends a search as its budget would: the solver notices, and hands back the best plan so far.

A solver that goes on all the same is interrupted after some seconds, or by pressing again.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from solvers.protocol import Budget

GRACE_SECONDS = 5.0
"""How long a solver may go on after Ctrl-C."""


class EndsOnInterrupt(Budget):
    """A budget of which nothing is left once Ctrl-C was pressed."""

    __slots__ = ("_given", "pressed")

    def __init__(self, budget: Budget) -> None:
        for name, value in (
            ("iterations", budget.iterations),
            ("no_improvement", budget.no_improvement),
            ("_given", budget.seconds),
            ("pressed", False),
        ):
            object.__setattr__(self, name, value)

    @property
    def seconds(self) -> float | None:  # type: ignore[override]
        """CPU seconds; 0 once Ctrl-C was pressed."""
        given: float | None = self._given
        return 0.0 if self.pressed else given

    def press(self, _signal: int, _frame: FrameType | None) -> None:
        """What Ctrl-C does: the first time gently."""
        if self.pressed:
            raise KeyboardInterrupt
        object.__setattr__(self, "pressed", True)
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)


@contextmanager
def ends_on_interrupt(budget: Budget) -> Iterator[EndsOnInterrupt]:
    """The budget to search with; elsewhere than in the main thread Ctrl-C is left as it is."""
    own = EndsOnInterrupt(budget)
    if threading.current_thread() is not threading.main_thread():
        yield own
        return
    before = [(number, signal.signal(number, own.press)) for number in (signal.SIGINT, signal.SIGALRM)]
    try:
        yield own
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        for number, handler in before:
            signal.signal(number, handler)
