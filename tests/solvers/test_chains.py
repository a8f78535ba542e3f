"""When chains begin and end, and how hot they are."""

import pytest

from solvers.engines.chains import (
    FEWEST,
    ITERATIONS_PER_STOP,
    MILD,
    MOST,
    RETURNS,
    SCOUTING,
    UNTIMED_ITERATIONS_PER_STOP,
    Chains,
)
from solvers.engines.pace import Pace
from solvers.protocol import Budget


def come_back(chains: Chains) -> list[float]:
    """Let a chain make all its returns; when they are."""
    moments = []
    while chains.returning:
        moments.append(chains.until)
        assert chains.over(chains.until)
        chains.go_back()
    return moments


def test_a_short_budget_is_one_chain():
    chains = Chains(100.0, 1.0, 20.0)
    chains.divide(ITERATIONS_PER_STOP * 50, 50, True)
    assert not chains.scouting
    assert chains.heat(0.0) == pytest.approx(100.0)
    assert chains.heat(0.5) == pytest.approx(10.0)
    assert chains.heat(1.0) == pytest.approx(1.0)
    assert come_back(chains) == pytest.approx(RETURNS)
    assert chains.until == 1.0
    assert not chains.over(1.0)


@pytest.mark.parametrize("iterations_per_stop", [2_500, 5_000, 10**6])
def test_scouts_share_their_part_and_the_last_chain_is_reheated(iterations_per_stop):
    chains = Chains(100.0, 1.0, 20.0)
    chains.divide(iterations_per_stop * 50, 50, True)
    lengths, begins, start = [], [], 0.0
    while chains.scouting:
        begins.append(chains.heat(start))
        returns = come_back(chains)
        assert chains.heat(chains.until) == pytest.approx(1.0)
        assert not chains.over(start)
        assert not chains.noting(start)
        assert chains.noting(chains.until)
        assert chains.over(chains.until)
        assert returns == pytest.approx([start + part * (chains.until - start) for part in RETURNS])
        lengths.append(chains.until - start)
        start = chains.until
        chains.follow()
    assert FEWEST <= len(lengths) <= MOST
    assert lengths == pytest.approx([SCOUTING / len(lengths)] * len(lengths))
    # the last scout is a mild one, and the others alternate
    expected = [100.0 * (MILD if (len(begins) - at) % 2 else 1.0) for at in range(len(begins))]
    assert begins == pytest.approx(expected)
    assert chains.heat(start) == pytest.approx(20.0)
    assert chains.heat(1.0) == pytest.approx(1.0)


def test_without_times_a_scout_takes_longer():
    chains = Chains(100.0, 1.0, 20.0)
    chains.divide(2 * ITERATIONS_PER_STOP * 50 / SCOUTING, 50, True)
    assert chains.scouting
    chains.divide(2 * ITERATIONS_PER_STOP * 50 / SCOUTING, 50, False)
    assert not chains.scouting
    chains.divide(2 * UNTIMED_ITERATIONS_PER_STOP * 50 / SCOUTING, 50, False)
    assert chains.scouting


def test_a_whole_budget_is_never_divided():
    chains = Chains(100.0, 1.0, 20.0, whole=True)
    chains.divide(1e12, 50, True)
    assert not chains.scouting


def test_an_iteration_budget_is_used_to_the_last_and_stops_at_the_end_of_a_chain():
    pace = Pace(Budget(iterations=100_000), lambda: 0.0)
    done, ends = 0, []
    while (chunk := pace.next_chunk(done, 0, until=0.123 if done < 12_300 else 1.0, closely=True)) > 0:
        done += chunk
        ends.append(done)
    assert done == 100_000
    assert 12_300 in ends
    assert pace.span[1] == 1.0


def test_what_a_budget_in_seconds_buys_is_told_from_the_speed():
    now = [0.0]
    pace = Pace(Budget(seconds=10.0), lambda: now[0])
    assert pace.expected(0) == 0.0
    now[0] = 0.1
    assert pace.expected(1_000) == pytest.approx(100_000)
    assert pace.share(0.1) == pytest.approx(1.0)
    assert Pace(Budget(no_improvement=5, iterations=10**9), lambda: 0.0).expected(0) == 0.0
