"""Breakdowns: each server fails after an exponential time and is repaired after another.

A failed server finishes the token in hand, then is away until repaired: for a station a breakdown
is a change of capacity like the end of a shift. Times are keyed by station, server and the number
of the failure: they do not depend on what else happens, so they are known in advance.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.clock import ARRIVAL, Clock
from sim.settings import Breakdowns
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.units import HOUR, MINUTE


def capacity_changes(config: Breakdowns, draws: int, server: int) -> Iterator[tuple[int, int]]:
    """(time, change) of one server for ever: -1 when it fails, +1 when it is repaired. `draws` is a key."""
    now, number = 0, 0
    while True:
        now += int(exponential(uniform(draws, server, number, 0), config.hours_between * HOUR))
        yield now, -1
        now += int(exponential(uniform(draws, server, number, 1), config.repair_minutes * MINUTE))
        yield now, 1
        number += 1


def start_breakdowns(clock: Clock, station: Station, config: Breakdowns, servers: int, draws: int) -> None:
    """Let `servers` servers of a token station fail and be repaired from time 0 on."""
    for server in range(servers):
        _follow(clock, station, capacity_changes(config, draws, server))


def _follow(clock: Clock, station: Station, changes: Iterator[tuple[int, int]]) -> None:
    time, difference = next(changes)

    def happen(now: int) -> None:
        station.change(difference, now)
        _follow(clock, station, changes)

    clock.at(time, ARRIVAL, happen)
