"""Plans shared by alternatives until they part.

Alternatives meet the same customers. Until something in which they differ reaches the dock, their waves are the same
problems with the same random numbers, and a plan is a function of just these: it is looked up, not searched again. Only
within `sharing()`, which whoever runs several alternatives in one process opens, and never for code of others.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields

import numpy as np

from sim.streams import stream
from solvers.audited import AuditedPlan, audited_solve
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Solver

MOST = 4_096
"""Plans that are remembered, the latest ones, a few kilobytes each: what is asked for is of the same replication."""
MATRICES = ("distance", "duration")
"""The fields of a problem that are made of where its stops are."""

Asked = tuple[object, ...]
"""All that a plan is a function of: problem, solver, budget, and what the random numbers are drawn by."""
_open: ContextVar[OrderedDict[Asked, AuditedPlan] | None] = ContextVar("shared_plans", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Share plans between all replications that are simulated within the block."""
    token = _open.set(OrderedDict())
    try:
        yield
    finally:
        _open.reset(token)


def planned(
    solver: Solver, problem: RoutingProblem, budget: Budget, draws: tuple[int, int, str], roads: bytes | None
) -> AuditedPlan:
    """The audited plan of a problem, known or found; random numbers are those of the stream `draws`.

    `roads` is all that the problem's matrices are a function of; None does not share.

    Raises
    ------
    Exception
        Whatever the solver raises.
    """
    known = _open.get()
    if known is None or roads is None:
        return audited_solve(solver, problem, budget, stream(*draws))
    asked: Asked = digest(problem, roads), repr(solver), budget, draws
    if asked not in known:
        found = audited_solve(solver, problem, budget, stream(*draws))
        if found.status != "done":
            return found
        known[asked] = found
        if len(known) > MOST:
            known.popitem(last=False)
    return known[asked]


def digest(problem: RoutingProblem, roads: bytes) -> bytes:
    """A hash of every field of a problem, with `roads` for its matrices: those of a large wave take milliseconds."""
    total = hashlib.blake2b(roads, digest_size=16)
    for item in fields(problem):
        if item.name in MATRICES:
            continue
        value = getattr(problem, item.name)
        if isinstance(value, np.ndarray):
            total.update(f"{item.name} {value.dtype} {value.shape} ".encode())
            total.update(np.ascontiguousarray(value))
        else:
            total.update(f"{item.name} {value!r} ".encode())
    return total.digest()
