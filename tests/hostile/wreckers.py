"""Solvers that wreck the process they run in, each in one way; the last are honest and only odd.

A file of one's own, as a race or a scenario names it: tests copy it into the folder of the command.
"""

import asyncio
import ctypes
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from solvers.engines.savings import Savings
from solvers.protocol import Capability
from solvers.solution import Route


def solver(answer: Callable[..., Any], **more: Any) -> type:
    """A solver class around a function of problem, budget, generator and callback."""

    @dataclass(frozen=True)
    class Plugin:
        name: ClassVar[str] = answer.__name__
        supports: ClassVar[Capability] = Capability.everything()
        iteration_unit: ClassVar[str] = "plans"

        def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
            return answer(problem, budget, rng, on_incumbent)

    Plugin.__name__ = Plugin.__qualname__ = answer.__name__
    for name, value in more.items():
        setattr(Plugin, name, value)
    return Plugin


def good(problem, budget, rng, tell=None):
    return Savings().solve(problem, replace(budget, iterations=1), rng)


@solver
def Hangs(problem, budget, rng, tell):
    while True:
        pass


@solver
def HangsInC(problem, budget, rng, tell):
    return sum(range(10**14))


@solver
def Sleeps(problem, budget, rng, tell):
    time.sleep(10**6)


@solver
def Swallows(problem, budget, rng, tell):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


@solver
def Deaf(problem, budget, rng, tell):
    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1)


@solver
def Endless(problem, budget, rng, tell):
    """A mapping of unserved stops without an end."""

    class Stops(Mapping):
        def __getitem__(self, stop: int) -> str:
            return "no"

        def __len__(self) -> int:
            return 1

        def __iter__(self) -> Iterator[int]:
            while True:
                yield 1

    return replace(good(problem, budget, rng), unserved=Stops())


@solver
def Hoards(problem, budget, rng, tell):
    held = []
    while True:
        held.append(np.ones(10**7))


@solver
def Leaves(problem, budget, rng, tell):
    os._exit(0)


@solver
def LeavesBadly(problem, budget, rng, tell):
    os._exit(77)


@solver
def Exits(problem, budget, rng, tell):
    sys.exit("bye")


@solver
def Interrupts(problem, budget, rng, tell):
    raise KeyboardInterrupt


@solver
def Crashes(problem, budget, rng, tell):
    ctypes.string_at(0)


@solver
def Aborts(problem, budget, rng, tell):
    os.abort()


@solver
def KillsItself(problem, budget, rng, tell):
    os.kill(os.getpid(), signal.SIGKILL)


@solver
def StopsItself(problem, budget, rng, tell):
    os.kill(os.getpid(), signal.SIGSTOP)


@solver
def ClosesAll(problem, budget, rng, tell):
    os.closerange(0, 256)
    return good(problem, budget, rng)


@solver
def ClosesPipes(problem, budget, rng, tell):
    os.closerange(3, 256)
    return good(problem, budget, rng)


@solver
def Redirects(problem, budget, rng, tell):
    """Has one file of its own behind every number."""
    own = os.open("mine.txt", os.O_CREAT | os.O_RDWR | os.O_APPEND)
    for number in set(range(256)) - {own}:
        os.dup2(own, number)
    return good(problem, budget, rng)


@solver
def Forges(problem, budget, rng, tell):
    """Writes an answer of its own into every pipe there is."""
    for pipe in range(3, 64):
        try:
            os.write(pipe, b'{"answer": {"cost": 1, "feasible": true}}\n')
        except OSError:
            continue
    return good(problem, budget, rng)


@solver
def Babbles(problem, budget, rng, tell):
    for pipe in range(3, 64):
        try:
            os.write(pipe, b"\xff\x00[[[[" * 100 + b"\n")
        except OSError:
            continue
    return good(problem, budget, rng)


def forge(line: bytes) -> None:
    for pipe in range(3, 64):
        try:
            os.write(pipe, line + b"\n")
        except OSError:
            continue


@solver
def ForgesDepth(problem, budget, rng, tell):
    forge(b"[" * 200_000)
    return good(problem, budget, rng)


@solver
def ForgesInfinity(problem, budget, rng, tell):
    forge(b'{"answer": {"routes": [], "unserved": [], "iterations": 1e999, "seconds": NaN}}')
    return good(problem, budget, rng)


@solver
def ForgesList(problem, budget, rng, tell):
    forge(b'{"answer": [1, 2]}')
    return good(problem, budget, rng)


@solver
def ForgesWords(problem, budget, rng, tell):
    forge(b'{"failed": "\\u001b[2Jone\\ntwo' + b"q" * 100_000 + b'"}')
    return good(problem, budget, rng)


