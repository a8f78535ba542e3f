"""OR-Tools gives back what it took: a week of the simulator solves hundreds of problems in one process."""

import gc
import weakref

import numpy as np
import pytest

from solvers.city import city_wave
from solvers.engines import ortools_routing
from solvers.protocol import Budget


def test_a_model_is_freed_when_its_problem_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    build = ortools_routing.Model

    def remembered(*given: object) -> object:
        model = build(*given)  # type: ignore[arg-type]
        made.append(weakref.ref(model))
        return model

    monkeypatch.setattr(ortools_routing, "Model", remembered)
    rng = np.random.default_rng(1)
    ortools_routing.OrtoolsRouting().solve(city_wave(20, 1), Budget(iterations=20), rng)
    gc.collect()
    assert [model() for model in made] == [None]
