"""A warm start that names what is not there is refused by every engine, by route and stop."""

import numpy as np
import pytest

from solvers import Budget, Route, create, names
from solvers.city import city_wave
from solvers.engines.kernel_data import build, matrix_width
from solvers.problem import FAR, RoutingProblem, Vehicle

STRANGE = {
    "stop 99 does not exist": [Route(0, (1,)), Route(0, (99,))],
    "stop 10000000 does not exist": [Route(0, ()), Route(0, (10**7,))],
    "stop 0 does not exist": [Route(0, (1,)), Route(0, (0, 2))],
    "vehicle type 5 does not exist": [Route(0, (1,)), Route(5, (2,))],
    "stop 1 is in route 1 already": [Route(0, (1,)), Route(1, (1,))],
    "stop 1.5 is no whole number": [Route(0, (1,)), Route(0, (1.5,))],  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("said", STRANGE)
def test_a_strange_warm_start_is_refused(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^warm_start: route 2: {said}"):
        create(name).solve(city_wave(12, 1), Budget(iterations=1), np.random.default_rng(1), warm_start=STRANGE[said])


@pytest.mark.parametrize("name", ["numba", "insertion", "ortools"])
def test_routes_that_have_become_too_heavy_or_late_are_mended(name: str) -> None:
    heavy = [Route(0, tuple(range(1, 13))), *(Route(1, ()) for _ in range(20))]
    result = create(name).solve(city_wave(12, 1), Budget(iterations=5), np.random.default_rng(1), warm_start=heavy)
    assert result.audit.feasible


def test_a_missing_road_needs_no_other_kernels() -> None:
    problem = RoutingProblem(
        demand=[0, 1, 1], vehicles=(Vehicle("van", 2, 5),), distance=[[0, 5, 6], [5, 0, FAR], [6, 4, 0]]
    )
    assert build(problem, [], 1, 1).data.matrix.dtype == np.int32
    assert matrix_width(problem) == 32
    assert problem.distance is not None
    wide = problem.replace(distance=np.where(problem.distance < FAR, problem.distance * 2**29, FAR))
    assert build(wide, [], 1, 1).data.matrix.dtype == np.int64
    assert matrix_width(wide) == 64
