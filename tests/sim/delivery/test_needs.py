"""What a scenario needs of its solver, and no more than that."""

from types import SimpleNamespace
from typing import Any

import pytest

from sim.config import SimConfig
from sim.delivery.needs import NEEDED, unmet
from solvers.protocol import Capability

VAN = {"count": 1, "capacity_litres": 1000}
HOURLY = {"speeds": {"08:00": 0.5}, "plans_know": "hours"}


def said(supports: Capability = NEEDED, mode: str = "fleet", **fleet: Any) -> str:
    config = SimConfig.model_validate({"delivery": {"mode": mode, "fleet": {"vans": {"van": VAN}, **fleet}}})
    return unmet(config, SimpleNamespace(name="own", supports=supports))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("needed", "fleet", "why"),
    [
        (Capability.HETEROGENEOUS, {"vans": {"van": VAN, "lorry": VAN}}, "which planning a wave needs"),
        (Capability.TIME_DEPENDENT, {"traffic": HOURLY}, "which delivery.fleet.traffic.plans_know: hours needs"),
        (Capability.PRIORITIES, {"priority": {"express": 1}}, "which delivery.fleet.priority needs"),
    ],
)
def test_a_solver_must_know_what_the_fleet_asks_for(needed: Capability, fleet: dict[str, Any], why: str) -> None:
    assert why in said(**fleet)
    assert said(NEEDED | needed, **fleet) == ""


def test_nothing_more_is_asked_of_it() -> None:
    assert said() == said(priority={"express": 0}) == said(traffic={**HOURLY, "plans_know": "mean"}) == ""
    assert said(NEEDED & ~Capability.TIME_WINDOWS).startswith("delivery.solver.name: own lacks time_windows, which")
    assert said(Capability(0), mode="carrier") == ""
