"""Breakdowns: each server fails after exponential working time and is repaired after another.

A failed server finishes the token in hand, then is away until repaired: for the station a
breakdown is a change of capacity like a shift's end. Times are keyed by station, server and the
number of the failure, so they do not depend on what else happens.
"""

from __future__ import annotations

from sim.clock import ARRIVAL, Clock
from sim.settings import Breakdowns
from sim.stations import Station
from sim.streams import exponential, key, uniform
from sim.units import HOUR, MINUTE


def start_breakdowns(
    clock: Clock, station: Station, config: Breakdowns, servers: int, seed: int, replication: int
) -> None:
    """Let `servers` servers of `station` fail and be repaired from time 0 on."""
    draws = key(seed, replication, f"breakdowns/{station.name}")
    for server in range(servers):
        _fail_later(clock, station, config, draws, server, 0, 0)


def _fail_later(
    clock: Clock, station: Station, config: Breakdowns, draws: int, server: int, number: int, now: int
) -> None:
    up = int(exponential(uniform(draws, server, number, 0), config.hours_between * HOUR))
    down = int(exponential(uniform(draws, server, number, 1), config.repair_minutes * MINUTE))

    def fail(at: int) -> None:
        station.change(-1, at)
        clock.at(at + down, ARRIVAL, repair)

    def repair(at: int) -> None:
        station.change(1, at)
        _fail_later(clock, station, config, draws, server, number + 1, at)

    clock.at(now + up, ARRIVAL, fail)
