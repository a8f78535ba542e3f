"""Solvers whose answer is none, or is forged, each in one way.

A file of one's own, as a race or a scenario names it: `own_file` writes it into the folder of the command.
"""

import asyncio
import ctypes
import os
from dataclasses import replace

from hostile.plugged import good, solver

from solvers.solution import Route


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


FAILING = {
    "Forges": "its worker answered what is no",
    "Babbles": "its worker answered what is no",
    "ForgesDepth": "its worker answered what is no",
    "ForgesInfinity": "its worker answered what is no",
    "ForgesList": "its worker answered what is no",
    "ForgesWords": "",
    "ForgesRefusal": "its worker answered what is no",
    "Astronomic": "bits, a whole number of 63 is accepted",
    "Recurses": "RecursionError",
    "BaseRaises": "Unusual: base",
    "RaisesMuch": "ValueError: vvvv",
    "RaisesSigns": "ValueError: ",
    "Cancels": "CancelledError",
    "Promises": "returned of type coroutine",
    "Yields": "returned of type generator",
    "OddReasons": "reports cost",
    "Patches": "",
    "Scribbles": "changed the problem it was handed: distance",
}
"""Solver -> a part of the reason in its row."""
