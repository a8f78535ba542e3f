"""Stations against queueing theory: Erlang, Pollaczek and Khinchine, Erlang-A, Cobham, Jackson.

Waits are in units of a mean service time. Theory values: Gross et al., Fundamentals of Queueing
Theory; the closed forms stand beside the tests.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from reference.bench import MONDAY, Bench, always, compiled
from reference.evidence import agrees

from sim.breakdowns import Failures
from sim.lines import CompiledStation
from sim.roster import Roster
from sim.settings import Breakdowns, Shift, Staffing
from sim.units import DAY, HOUR, MINUTE, SECOND

REPLICATIONS = 24
UNIT = MINUTE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def whole(values: Floats) -> Ints:
    return np.rint(values * UNIT).astype(np.int64)


def poisson(rng: np.random.Generator, rate: float, size: int) -> Ints:
    return whole(np.cumsum(rng.exponential(1 / rate, size)))


def settled(values: Ints) -> float:
    """Mean in units after the first tenth, in which the queue fills."""
    return float(values[values.size // 10 :].mean()) / UNIT


def erlang_c_wait(rate: float, servers: int) -> float:
    """Mean wait of M/M/c with service rate 1."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = rate * blocked / (k + rate * blocked)
    waits = blocked / (1 - rate / servers * (1 - blocked))
    return waits / (servers - rate)


@pytest.mark.parametrize(
    ("rate", "servers", "wait"),
    [(0.8, 1, 4.0), (1.6, 2, 1.777778), (2.4, 3, 1.078652), (4.0, 5, 0.554113), (8.0, 10, 0.204590)],
)
def test_wait_of_m_m_c(rate: float, servers: int, wait: float) -> None:
    assert erlang_c_wait(rate, servers) == pytest.approx(wait, abs=1e-6)  # the published value
    waits = []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([1, servers, seed])
        arrivals, service = poisson(rng, rate, 40_000), whole(rng.exponential(1, 40_000))
        started, _ = compiled(always(servers), arrivals, service)
        waits.append(settled(started - arrivals))
    agrees(waits, wait)


def test_wait_of_m_m_3_at_the_token_station() -> None:
    waits = []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([2, seed])
        arrivals, service = poisson(rng, 2.4, 6_000), whole(rng.exponential(1, 6_000))
        waits.append(settled(Bench(always(3), arrivals, service).run().started - arrivals))
    agrees(waits, 1.078652, narrow=0.25)


SERVICES: dict[str, tuple[Callable[[np.random.Generator, int], Floats], float]] = {
    "constant": (lambda rng, size: np.ones(size), 0.0),
    "Erlang-4": (lambda rng, size: rng.gamma(4, 0.25, size), 0.25),
    "uniform": (lambda rng, size: rng.uniform(0, 2, size), 1 / 3),
    "lognormal": (lambda rng, size: rng.lognormal(-np.log(3.0) / 2, np.sqrt(np.log(3.0)), size), 2.0),
}


@pytest.mark.parametrize("law", SERVICES)
def test_wait_of_m_g_1_by_pollaczek_and_khinchine(law: str) -> None:
    """Wq = lambda E[S^2] / 2 (1 - rho), here with load 0.8: 2 (1 + cv^2)."""
    draw, variation = SERVICES[law]
    waits = []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([3, list(SERVICES).index(law), seed])
        arrivals, service = poisson(rng, 0.8, 60_000), whole(draw(rng, 60_000))
        started, _ = compiled(always(1), arrivals, service)
        waits.append(settled(started - arrivals))
    agrees(waits, 2 * (1 + variation), narrow=0.15)