@solver
def ForgesRefusal(problem, budget, rng, tell):
    """Says that nobody could run this scenario, which would end the command."""
    forge(b'{"answer": {"refused": "\\u001b[2Jdelivery.fleet: buy mine"}}')
    return good(problem, budget, rng)


@solver
def Astronomic(problem, budget, rng, tell):
    return replace(good(problem, budget, rng), routes=(Route(0, (10**5_000,)),))


@solver
def DiesOfNoName(problem, budget, rng, tell):
    """Of a signal that has no name, while a child that has left its session holds its pipes."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(100)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGRTMIN + 5)


@solver
def Recurses(problem, budget, rng, tell):
    return Recurses().solve(problem, budget, rng)


@solver
def BaseRaises(problem, budget, rng, tell):
    class Unusual(BaseException):
        pass

    raise Unusual("base")


@solver
def RaisesMuch(problem, budget, rng, tell):
    raise ValueError("v" * 100_000)


@solver
def RaisesSigns(problem, budget, rng, tell):
    raise ValueError("\x1b[2J\x1b]52;c;ZXZpbA==\x07\u202e\ud800\u2028")


@solver
def Cancels(problem, budget, rng, tell):
    raise asyncio.CancelledError


@solver
async def Promises(problem, budget, rng, tell):
    return good(problem, budget, rng)


@solver
def Yields(problem, budget, rng, tell):
    yield good(problem, budget, rng)


@solver
def OddReasons(problem, budget, rng, tell):
    plan = good(problem, budget, rng)
    stops = [stop for route in plan.routes for stop in route.stops]
    return replace(plan, routes=(), unserved=dict.fromkeys(stops, "\x1b[31m\ud800\n" * 1000))


@solver
def Patches(problem, budget, rng, tell):
    """Makes the audit in its process say what it likes."""
    import solvers.answers
    import solvers.audited
    import solvers.solution

    plan = good(problem, budget, rng)
    free = replace(plan.audit, cost=1, objective_cost=1)
    solvers.solution.audit = solvers.audited.audit = lambda *_words, **_more: free
    solvers.answers.said_of_itself = solvers.audited.said_of_itself = lambda _said: {}
    return replace(plan, audit=free)


@solver
def Scribbles(problem, budget, rng, tell):
    """Writes below numpy into the memory of what it was handed."""
    roads = problem.distance  # not the times: its plan breaks no window, and says of itself what is untrue
    ctypes.memset(roads.ctypes.data, 0, roads.nbytes)
    return good(problem, budget, rng)


ENDED = ("Hangs", "HangsInC", "Sleeps", "Swallows", "Deaf", "Endless", "StopsItself")
"""Nothing but the clock ends these."""

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


HARMLESS = ("Shouts", "ClosesStreams", "Wanders", "Threads", "Forks", "ForksOn", "Hides", "NumpyNumbers", "Talks")
"""Odd, and their plans are as good as any."""
FAILING = {
    "Leaves": "its worker ended itself with exit code 0",
    "LeavesBadly": "its worker ended itself with exit code 77",
    "Exits": "SystemExit: bye",
    "Interrupts": "KeyboardInterrupt",
    "Crashes": "its worker was ended by SIGSEGV",
    "Aborts": "its worker was ended by SIGABRT",
    "KillsItself": "its worker was ended by SIGKILL",
    "ClosesAll": "its worker ended itself",
    "ClosesPipes": "its worker ended itself",
    "Redirects": "its worker ended itself",
    "Forges": "its worker answered what is no",
    "Babbles": "its worker answered what is no",
    "ForgesDepth": "its worker answered what is no",
    "ForgesInfinity": "its worker answered what is no",
    "ForgesList": "its worker answered what is no",
    "ForgesWords": "",
    "ForgesRefusal": "its worker answered what is no",
    "Astronomic": "bits, a whole number of 63 is accepted",
    "DiesOfNoName": "its worker was ended by signal 39",
    "Recurses": "RecursionError",
    "BaseRaises": "Unusual: base",
    "RaisesMuch": "ValueError: vvvv",
    "RaisesSigns": "ValueError: ",
    "Cancels": "CancelledError",
    "Promises": "returned of type coroutine",
    "Yields": "returned of type generator",
    "OddReasons": "reports cost",
    "Scribbles": "changed the problem it was handed: distance",
    "Patches": "",
}
"""Solver -> a part of the reason in its row."""


@solver
def Tires(problem, budget, rng, tell):
    """Plans a replication once; its process does not outlive a second time."""
    before = vars(sys).setdefault("_planned", set())  # its file is run anew for each
    if problem.name in before:
        os._exit(9)
    before.add(problem.name)
    return good(problem, budget, rng)
