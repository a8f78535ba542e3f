"""Solvers that are honest and only odd, one that does not outlive a replication, and classes that are no solvers.

A file of one's own, as a race or a scenario names it: `own_file` writes it into the folder of the command.
"""

import os
import random
import sys
import threading
import time
from dataclasses import replace

import numpy as np
from hostile.plugged import good, solver

from solvers.solution import Route

NoCapability = solver(good, __name__="NoCapability", supports=42)
NoWords = solver(good, __name__="NoWords", name=object(), iteration_unit=None)
NoSolve = solver(good, __name__="NoSolve", solve=42)


class NotMade:
    """Cannot be made without a word nobody gives."""

    name = supports = iteration_unit = "x"

    def __init__(self, word):
        self.word = word


@solver
def Shouts(problem, budget, rng, tell):
    print("PLUGIN NOISE \x1b[31m")  # noqa: T201
    os.write(1, b"RAW NOISE\n\xff")
    sys.stderr.write("more noise\n")
    return good(problem, budget, rng)


@solver
def ClosesStreams(problem, budget, rng, tell):
    os.closerange(0, 3)
    return good(problem, budget, rng)


@solver
def Wanders(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    os.chdir("/")
    os.environ.clear()
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    np.seterr(all="raise")
    sys.setrecursionlimit(200)
    return plan


@solver
def Threads(problem, budget, rng, tell):
    threading.Thread(target=time.sleep, args=(10**6,)).start()
    return good(problem, budget, rng)


@solver
def Forks(problem, budget, rng, tell):
    if os.fork() == 0:
        time.sleep(10**6)
        os._exit(0)
    return good(problem, budget, rng)


@solver
def ForksOn(problem, budget, rng, tell):
    """Forgets that there are two of it now, and both go on."""
    plan = good(problem, budget, rng)
    os.fork()
    return plan


@solver
def Hides(problem, budget, rng, tell):
    """Nobody may read what its process writes from now on."""
    os.umask(0o777)
    return good(problem, budget, rng)


@solver
def NumpyNumbers(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    return replace(plan, routes=[Route(np.int64(one.vehicle), np.array(one.stops)) for one in plan.routes])


@solver
def Talks(problem, budget, rng, tell):
    """Calls back often, and with what is no plan."""
    plan = good(problem, budget, rng)
    for number in range(50_000 if tell is not None else 0):
        tell(float("nan"), -number, (Route(0, (1,)),) if number % 2 else plan.routes)
    return plan


@solver
def Tires(problem, budget, rng, tell):
    """Plans a replication once; its process does not outlive a second time."""
    before = vars(sys).setdefault("_planned", set())  # its file is run anew for each
    if problem.name in before:
        os._exit(9)
    before.add(problem.name)
    return good(problem, budget, rng)


HARMLESS = ("Shouts", "ClosesStreams", "Wanders", "Threads", "Forks", "ForksOn", "Hides", "NumpyNumbers", "Talks")
"""Odd, and their plans are as good as any."""
