"""The compiled station gives the stamps of the token station, wherever it is cut."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.bench import MONDAY, Bench, always, compiled

from sim.breakdowns import Failures
from sim.clock import COMPLETION, Clock, Token
from sim.kernels.station import advance as kernel
from sim.lines import CompiledStation
from sim.roster import Roster
from sim.settings import Breakdowns, Shift, Staffing
from sim.stations import SimulationError, Station
from sim.units import DAY, HOUR, MINUTE

ROSTERS = (
    always(1),
    always(3),
    Roster(
        Staffing(shifts=(Shift(start="08:00", end="12:00", staff=2), Shift(start="10:00", end="20:00", staff=1))),
        MONDAY,
    ),
    Roster(Staffing(shifts=(Shift(start="06:00", end="18:00", days=("mon", "wed"), staff=2),)), MONDAY),
)  # fmt: skip


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**32 - 1),
    roster=st.sampled_from(ROSTERS),
    size=st.integers(1, 300),
    grain=st.sampled_from([1, MINUTE, 15 * MINUTE]),
    cuts=st.lists(st.integers(0, 4 * DAY), max_size=12),
)
def test_compiled_and_token_station_agree(seed: int, roster: Roster, size: int, grain: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    # A coarse grain makes arrivals, completions and changes of shift coincide.
    arrivals = np.sort(rng.integers(0, 3 * DAY, size)) // grain * grain
    service = rng.integers(1, 40, size) * max(grain, MINUTE)
    classes = rng.integers(0, 2, size)
    bench = Bench(roster, arrivals, service, classes=[*classes]).run()
    started, finished = compiled(roster, arrivals, service, classes, [cut // grain * grain for cut in cuts])
    assert np.array_equal(started, bench.started)
    assert np.array_equal(finished, bench.finished)


@pytest.mark.parametrize("roster", ROSTERS[1:3])
def test_compiled_and_token_station_fail_alike(roster: Roster) -> None:
    rng = np.random.default_rng(5)
    arrivals, service = np.sort(rng.integers(0, 5 * DAY, 400)), rng.integers(MINUTE, 30 * MINUTE, 400)
    failing = (Failures(Breakdowns(hours_between=3.0, repair_minutes=90.0), 77),)
    bench = Bench(roster, arrivals, service, failures=failing).run()
    started, finished = np.zeros(400, dtype=np.int64), np.zeros(400, dtype=np.int64)
    station = CompiledStation(
        "bench", roster, failing, 800 * DAY, service, started, finished, np.zeros(400, dtype=np.uint8), classes=1
    )
    station.advance(100 * DAY, arrivals, np.arange(400))
    assert np.array_equal(finished, bench.finished)
    assert np.any(started > compiled(roster, arrivals, service)[0])  # and it cost something


def test_a_queue_beyond_its_limit_stops_with_the_reason() -> None:
    arrivals, service = np.arange(5) + HOUR, np.full(5, DAY)
    compiled(always(1), arrivals, service, cuts=[2 * HOUR], queue_limit=4)
    with pytest.raises(SimulationError, match=r"^bench: more than 3 waiting at day 0, 02:00$"):
        compiled(always(1), arrivals, service, cuts=[2 * HOUR], queue_limit=3)


def test_the_kernel_has_a_plain_body() -> None:
    """The compiled loop is Python that can be read, stepped through and run as such."""
    started, finished, out = (np.full(3, -1, dtype=np.int64) for _ in range(3))
    state = np.array([1, 0, 0, 0, 0], dtype=np.int64)
    none, heap = np.zeros(0, dtype=np.int64), np.zeros((2, 8), dtype=np.int64)
    queue, classes = np.zeros((1, 8), dtype=np.int32), np.zeros(3, dtype=np.uint8)
    done = kernel.py_func(
        100, np.array([0, 5, 6]), np.arange(3), classes, np.full(3, 10), started, finished,
        none, none, heap[0], heap[1], queue, state, out,
    )  # fmt: skip
    assert done == 3
    assert finished.tolist() == [10, 20, 30]


def test_who_finishes_at_the_end_of_the_shift_starts_nothing() -> None:
    """Three jobs of an hour; one server from 01 to 02 and from 03: ends at 02, 04 and 05 (r-simmer/simmer #64)."""
    shifts = (Shift(start="01:00", end="02:00", staff=1), Shift(start="03:00", end="24:00", staff=1))
    roster = Roster(Staffing(shifts=shifts), MONDAY)
    arrivals, service = np.zeros(3, dtype=np.int64), np.full(3, HOUR)
    ends = [2 * HOUR, 4 * HOUR, 5 * HOUR]
    assert Bench(roster, arrivals, service).run().finished.tolist() == ends
    assert compiled(roster, arrivals, service)[1].tolist() == ends
    assert compiled(roster, arrivals, service, cuts=[2 * HOUR, 2 * HOUR + 1, 3 * HOUR])[1].tolist() == ends


def test_who_is_relieved_at_the_end_of_the_shift_hands_over_at_once() -> None:
    shifts = (Shift(start="01:00", end="02:00", staff=2), Shift(start="02:00", end="24:00", staff=1))
    roster = Roster(Staffing(shifts=shifts), MONDAY)
    arrivals, service = np.zeros(4, dtype=np.int64), np.full(4, HOUR)
    ends = [2 * HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR]
    assert Bench(roster, arrivals, service).run().finished.tolist() == ends
    assert compiled(roster, arrivals, service)[1].tolist() == ends


def test_whoever_comes_as_the_shift_ends_waits_for_the_next() -> None:
    """An order that comes to a free desk by the end of another task, at the very end of the shift, is not served."""
    roster = Roster(Staffing(shifts=(Shift(start="01:00", end="02:00", staff=1),)), MONDAY)
    clock, finished = Clock(), array("q", [0])
    over = clock.event()
    station = Station(
        clock, "desk", roster, array("q", [HOUR]), array("q", [0]), finished, lambda token, now: over.succeed()
    )
    clock.at(2 * HOUR, COMPLETION, lambda now: station.enter(Token(0), now))
    clock.run_until(over)
    assert finished.tolist() == [DAY + 2 * HOUR]


@pytest.mark.parametrize(
    ("minutes", "last"),
    [(0, 12 * HOUR + 20 * MINUTE), (30, DAY + 9 * HOUR + 50 * MINUTE), (31, DAY + 9 * HOUR + 50 * MINUTE)],
)
def test_nothing_is_begun_in_the_last_minutes_of_a_shift_and_what_was_goes_on(minutes: int, last: int) -> None:
    """Four jobs of 50 minutes from nine to noon: the third ends at half past eleven, the fourth would be overtime."""
    shifts = (Shift(start="09:00", end="12:00", staff=1),)
    roster = Roster(Staffing(shifts=shifts, last_start_minutes=minutes), MONDAY)
    arrivals, service = np.zeros(4, dtype=np.int64), np.full(4, 50 * MINUTE)
    ends = [9 * HOUR + 50 * MINUTE, 10 * HOUR + 40 * MINUTE, 11 * HOUR + 30 * MINUTE, last]
    assert Bench(roster, arrivals, service).run().finished.tolist() == ends
    assert compiled(roster, arrivals, service)[1].tolist() == ends
    long = np.full(1, 5 * HOUR)
    assert compiled(roster, arrivals[:1], long)[1].tolist() == [14 * HOUR], "a long job goes on into overtime"
