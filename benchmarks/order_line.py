"""One order line, three ways: the text-book SimPy model, our token stations, our compiled stations.

Orders arrive once a minute, are verified, picked, packed, leave with a wave every half hour, are
delivered a day later; one in twenty comes back and is inspected. All three draw from the same
distributions. The first is what anyone would write from SimPy's tutorial: a process for each
order, `Resource` requests, a `Store` for the dock, numpy scalars, a dict for each event.
"""

from __future__ import annotations

from array import array
from datetime import date
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.clock import ARRIVAL, DECISION, Clock, Token
from sim.columns import column
from sim.lines import CompiledStation
from sim.roster import Roster
from sim.settings import Shift, Staffing
from sim.stations import Station
from sim.units import MINUTE, UNOBSERVED

VERIFIERS, PICKERS, PACKERS, INSPECTORS = 3, 6, 4, 1
WAVE = 30
RETURNED = 0.05


def textbook(orders: int) -> list[dict[str, Any]]:
    """The tutorial's way; the log of events."""
    draw = np.random.default_rng(1)
    env = simpy.Environment()
    verify = simpy.Resource(env, VERIFIERS)
    pick = simpy.Resource(env, PICKERS)
    pack = simpy.Resource(env, PACKERS)
    inspect = simpy.Resource(env, INSPECTORS)
    dock: simpy.Store = simpy.Store(env)
    log: list[dict[str, Any]] = []
    finished = env.event()
    left = orders

    def note(order: int, event: str) -> None:
        log.append({"order": order, "event": event, "time": env.now})

    def order(number: int) -> Any:
        note(number, "placed")
        with verify.request() as request:
            yield request
            note(number, "verification started")
            yield env.timeout(draw.exponential(2.4))
            note(number, "verified")
        with pick.request() as request:
            yield request
            note(number, "picking started")
            yield env.timeout(draw.gamma(2, 2.4))
            note(number, "picked")
        with pack.request() as request:
            yield request
            note(number, "packing started")
            yield env.timeout(draw.exponential(3.2))
            note(number, "packed")
        yield dock.put(number)

    def deliver(number: int) -> Any:
        nonlocal left
        note(number, "shipped")
        yield env.timeout(draw.gamma(4, 360.0))
        note(number, "delivered")
        if draw.random() < RETURNED:
            yield env.timeout(draw.exponential(4320.0))
            note(number, "returned")
            with inspect.request() as request:
                yield request
                yield env.timeout(draw.exponential(10.0))
                note(number, "inspected")
        left -= 1
        if not left:
            finished.succeed()

    def vans() -> Any:
        while True:
            yield env.timeout(WAVE)
            while dock.items:
                number = yield dock.get()
                env.process(deliver(number))

    def customers() -> Any:
        for number in range(orders):
            yield env.timeout(draw.exponential(1.0))
            env.process(order(number))

    env.process(customers())
    env.process(vans())
    env.run(until=finished)
    return log


class _Draws:
    """All that is random in the line, drawn at once; times in whole microseconds."""

    def __init__(self, orders: int) -> None:
        draw = np.random.default_rng(1)

        def minutes(values: NDArray[np.float64]) -> NDArray[np.int64]:
            return np.rint(values * MINUTE).astype(np.int64)

        self.placed = np.cumsum(minutes(draw.exponential(1.0, orders)))
        self.verify = minutes(draw.exponential(2.4, orders))
        self.pick = minutes(draw.gamma(2, 2.4, orders))
        self.pack = minutes(draw.exponential(3.2, orders))
        self.transit = minutes(draw.gamma(4, 360.0, orders))
        self.returned = draw.random(orders) < RETURNED
        self.way_back = minutes(draw.exponential(4320.0, orders))
        self.inspect = minutes(draw.exponential(10.0, orders))


def _around_the_clock(staff: int) -> Roster:
    return Roster(Staffing(shifts=(Shift(start="00:00", end="24:00", staff=staff),)), date(2026, 3, 2))


