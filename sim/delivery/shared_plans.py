"""Plans shared by alternatives until they part.

Alternatives meet the same customers. Until something in which they differ reaches the dock, their waves are the same
problems with the same random numbers, and a plan is a function of just these: it is looked up, not searched again. Only
within `sharing()`, which whoever runs several alternatives in one process opens, and never for code of others.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields

import numpy as np

from solvers.audited import AuditedPlan
from solvers.problem import RoutingProblem

MOST = 4_096
"""Plans that are remembered, the latest ones: a few kilobytes each, and those of one replication are what is asked for."""


class SharedPlans:
    """Plans by what they are a function of."""

    def __init__(self) -> None:
        self._plans: OrderedDict[tuple[object, ...], AuditedPlan] = OrderedDict()

    def plan(self, problem: RoutingProblem, more: tuple[object, ...], solve: Callable[[], AuditedPlan]) -> AuditedPlan:
        """The plan of a problem: known, or found by `solve` and remembered where it is done.

        Parameters
        ----------
        problem
            What is to be planned.
        more
            All else that the plan depends on: solver, budget, and what the random numbers are drawn by.
        solve
            Finds the plan.
        """
        asked = (digest(problem), *more)
        found = self._plans.get(asked)
        if found is None:
            found = solve()
            if found.status == "done":
                self._plans[asked] = found
                if len(self._plans) > MOST:
                    self._plans.popitem(last=False)
        return found


def digest(problem: RoutingProblem) -> bytes:
    """A hash of every field of a problem."""
    total = hashlib.blake2b(digest_size=16)
    for item in fields(problem):
        value = getattr(problem, item.name)
        if isinstance(value, np.ndarray):
            total.update(f"{item.name} {value.dtype} {value.shape} ".encode())
            total.update(np.ascontiguousarray(value))
        else:
            total.update(f"{item.name} {value!r} ".encode())
    return total.digest()


_open: ContextVar[SharedPlans | None] = ContextVar("shared_plans", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Share plans between all replications that are simulated within the block."""
    token = _open.set(SharedPlans())
    try:
        yield
    finally:
        _open.reset(token)


def shared_plans() -> SharedPlans | None:
    """The plans of the block around; None outside."""
    return _open.get()
