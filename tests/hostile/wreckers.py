"""Solvers that wreck the process they run in, or never answer, each in one way.

A file of one's own, as a race or a scenario names it: `own_file` writes it into the folder of the command.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from hostile.plugged import good, solver


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
def DiesOfNoName(problem, budget, rng, tell):
    """Of a signal that has no name, while a child that has left its session holds its pipes."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(100)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGRTMIN + 5)


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


ENDED = ("Hangs", "HangsInC", "Sleeps", "Swallows", "Deaf", "Endless", "StopsItself")
"""Nothing but the clock ends these."""
FAILING = {
    "Leaves": "its worker ended itself with exit code 0",
    "LeavesBadly": "its worker ended itself with exit code 77",
    "Exits": "SystemExit: bye",
    "Interrupts": "KeyboardInterrupt",
    "Crashes": "its worker was ended by SIGSEGV",
    "Aborts": "its worker was ended by SIGABRT",
    "KillsItself": "its worker was ended by SIGKILL",
    "DiesOfNoName": "its worker was ended by signal 39",
    "ClosesAll": "its worker ended itself",
    "ClosesPipes": "its worker ended itself",
    "Redirects": "its worker ended itself",
}
"""Solver -> a part of the reason in its row."""
