"""Policies that answer what cannot be used, each in one way, and a few that are honest."""

from dataclasses import dataclass

import numpy as np

from scenarios.study.running.limits import OutOfTime
from sim.stations import SimulationError
from sim.units import HOUR, SECOND


class Hourly:
    """What is right of every dispatch policy here but for one method."""

    def next_decision(self, now):
        return now + HOUR

    def select(self, dock):
        return np.ones(dock.staged.size, dtype=bool)


def timed(name, answer):
    kind = type(name, (Hourly,), {"next_decision": lambda self, now: answer(now)})
    globals()[name] = dataclass(frozen=True)(kind)


def masked(name, answer):
    kind = type(name, (Hourly,), {"select": lambda self, dock: answer(dock)})
    globals()[name] = dataclass(frozen=True)(kind)


timed("Past", lambda now: now - 1)
timed("Same", lambda now: now)
timed("Tick", lambda now: now + 1)
timed("AlmostASecond", lambda now: now + SECOND - 1)
timed("Fraction", lambda now: now + 0.5 * HOUR)
timed("NoTime", lambda now: float("nan"))
timed("NothingSaid", lambda now: None)
timed("TrueTime", lambda now: True)
timed("Late", lambda now: 1 // 0 if now > 12 * HOUR else now + HOUR)


def full():
    """What a room says of a queue that is too long, which would end the command with advice about staff."""
    raise SimulationError("picking.north: more than 9 waiting")


def late():
    """What an alarm raises after all the time that a replication may take."""
    raise OutOfTime


timed("SaysLate", lambda now: late())
timed("SaysFull", lambda now: full())
timed("Never", lambda now: 2**70)
masked("Short", lambda dock: np.ones(1, dtype=bool)[:0])
masked("Numbers", lambda dock: np.arange(dock.staged.size))
masked("Words", lambda dock: "all")
masked("Hidden", lambda dock: np.ma.masked_all(dock.staged.size, dtype=bool))
masked("Column", lambda dock: np.ones((dock.staged.size, 1), dtype=bool))


def boastful(size):
    """A longer array that says of itself that it is a mask of this size."""

    class Boastful(np.ndarray):
        def __getattribute__(self, name):
            return {"dtype": np.dtype(bool), "shape": (size,)}.get(name) or super().__getattribute__(name)

    return np.ones(size + 5, dtype=bool).view(Boastful)


masked("Boasts", lambda dock: boastful(dock.staged.size))
masked("Scribbler", lambda dock: [array.fill(0) for array in (dock.promise_close, dock.promise_open)])


@dataclass(frozen=True)
class Unlocker(Hourly):
    """Takes the lock off, writes zeros into the dock, and sends everything."""

    def select(self, dock):
        dock.promise_close.setflags(write=True)
        dock.promise_close[...] = 0
        return np.ones(dock.staged.size, dtype=bool)


@dataclass(frozen=True)
class Clean(Hourly):
    """Everything, every hour."""


@dataclass(frozen=True)
class Thorough(Hourly):
    """Looks at all that a dock offers, tosses its own coin, and counts."""

    def reset(self, rng):
        return {"rng": rng, "decisions": 0}

    def next_decision(self, now, *, state):
        state["decisions"] += 1
        return now + HOUR

    def select(self, dock, *, state):
        assert state["decisions"] > 0
        assert dock.places().shape == (dock.staged.size, 2)
        assert (dock.volumes() > 0).all()
        assert dock.travel().shape == (dock.staged.size + 1,) * 2
        return state["rng"].random(dock.staged.size) < 0.9


def choosing(name, answer, at_nodes=lambda self, nodes: self):
    kind = type(name, (), {"at_nodes": at_nodes, "choose": lambda self, request, records: answer(request, records)})
    globals()[name] = dataclass(frozen=True)(kind)


def plunder(request, records):
    records.promisable[0][request.items[0]] = 10**6


choosing("Elsewhere", lambda request, records: 10**6)
choosing("MinusOne", lambda request, records: -1)
choosing("Nobody", lambda request, records: None)
choosing("NoRule", lambda request, records: 0, at_nodes=lambda self, nodes: 10**6)
choosing("Plunderer", plunder)
choosing("First", lambda request, records: 0)
choosing("Quickest", lambda request, records: int(request.travel().argmin()) * (request.volumes() > 0).all())


def ordering(name, answer):
    methods = {
        "opening": lambda self, demand: np.ceil(6 * demand).astype(int),
        "order": lambda self, review: answer(review),
    }
    globals()[name] = dataclass(frozen=True)(type(name, (), methods))


ordering("Negative", lambda review: -review.position)
ordering("Single", lambda review: 5)
ordering("NotNumbers", lambda review: np.full(review.items.size, np.nan))
ordering("HalfUnits", lambda review: np.full(review.items.size, 0.5))
ordering("Endless", lambda review: np.full(review.items.size, 2**40))
ordering("TooFew", lambda review: np.zeros(1, dtype=int))
ordering("Renumbers", lambda review: review.items.fill(0))
ordering("UpToTen", lambda review: np.maximum(10.0 - review.position, 0.0))
