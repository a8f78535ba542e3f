"""Breakdowns: known in advance, one server at a time, with the stated means."""

from __future__ import annotations

from itertools import islice

import numpy as np
from reference.bench import Bench, always
from reference.evidence import agrees

from sim.breakdowns import capacity_changes, start_breakdowns
from sim.settings import Breakdowns
from sim.units import HOUR, MINUTE

CONFIG = Breakdowns(hours_between=5.0, repair_minutes=30.0)


def changes(server: int, key: int = 3, number: int = 4_000) -> np.ndarray:
    return np.array(list(islice(capacity_changes(CONFIG, key, server), number)), dtype=np.int64)


def test_a_server_fails_and_is_repaired_in_turn() -> None:
    found = changes(0)
    assert np.all(np.diff(found[:, 0]) >= 0)
    assert found[:, 1].tolist() == [-1, 1] * 2_000


def test_times_have_the_stated_means() -> None:
    up, down = [], []
    for server in range(30):
        times = np.concatenate(([0], changes(server, number=400)[:, 0]))
        up.append(np.diff(times)[0::2].mean())
        down.append(np.diff(times)[1::2].mean())
    agrees(up, 5 * HOUR)
    agrees(down, 30 * MINUTE)


def test_servers_and_keys_fail_on_their_own() -> None:
    assert not np.array_equal(changes(0, number=10), changes(1, number=10))
    assert not np.array_equal(changes(0, key=3, number=10), changes(0, key=4, number=10))
    assert np.array_equal(changes(0, number=10), changes(0, number=10))


def test_a_failed_server_finishes_the_token_in_hand() -> None:
    first = int(changes(0, number=1)[0, 0])
    second = int(changes(0, number=2)[1, 0])
    bench = Bench(always(1), [first - MINUTE, first - MINUTE], [5 * MINUTE, MINUTE])
    start_breakdowns(bench.clock, bench.station, CONFIG, 1, 3)
    bench.run()
    assert bench.finished[0] == first + 4 * MINUTE
    assert bench.started[1] == max(second, first + 4 * MINUTE)
