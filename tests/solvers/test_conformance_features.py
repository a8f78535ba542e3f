"""The conformance check tries the rich features that are offered, and names the one that is ignored."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from solvers import Budget, create
from solvers.conformance import _ignored
from solvers.engines.ortools_routing import OrtoolsRouting
from solvers.probes import probes, without_features
from solvers.protocol import Capability, SolveResult, needs
from solvers.random_features import RICH
from solvers.solution import audit

OFFERED = list(OrtoolsRouting.supports & RICH)
BUDGET = Budget(iterations=40)


@dataclass(frozen=True, slots=True)
class Blind:
    """Plans as if there were no rich features, whatever it offers."""

    name: ClassVar[str] = "blind"
    supports: ClassVar[Capability] = OrtoolsRouting.supports
    iteration_unit: ClassVar[str] = "plans"

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):  # type: ignore[no-untyped-def]
        plan = create("ortools").solve(without_features(problem), budget, rng)
        return SolveResult(plan.routes, plan.unserved, audit(problem, plan.routes, plan.unserved), 1)


@pytest.mark.parametrize("feature", OFFERED, ids=lambda feature: str(feature.name).lower())
def test_who_ignores_a_feature_is_found_and_the_feature_named(feature: Capability) -> None:
    name = str(feature.name).lower()
    found = list(_ignored(Blind(), feature, BUDGET, 1))
    assert found
    assert all(text.startswith(f"{name}: ") for text in found)
    assert list(_ignored(OrtoolsRouting(), feature, BUDGET, 1)) == []


def test_a_probe_needs_what_is_offered_and_its_feature() -> None:
    few = Capability.CAPACITY | Capability.TIME_WINDOWS | Capability.RELEASE_TIMES
    found = list(probes(np.random.default_rng(1), Capability.RELEASE_TIMES, few, 3))
    assert len(found) == 3
    for probe in found:
        assert Capability.RELEASE_TIMES in needs(probe.problem)
        assert not needs(probe.problem) & ~few
        assert not needs(without_features(probe.problem)) & RICH


def test_what_is_left_without_features_is_the_plain_problem() -> None:
    plain = next(iter(probes(np.random.default_rng(2), Capability.PICKUPS, OrtoolsRouting.supports, 1))).problem
    assert not without_features(plain).pickup.any()
    van = replace(plain.vehicles[0], skills=5)
    assert without_features(plain.replace(vehicles=(van,))).vehicles[0].skills == 0