def _inspect_returns(clock: Clock, draws: _Draws, delivered: NDArray[np.int64]) -> None:
    """Returned orders pass the inspector, each a token."""
    stamps = [array("q", [UNOBSERVED]) * draws.placed.size for _ in range(2)]
    station = Station(
        clock,
        "inspection",
        _around_the_clock(INSPECTORS),
        column(draws.inspect),
        stamps[0],
        stamps[1],
        lambda token, now: None,
    )
    enter = [lambda token: station.enter(token, clock.now)]
    back = delivered + draws.way_back
    for number in np.flatnonzero(draws.returned).tolist():
        token = Token(number)
        token.callbacks = enter
        clock.schedule(token, ARRIVAL + number, int(back[number]) - clock.now)


def tokens(orders: int) -> NDArray[np.int64]:
    """Our token stations on SimPy's clock; delivered times."""
    draws = _Draws(orders)
    clock = Clock()
    stamps = [array("q", [UNOBSERVED]) * orders for _ in range(6)]
    shipped = np.full(orders, UNOBSERVED, dtype=np.int64)
    dock: list[int] = []
    pack = Station(
        clock, "pack", _around_the_clock(PACKERS), column(draws.pack), stamps[4], stamps[5],
        lambda token, now: dock.append(token.index),
    )  # fmt: skip
    pick = Station(clock, "pick", _around_the_clock(PICKERS), column(draws.pick), stamps[2], stamps[3], pack.enter)
    verify = Station(
        clock, "verify", _around_the_clock(VERIFIERS), column(draws.verify), stamps[0], stamps[1], pick.enter
    )
    gone = 0

    def wave(now: int) -> None:
        nonlocal gone
        shipped[dock] = now
        gone += len(dock)
        dock.clear()
        if gone < orders:
            clock.at(now + WAVE * MINUTE, DECISION, wave)
        else:
            _inspect_returns(clock, draws, shipped + draws.transit)

    placed = memoryview(draws.placed)

    def arrive(source: Token) -> None:
        number = source.index
        now = placed[number]
        verify.enter(Token(number), now)
        if number + 1 < orders:
            source.index = number + 1
            source.callbacks = arriving
            clock.schedule(source, ARRIVAL + number + 1, placed[number + 1] - now)

    arriving = [arrive]
    source = Token(0)
    source.callbacks = arriving
    clock.schedule(source, ARRIVAL, placed[0])
    clock.at(WAVE * MINUTE, DECISION, wave)
    clock.run_until(clock.event())
    return shipped + draws.transit


def compiled(orders: int) -> NDArray[np.int64]:
    """Our compiled stations, advanced to each wave; delivered times, the same as those of `tokens`."""
    draws = _Draws(orders)
    clock = Clock()
    first_class = np.zeros(orders, dtype=np.uint8)
    finished = [np.full(orders, UNOBSERVED, dtype=np.int64) for _ in range(3)]
    stations = [
        CompiledStation(
            name, _around_the_clock(staff), None, 2**62, service, np.empty(orders, dtype=np.int64), done, first_class,
            classes=1,
        )
        for name, staff, service, done in (
            ("verify", VERIFIERS, draws.verify, finished[0]),
            ("pick", PICKERS, draws.pick, finished[1]),
            ("pack", PACKERS, draws.pack, finished[2]),
        )
    ]  # fmt: skip
    shipped = np.full(orders, UNOBSERVED, dtype=np.int64)
    numbers = np.arange(orders)
    placed = gone = 0

    def wave(now: int) -> None:
        nonlocal placed, gone
        until = now + 1  # what is finished at the moment of the wave goes with it
        arrived = int(np.searchsorted(draws.placed, until))
        rows, times = numbers[placed:arrived], draws.placed[placed:arrived]
        placed = arrived
        for station, done in zip(stations, finished, strict=True):
            rows = station.advance(until, times, rows)
            times = done[rows]
        shipped[rows] = now
        gone += rows.size
        if gone < orders:
            clock.at(now + WAVE * MINUTE, DECISION, wave)
        else:
            _inspect_returns(clock, draws, shipped + draws.transit)

    clock.at(WAVE * MINUTE, DECISION, wave)
    clock.run_until(clock.event())
    return shipped + draws.transit
