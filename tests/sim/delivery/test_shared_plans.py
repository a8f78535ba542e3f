from dataclasses import replace

import numpy as np
import pytest

from scenarios import load
from sim.delivery import shared_plans
from sim.delivery.shared_plans import digest, sharing
from sim.kpis import evaluate
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from solvers.audited import audited_solve
from solvers.city import city_wave

TINY = "tiny+delivery.solver.name=savings+delivery.solver.iterations=1"


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the problems that were solved, not looked up."""
    seen: list[str] = []

    def counted(solver, problem, *more):
        seen.append(problem.name)
        return audited_solve(solver, problem, *more)

    monkeypatch.setattr(shared_plans, "audited_solve", counted)
    return seen


def simulated(change: str, replication: int = 0) -> Outcome:
    config = load(TINY + change).config
    return simulate(config, draw(config, 1, replication))


def test_an_alternative_that_changes_nothing_on_the_dock_solves_nothing(solves: list[str]) -> None:
    with sharing():
        simulated("")
        waves = len(solves)
        simulated("+aftersales.returns.changed_mind=0.5")
    assert waves > 3
    assert len(solves) == waves


def test_shared_plans_are_those_that_each_would_have_found(solves: list[str]) -> None:
    change = "+delivery.fleet.service_minutes=6"
    alone = simulated(change)
    with sharing():
        simulated("")
        before = len(solves)
        together = simulated(change)
    assert len(solves) > before  # doors take longer: nothing to share
    assert evaluate(together) == evaluate(alone)
    assert [wave.cost for wave in together.waves] == [wave.cost for wave in alone.waves]


@pytest.mark.parametrize(
    "change", ["+delivery.solver.iterations=2", "+delivery.solver.name=manual", "+delivery.fleet.vans.van.count=2"]
)
def test_another_solver_budget_or_fleet_parts_at_once(solves: list[str], change: str) -> None:
    simulated("")
    simulated(change)
    alone = len(solves)
    with sharing():
        simulated("")
        simulated(change)
    assert len(solves) == 2 * alone


def test_another_replication_shares_nothing(solves: list[str]) -> None:
    with sharing():
        simulated("")
        first = len(solves)
        simulated("", 1)
    assert len(solves) > first


def test_nothing_is_shared_outside_a_block(solves: list[str]) -> None:
    simulated("")
    first = len(solves)
    simulated("")
    assert len(solves) == 2 * first


def test_a_digest_sees_every_field_and_the_roads() -> None:
    problem = city_wave(20, 1)
    assert digest(problem, b"roads") == digest(problem.copy(), b"roads")
    changed = {
        "demand": problem.demand + (problem.demand > 0),
        "service_time": problem.service_time * 2,
        "prize": np.where(problem.prize > 0, problem.prize + 1, problem.prize),
        "vehicles": (replace(problem.vehicles[0], fixed_cost=1), *problem.vehicles[1:]),
        "priority": np.eye(1, problem.nodes, 1, dtype=np.int64)[0],
    }
    seen = {digest(problem.replace(**{key: value}), b"roads") for key, value in changed.items()}
    assert len(seen | {digest(problem, b"roads"), digest(problem, b"others")}) == len(changed) + 2


@pytest.mark.parametrize(
    "change",
    [
        "+fulfilment.nodes.north.x_kilometres=2",
        "+delivery.fleet.detour=1.4",
        "+delivery.fleet.speed_kilometres_per_hour=26",
    ],
)
def test_other_places_or_roads_part_at_once(solves: list[str], change: str) -> None:
    """The first wave is planned anew, though nothing of its problem but the roads may have changed."""
    with sharing():
        simulated("")
        before = len(solves)
        simulated(change)
    assert solves[0] in solves[before:]