def test_reneging_of_erlang_a() -> None:
    """M/M/3+M, rate 3, service 1, patience 2: the birth-death chain's share of abandoned and mean wait."""
    chain = [1.0]
    for n in range(1, 400):
        chain.append(chain[-1] * 3.0 / (min(n, 3) + 0.5 * max(0, n - 3)))
    share = np.array(chain) / sum(chain)
    queue = float(sum(max(0, n - 3) * p for n, p in enumerate(share)))
    assert 0.5 * queue / 3 == pytest.approx(0.187268, abs=1e-6)
    lost, waits = [], []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([4, seed])
        size = 6_000
        arrivals, service = poisson(rng, 3.0, size), whole(rng.exponential(1, size))
        bench = Bench(always(3), arrivals, service, patience=whole(rng.exponential(2, size))).run()
        gone = bench.left >= 0
        assert np.array_equal(gone, bench.started < 0)
        lost.append(float(gone[size // 10 :].mean()))
        waits.append(settled(np.where(gone, bench.left, bench.started) - arrivals))
    agrees(lost, 0.187268)
    agrees(waits, queue / 3)


def test_priorities_of_cobham() -> None:
    """Two classes at one server: W1 = W0 / (1 - rho1), W2 = W0 / (1 - rho1)(1 - rho)."""
    first, second = [], []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([5, seed])
        size = 60_000
        arrivals, service = poisson(rng, 0.8, size), whole(rng.exponential(1, size))
        classes = (rng.random(size) < 0.5 / 0.8).astype(np.int64)
        started, _ = compiled(always(1), arrivals, service, classes)
        waits = started - arrivals
        first.append(settled(waits[classes == 0]))
        second.append(settled(waits[classes == 1]))
    agrees(first, 0.8 / 0.7)
    agrees(second, 0.8 / (0.7 * 0.2))


def test_a_line_of_stations_is_a_jackson_network() -> None:
    """Verify, pick, pack in tandem with waves every 30: each stands as if alone, and a wave adds 15."""
    line = ((3, 2.4, 4.988764), (6, 4.8, 6.871088), (4, 3.2, 5.585730))
    through: list[list[float]] = [[] for _ in line]
    to_wave = []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([6, seed])
        size = 40_000
        entered = poisson(rng, 1.0, size)
        for k, (servers, mean, _) in enumerate(line):
            order = np.argsort(entered, kind="stable")
            assert erlang_c_wait(mean, servers) * mean + mean == pytest.approx(line[k][2], abs=1e-5)
            started, finished = compiled(always(servers), entered[order], whole(rng.exponential(mean, size)))
            assert np.all(started >= entered[order])
            through[k].append(settled(finished - entered[order]))
            entered = finished
        to_wave.append(settled(-np.sort(entered) % (30 * UNIT)))
    for samples, (_, _, sojourn) in zip(through, line, strict=True):
        agrees(samples, sojourn)
    agrees(to_wave, 15.0, narrow=0.02)


def test_breakdowns_leave_the_share_of_time_between_failures() -> None:
    """A saturated station of failing servers works MTBF / (MTBF + MTTR) of the time."""
    config = Breakdowns(hours_between=3.0, repair_minutes=60.0)
    size, until = 60_000, 40 * DAY
    shares = []
    for key in range(REPLICATIONS):
        service = np.full(size, 2 * MINUTE)
        started, finished = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
        priority = np.zeros(size, dtype=np.uint8)
        station = CompiledStation(
            "bench", always(2), (Failures(config, key),), until, service, started, finished, priority
        )
        done = station.advance(until, np.zeros(size, dtype=np.int64), np.arange(size))
        assert done.size < size, "the station must stay saturated"
        # A failure is felt when the token in hand is finished: half a service on average.
        shares.append(done.size * 2 * MINUTE / (2 * until) - 0.5 * 2 * MINUTE / (4 * HOUR))
    agrees(shares, 0.75, narrow=0.03)


def test_a_roster_with_nights_serves_what_its_days_can() -> None:
    """A saturated station works exactly its staffed time, give or take the token in hand at the end of a shift."""
    roster = Roster(Staffing(shifts=(Shift(start="08:00", end="16:00", staff=3),)), MONDAY)
    size, until = 30_000, 14 * DAY
    service = np.random.default_rng(7).integers(SECOND, 10 * MINUTE, size)
    started, finished = compiled(roster, np.zeros(size, dtype=np.int64), service, until=until)
    worked = int((finished - started)[(finished >= 0) & (finished < until)].sum())
    staffed = roster.staffed(until)
    assert staffed == 14 * 3 * 8 * HOUR
    assert staffed <= worked <= staffed + 14 * 3 * 10 * MINUTE


def test_the_queue_a_station_has_is_the_queue_its_stamps_tell() -> None:
    """Nothing is counted inside a station, so the stamps must tell all: sampled against stepped through."""
    rng = np.random.default_rng(8)
    size = 3_000
    arrivals, service = poisson(rng, 2.7, size), whole(rng.exponential(1, size))
    patience = whole(rng.exponential(3, size))
    bench = Bench(always(3), arrivals, service, patience=patience)
    moments = np.sort(rng.integers(0, int(arrivals[-1]), 400))
    seen: list[int] = []
    for moment in moments.tolist():
        bench.clock.at(moment, 3 << 40, lambda now: seen.append(bench.station.queue_length()))
    bench.run()
    gone = np.where(bench.left >= 0, bench.left, bench.started)
    told = [(int(np.sum((arrivals <= moment) & (gone > moment)))) for moment in moments]
    assert seen == told
    assert max(seen) > 3
