"""Solvers that are wrong about themselves, each in one way; `Honest` is what they would be otherwise.

A file of one's own, as a scenario or a race names it: `own_file` writes it into the folder of the command.
"""

import os
import time
from dataclasses import replace

import numpy as np
from hostile.plugged import good, solver

from solvers.protocol import SolveResult, finish
from solvers.solution import Audit, Route

SAID = Audit(1, 1, 1, 1, 1, True, ())


@solver
def Honest(problem, budget, rng, tell):
    return good(problem, budget, rng)


@solver
def Liar(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    return replace(plan, audit=replace(plan.audit, cost=1, objective_cost=1, distance=1, vehicles=1))


@solver
def NotANumber(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    return replace(plan, audit=replace(plan.audit, cost=float("nan"), objective_cost=float("nan")))


@solver
def Shrinker(problem, budget, rng, tell):
    for roads in (problem.distance, problem.duration, problem.coordinates):
        if roads is not None:
            roads.setflags(write=True)
            roads //= 10
    return good(problem, budget, rng)


@solver
def Zeroer(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    for name in ("distance", "duration", "coordinates"):
        object.__setattr__(problem, name, None)
    return plan


@solver
def Truck(problem, budget, rng, tell):
    """Makes every van as large as a lorry."""
    for vehicle in problem.vehicles:
        object.__setattr__(vehicle, "capacity", 10**9)
    return good(problem, budget, rng)


@solver
def ShorterWorld(problem, budget, rng, tell):
    """Solves, honestly, another problem than the one it was given."""
    shorter = problem.replace(scale=1, distance=np.zeros((problem.stops + 1, problem.stops + 1), dtype=np.int64))
    return good(shorter, budget, rng)


@solver
def Twice(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    return replace(plan, routes=plan.routes + plan.routes[:1])


class Unlike(int):
    """A whole number that is like no other and within any limits."""

    def _no(self, other):
        return False

    def _yes(self, other):
        return True

    __eq__ = __lt__ = __gt__ = _no
    __ne__ = __le__ = __ge__ = _yes

    def __hash__(self):
        return id(self)

    def __abs__(self):
        return 0


@solver
def Impostors(problem, budget, rng, tell):
    """The same stops again and again, each of which says that it is none of the others."""
    plan = good(problem, budget, rng)
    again = [Route(Unlike(one.vehicle), tuple(map(Unlike, one.stops))) for one in plan.routes[:1]] * 2
    return SolveResult(tuple(again), {Unlike(stop): "no wish to" for stop in range(1, problem.stops + 1)}, None, 1)


@solver
def Empty(problem, budget, rng, tell):
    return SolveResult((), {}, SAID, 1)


@solver
def Beyond(problem, budget, rng, tell):
    return SolveResult((Route(0, (999_999,)),), {}, SAID, 1)


@solver
def Backwards(problem, budget, rng, tell):
    return SolveResult((Route(0, (-1,)),), {}, SAID, 1)


@solver
def OneVan(problem, budget, rng, tell):
    return SolveResult((Route(0, tuple(range(1, problem.stops + 1))),), {}, SAID, 1)


@solver
def ManyVans(problem, budget, rng, tell):
    fleet = max(vehicle.count for vehicle in problem.vehicles)
    routes = [Route(0, (stop,)) for stop in range(1, problem.stops + 1)] * (fleet + 1)
    return SolveResult(tuple(routes), {}, SAID, 1)


@solver
def NoSuchVan(problem, budget, rng, tell):
    return SolveResult((Route(len(problem.vehicles), tuple(range(1, problem.stops + 1))),), {}, SAID, 1)


@solver
def Lazy(problem, budget, rng, tell):
    return finish(problem, (), dict.fromkeys(range(1, problem.stops + 1), "no wish to"), 1)


@solver
def DeclaredBeyond(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    return replace(plan, unserved={**plan.unserved, problem.stops + 1: "it does not exist"})


@solver
def Halves(problem, budget, rng, tell):
    return SolveResult((Route(0, (1.5, 2.5)),), {}, SAID, 1)


@solver
def Lists(problem, budget, rng, tell):
    return SolveResult([[1, 2]], {}, SAID, 1)


@solver
def Nothing(problem, budget, rng, tell):
    return None


@solver
def Raises(problem, budget, rng, tell):
    raise ZeroDivisionError("line one\nline two")


@solver
def Unspeakable(problem, budget, rng, tell):
    class NoWordsError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("cannot be said")

        __repr__ = __str__

    raise NoWordsError


@solver
def EarlyBird(problem, budget, rng, tell):
    """Reports the best plan at once in its trace, and a plan that is none to the callback."""
    plan = good(problem, budget, rng)
    if tell is not None:
        tell(0.0, 1, (Route(0, tuple(range(1, problem.stops + 1))),))
    return replace(plan, trace=((0.0, 1),))


@solver
def Prophet(problem, budget, rng, tell):
    """Never calls back and reports a trace too good to be true."""
    return replace(good(problem, budget, rng), trace=((0.0, 1),))


def works(seconds):
    since = time.process_time()
    while time.process_time() < since + seconds:
        sum(range(1000))


class Later:
    """A whole number that is another one later."""

    def __init__(self, numbers, place):
        self.numbers, self.place = numbers, place

    def __index__(self):
        return self.numbers[self.place]


@solver
def Afterthought(problem, budget, rng, tell):
    """Calls back at once with stops that are known when it has worked for a while."""
    plan = good(problem, budget, rng)
    known = [list(route.stops) for route in plan.routes]
    stops = [list(reversed(one)) for one in known]
    if tell is not None:
        tell(0.0, 1, [Route(0, tuple(Later(one, place) for place in range(len(one)))) for one in stops])
    works(0.1)
    for one, right in zip(stops, known, strict=True):
        one[:] = right
    return plan


class WorkedOut(tuple):
    """A tuple that is worked out while it is read."""

    def __iter__(self):
        works(0.1)
        return super().__iter__()


@solver
def WorksUnderTheClock(problem, budget, rng, tell):
    """Works while its plans are read."""
    plan = good(problem, budget, rng)
    if tell is not None:
        tell(0.0, 1, WorkedOut(plan.routes))
    return replace(plan, routes=WorkedOut(plan.routes))


@solver
def Orphans(problem, budget, rng, tell):
    """Has an orphan do the work, whose processor time would be nobody's."""
    done, tell_done = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            works(0.6)
            os.write(tell_done, b"x")
        os._exit(0)
    os.wait()
    os.read(done, 1)
    return good(problem, budget, rng)


@solver
def Slow(problem, budget, rng, tell):
    """Works for much longer than it was given."""
    plan, since = good(problem, budget, rng), time.process_time()
    while budget.seconds is not None and time.process_time() < since + budget.seconds + 0.5:
        sum(range(1000))
    return plan
