"""Ctrl-C or SIGTERM ends a search as its budget would: the solver notices, and hands back the best plan so far.

A solver that goes on all the same is interrupted after some seconds, or by pressing again.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from scenarios import stopping
from solvers.protocol import Budget

HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
GRACE_SECONDS = 5.0
"""How long a solver may go on after Ctrl-C."""


class EndsOnInterrupt(Budget):
    """A budget of which nothing is left once Ctrl-C was pressed; `dataclasses.replace` makes another such."""

    __slots__ = ("_given",)
    _given: float | None

    def __init__(
        self, iterations: int | None = None, seconds: float | None = None, no_improvement: int | None = None
    ) -> None:
        for name, value in (("iterations", iterations), ("no_improvement", no_improvement), ("_given", seconds)):
            object.__setattr__(self, name, value)

    @property
    def seconds(self) -> float | None:
        """CPU seconds; 0 once Ctrl-C was pressed."""
        return 0.0 if CTRL_C.pressed else self._given


class _Key:
    """Ctrl-C: the first time gently."""

    def __init__(self) -> None:
        self.pressed = False

    def press(self, number: int, _frame: FrameType | None) -> None:
        stopping.note(number)
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)


CTRL_C = _Key()
"""There is one such key, whatever budgets look at it."""


@contextmanager
def ends_on_interrupt(budget: Budget) -> Iterator[Budget]:
    """The budget to search with; elsewhere than in the main thread Ctrl-C is left as it is."""
    CTRL_C.pressed = False
    if threading.current_thread() is not threading.main_thread():
        yield budget
        return
    before = [(number, signal.signal(number, CTRL_C.press)) for number in HEARD]
    try:
        yield EndsOnInterrupt(budget.iterations, budget.seconds, budget.no_improvement)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        for number, handler in before:
            signal.signal(number, handler)
