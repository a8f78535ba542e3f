"""The station: who is served when, what comes first at equal times, and how it says no."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.bench import MONDAY, Bench, always

from sim.roster import Roster
from sim.settings import Break, Shift, Staffing
from sim.stations import SimulationError, describe
from sim.units import DAY, HOUR, MINUTE


def day_shift(start: str, end: str, staff: int, *breaks: tuple[str, str]) -> Roster:
    pauses = tuple(Break(start=a, end=b) for a, b in breaks)
    return Roster(Staffing(shifts=(Shift(start=start, end=end, staff=staff, breaks=pauses),)), MONDAY)


def test_first_come_is_first_served_by_as_many_as_there_are() -> None:
    bench = Bench(always(2), arrivals=[0, 1, 2, 3], service=[10, 20, 30, 5]).run()
    assert bench.started.tolist() == [0, 1, 10, 21]
    assert bench.finished.tolist() == [10, 21, 40, 26]


def test_a_lower_class_goes_first_but_does_not_interrupt() -> None:
    bench = Bench(always(1), arrivals=[0, 1, 2, 3], service=[10, 10, 10, 10], classes=[1, 1, 0, 1]).run()
    assert bench.started.tolist() == [0, 20, 10, 30]


def test_nobody_starts_before_the_shift_and_work_in_hand_outlasts_it() -> None:
    bench = Bench(day_shift("08:00", "12:00", 1), [0, 9 * HOUR, 11 * HOUR], [HOUR, 4 * HOUR, HOUR]).run()
    # The second token is finished at 13:00, an hour after the shift; the third waits for the next morning.
    assert bench.started.tolist() == [8 * HOUR, 9 * HOUR, DAY + 8 * HOUR]
    assert bench.finished.tolist() == [9 * HOUR, 13 * HOUR, DAY + 9 * HOUR]


def test_a_break_is_an_end_and_a_start_of_shift() -> None:
    bench = Bench(day_shift("08:00", "18:00", 1, ("12:00", "13:00")), [11 * HOUR, 12 * HOUR], [HOUR, HOUR]).run()
    assert bench.started.tolist() == [11 * HOUR, 13 * HOUR]


def test_a_smaller_second_shift_keeps_fewer_servers() -> None:
    roster = Roster(
        Staffing(shifts=(Shift(start="00:00", end="12:00", staff=3), Shift(start="12:00", end="24:00", staff=1))),
        MONDAY,
    )
    eleven = 11 * HOUR + 30 * MINUTE
    bench = Bench(roster, [eleven] * 3 + [12 * HOUR] * 2, [HOUR] * 5).run()
    # Three are in service over the change; two of their servers leave, the third goes on.
    assert bench.started.tolist() == [eleven] * 3 + [eleven + HOUR, eleven + 2 * HOUR]


@pytest.mark.parametrize(("patience", "served"), [(9, False), (10, True), (11, True)])
def test_patience_that_ends_with_a_completion_is_in_time(patience: int, served: bool) -> None:
    bench = Bench(always(1), arrivals=[0, 0], service=[10, 10], patience=[100, patience]).run()
    assert bench.started[1] == (10 if served else -1)
    assert bench.left[1] == (-1 if served else patience)


def test_who_gave_up_leaves_no_gap_in_the_queue() -> None:
    bench = Bench(always(1), arrivals=[0, 1, 2], service=[10, 10, 10], patience=[99, 3, 99]).run()
    assert bench.left.tolist() == [-1, 4, -1]
    assert bench.started.tolist() == [0, -1, 10]


def test_at_equal_times_completions_come_before_arrivals_and_staff_before_arrivals() -> None:
    # Token 1 arrives when token 0 is finished: the server is free, nobody waits.
    bench = Bench(always(1), arrivals=[0, 10], service=[10, 10], patience=[0, 0]).run()
    assert bench.started.tolist() == [0, 10]
    # A token that arrives at the end of the shift is too late, one that arrives at its start is not.
    bench = Bench(day_shift("08:00", "12:00", 1), [12 * HOUR, DAY + 8 * HOUR], [MINUTE, MINUTE]).run()
    assert bench.started.tolist() == [DAY + 8 * HOUR, DAY + 8 * HOUR + MINUTE]


def test_at_equal_times_the_lower_number_comes_first() -> None:
    bench = Bench(always(1), arrivals=[5, 5, 5], service=[10, 10, 10]).run()
    assert bench.started.tolist() == [5, 15, 25]


def test_a_queue_beyond_its_limit_stops_with_the_reason() -> None:
    arrivals = [HOUR + k for k in range(5)]
    Bench(always(1), arrivals, [DAY] * 5, queue_limit=4).run()  # four wait, which is allowed
    with pytest.raises(SimulationError, match=r"^bench: more than 3 waiting at day 0, 01:00$"):
        Bench(always(1), arrivals, [DAY] * 5, queue_limit=3).run()


def test_a_handler_that_raises_is_told_with_station_order_and_time() -> None:
    def then(token: object, now: int) -> None:
        raise KeyError("no such\nshelf")

    with pytest.raises(SimulationError) as caught:
        Bench(always(1), [HOUR], [30 * MINUTE], then=then).run()
    line = str(caught.value)
    assert "\n" not in line
    assert "bench" in line
    assert "day 0, 01:30" in line
    assert "order 0" in line
    assert "no such" in line


def test_times_in_words() -> None:
    assert describe(2 * DAY + 13 * HOUR + 5 * MINUTE + 59_999_999) == "day 2, 13:05"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data(), staff=st.integers(1, 4), size=st.integers(1, 40))
def test_invariants_of_any_station(data: st.DataObject, staff: int, size: int) -> None:
    """Work conserving, first come first served, never more in service than there are people."""
    gaps = st.lists(st.integers(0, 20), min_size=size, max_size=size)
    arrivals = np.cumsum(data.draw(gaps))
    service = np.array(data.draw(st.lists(st.integers(1, 50), min_size=size, max_size=size)))
    bench = Bench(always(staff), arrivals, service).run()
    assert np.array_equal(bench.finished, bench.started + service)
    assert np.all(np.diff(bench.started) >= 0)
    # The workload recursion of Kiefer and Wolfowitz: the earliest free server takes the next customer.
    free = [0] * staff
    for arrival, work, started in zip(arrivals, service, bench.started, strict=True):
        free.sort()
        assert started == max(arrival, free[0])
        free[0] = int(started + work)
