"""Solvers of a stranger who has read how answers are checked, each with one trick.

A file of one's own, as a race or a scenario names it: `own_file` writes it into the folder of the command.
"""

import gc
import os
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
from hostile.plugged import good, solver

import solvers.answers
import solvers.audited
from solvers.problem import RoutingProblem
from solvers.protocol import SolveResult
from solvers.solution import Audit, Route

EVIL = "\x1b[2J\u202e<script>alert(1)</script>\n=1+1"


class Payload:
    """Something that runs code where it is unpickled."""

    def __reduce__(self):
        return os.system, (f"touch {Path.cwd()}/canary",)

    def __index__(self):
        return 1

    def __str__(self):
        return "a reason"


@solver
def Smuggles(problem, budget, rng, tell):
    """Hands back objects that run code where they are unpickled."""
    payloads = dict.fromkeys(range(1, problem.stops + 1), Payload())
    if tell is not None:
        tell(0.0, Payload(), (Route(Payload(), (Payload(), Payload())),))
    return SolveResult((Route(Payload(), (Payload(), Payload())),), payloads, Payload(), Payload(), [Payload()])


@solver
def SmugglesWords(problem, budget, rng, tell):
    class RaisedError(Exception):
        __reduce__ = Payload.__reduce__

    raise RaisedError(Payload())


@solver
def TwoFaced(problem, budget, rng, tell):
    """Its routes are other ones each time they are asked for; who asks last is told that nobody is left out."""
    plan = good(problem, budget, rng)
    asked = []

    class Result(SolveResult):
        @property
        def routes(self):
            asked.append(1)
            return plan.routes if len(asked) == 1 else ()

        unserved = iterations = trace = property(lambda self: {})
        audit = property(lambda self: plan.audit)

    return object.__new__(Result)


@solver
def Disguised(problem, budget, rng, tell):
    """Says that it is a result."""

    class Result:
        __class__ = SolveResult  # type: ignore[assignment]
        routes, unserved, audit, iterations, trace = (), {}, Audit(1, 1, 1, 1, 1, True, ()), 1, ()

    return Result()


class Nameless(type):
    """Classes that do not say what they are called."""

    @property
    def __name__(cls) -> str:
        raise SystemExit("nobody")


@solver
def Unspeakable(problem, budget, rng, tell):
    """Raises what lies about all that an exception has."""

    class LyingError(Exception, metaclass=Nameless):
        __traceback__ = 5  # type: ignore[assignment]
        __cause__ = property(lambda self: 1 // 0)  # type: ignore[assignment]

        def __str__(self) -> str:
            raise SystemExit("no words")

    raise LyingError


@solver
def Endlessly(problem, budget, rng, tell):
    raise type("Long" * 10**6, (ValueError,), {"__str__": lambda self: "ten megabytes " * 10**6})


@solver
def UnspeakableRoutes(problem, budget, rng, tell):
    class Routes(metaclass=Nameless):
        pass

    return SolveResult(Routes(), {}, None, 1)  # type: ignore[arg-type]


@solver
def Warns(problem, budget, rng, tell):
    warnings.simplefilter("always")
    for number in range(300):
        warnings.warn(f"\x1b[2J{number}", stacklevel=1)
    return good(problem, budget, rng)


@solver
def Millions(problem, budget, rng, tell):
    return replace(good(problem, budget, rng), routes=[Route(0, (1,))] * 10**6)


@solver
def TrueStops(problem, budget, rng, tell):
    return SolveResult((Route(np.bool_(False), (np.bool_(True), True)),), {}, None, 1)  # type: ignore[arg-type]


@solver
def FloatStops(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    return replace(plan, routes=[Route(one.vehicle, np.array(one.stops, dtype=float)) for one in plan.routes])


@solver
def PatchesNumpy(problem, budget, rng, tell):
    """Makes sums and clocks of its process nothing."""
    plan = good(problem, budget, rng)
    np.array_equal = lambda *_: True
    np.cumsum = np.sum = np.flatnonzero = np.bincount = lambda *_a, **_k: 0
    time.process_time = time.perf_counter = time.monotonic = lambda: 0.0
    return replace(plan, routes=plan.routes[:1])


@solver
def Rewrites(problem, budget, rng, tell):
    """Looks up the original behind its copy, and takes the stops that it does not like out of it."""
    for other in gc.get_objects():
        if type(other) is RoutingProblem and other is not problem and other.name == problem.name:
            object.__setattr__(other, "prize", np.zeros(problem.stops + 1, dtype=np.int64))
    return SolveResult((), dict.fromkeys(range(1, problem.stops + 1), "nobody wants it"), None, 1)


@solver
def OwnAudit(problem, budget, rng, tell):
    """Makes its process find its words true, and its plan free."""
    plan = good(problem, budget, rng)
    free = replace(plan.audit, cost=1, objective_cost=1)
    solvers.answers.plan_of = solvers.audited.plan_of = lambda _answer: ((), {}, 1)
    solvers.audited.said_of_itself = lambda _said: {"cost": "1"}
    return replace(plan, audit=free)


@solver
def ComparesAsItLikes(problem, budget, rng, tell):
    """An audit whose numbers are equal to anything."""

    class Anything(int):
        __eq__ = lambda self, other: True  # noqa: E731
        __ne__ = lambda self, other: False  # noqa: E731
        __hash__ = int.__hash__
        __str__ = __repr__ = lambda self: Word("1")

    class Word(str):
        __eq__ = lambda self, other: True  # noqa: E731
        __ne__ = lambda self, other: False  # noqa: E731
        __hash__ = str.__hash__

    plan = good(problem, budget, rng)
    return replace(plan, audit=replace(plan.audit, cost=Anything(1), objective_cost=Anything(1)))


def honest(problem, budget, rng, tell):
    return good(problem, budget, rng)


NamedLikeOurs = solver(honest, __name__="NamedLikeOurs", name="savings", iteration_unit="rounds")
NamedBadly = solver(honest, __name__="NamedBadly", name=EVIL * 100, iteration_unit=EVIL)
Counted = iter(range(10**9))
NamedAnew = solver(honest, __name__="NamedAnew", name=property(lambda self: f"name {next(Counted)}"))


HONEST = ("Warns", "NamedLikeOurs", "NamedBadly", "NamedAnew")
"""Odd, and their plans are as good as any."""
REFUSED = {
    "Smuggles": ("infeasible", "is visited twice"),
    "SmugglesWords": ("failed", "RaisedError"),
    "TwoFaced": ("infeasible", "neither visited nor declared"),
    "Disguised": ("infeasible", "neither visited nor declared"),
    "Unspeakable": ("failed", "LyingError"),
    "Endlessly": ("failed", "LongLong"),
    "UnspeakableRoutes": ("failed", "routes are of type Routes"),
    "TrueStops": ("failed", "a whole number is accepted"),
    "FloatStops": ("failed", "a whole number is accepted"),
    "Millions": ("infeasible", "stop 1 is visited twice"),
    "PatchesNumpy": ("failed", ""),
    "Rewrites": ("failed", "changed the problem it was handed: prize"),
    "OwnAudit": ("infeasible", "neither visited nor declared"),
    "ComparesAsItLikes": ("failed", "reports cost 1, the audit says"),
}
"""Solver -> status and a part of the reason of its row in a race."""
