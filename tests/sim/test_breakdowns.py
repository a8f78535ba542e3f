"""Breakdowns: known in advance, one server at a time, with the stated means."""

from __future__ import annotations

from itertools import islice

import numpy as np
from reference.bench import MONDAY, Bench, always
from reference.evidence import agrees

from sim.breakdowns import Failures, absences, capacity_changes
from sim.roster import Roster
from sim.settings import Breakdowns, Shift, Staffing
from sim.units import DAY, HOUR, MINUTE

CONFIG = Breakdowns(hours_between=5.0, repair_minutes=30.0)


def changes(server: int, key: int = 3, number: int = 4_000) -> np.ndarray:
    found = [(time, change) for time, _, change in islice(Failures(CONFIG, key).of(server), number)]
    return np.array(found, dtype=np.int64)


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
    failing = Failures(CONFIG, 3)
    bench = Bench(always(1), [first - MINUTE, first - MINUTE], [5 * MINUTE, MINUTE], failures=(failing,)).run()
    assert bench.finished[0] == first + 4 * MINUTE
    assert bench.started[1] == max(second, first + 4 * MINUTE)


BY_DAY_AND_NIGHT = Roster(
    Staffing(shifts=(Shift(start="06:00", end="24:00", staff=10), Shift(start="00:00", end="06:00", staff=2))), MONDAY
)


def mean_at_night(roster: Roster, failing: Failures, days: int = 60) -> float:
    """Mean number of servers at work between midnight and 06:00."""
    level, last, area = roster.at_start, 0, 0
    for time, change in capacity_changes(roster, (failing,)):
        for day in range(last // DAY, min(time // DAY, days - 1) + 1):
            begin, end = max(last, day * DAY), min(time, day * DAY + 6 * HOUR)
            area += level * max(0, end - begin)
        level, last = level + change, time
        if time >= days * DAY:
            return area / (days * 6 * HOUR)
    raise AssertionError("failures go on for ever")


def test_a_failure_takes_only_who_is_there() -> None:
    """Ten by day and two by night, each at work 80 % of the time: 1.6 by night, as if there were no day shift."""
    config = Breakdowns(hours_between=8.0, repair_minutes=120.0)
    agrees([mean_at_night(BY_DAY_AND_NIGHT, Failures(config, key)) for key in range(40)], 1.6)
    assert [mean_at_night(always(2), Failures(config, key)) for key in range(3)] == [
        mean_at_night(BY_DAY_AND_NIGHT, Failures(config, key)) for key in range(3)
    ]


def test_there_are_never_more_than_the_roster_says_nor_fewer_than_none() -> None:
    config = Breakdowns(hours_between=1.0, repair_minutes=120.0)
    level, there = BY_DAY_AND_NIGHT.at_start, dict(islice(BY_DAY_AND_NIGHT.changes(), 40))
    people, seen = BY_DAY_AND_NIGHT.at_start, 0
    for time, change in capacity_changes(BY_DAY_AND_NIGHT, (Failures(config, 1),)):
        for moment in [moment for moment in there if moment <= time]:
            people += there.pop(moment)
        level += change
        assert change
        assert time > seen
        assert 0 <= level <= people
        seen = time
        if not there:
            break


def test_whoever_is_hardly_ever_away_is_there_for_a_century() -> None:
    """The smallest share there is once made an endless time, in which nothing could be drawn."""
    first = next(Failures(absences(5e-324), key=3).of(0))
    assert first[0] > 1000 * DAY
