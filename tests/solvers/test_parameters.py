"""Every number among the parameters of our solvers has bounds, and works at both of them."""

import dataclasses
import math
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

from solvers import Budget
from solvers.city import city_wave
from solvers.parameters import Between
from solvers.registry import SHIPPED, available, create, load
from solvers.solution import audit

WAVE = city_wave(12, 1)
OURS = [name for name in SHIPPED if not available(name)]


def parameters() -> list[tuple[str, str, type, Between]]:
    found = []
    for solver in OURS:
        hints = get_type_hints(load(solver), include_extras=True)
        for field in dataclasses.fields(load(solver)):
            if field.type == "str":
                continue
            kind, *about = get_args(hints[field.name])
            (bounds,) = (one for one in about if isinstance(one, Between))
            found.append((solver, field.name, kind, bounds))
    return found


PARAMETERS = parameters()


def test_every_number_has_bounds() -> None:
    assert sum(solver == "numba" for solver, *_ in PARAMETERS) >= 14


@pytest.mark.parametrize(("solver", "name", "kind", "bounds"), PARAMETERS)
def test_a_value_outside_is_refused_and_both_ends_work(solver: str, name: str, kind: Any, bounds: Between) -> None:
    outside: list[Any] = [math.nan, math.inf, -math.inf, -1, bounds.most * 2, 10**400, True, "1", None, [1]]
    for value in outside:
        with pytest.raises(ValueError, match=rf"solver '{solver}': {name}: "):
            create(solver, **{name: value})
    for value in (bounds.least, bounds.most):
        engine = create(solver, **{name: kind(value)})
        plan = engine.solve(WAVE, Budget(iterations=3), np.random.default_rng(1))
        assert audit(WAVE, plan.routes, plan.unserved).feasible


@pytest.mark.skipif("ortools" not in OURS, reason="OR-Tools is not here")
@pytest.mark.parametrize("name", ["first_solution", "metaheuristic"])
def test_a_word_that_or_tools_does_not_know_is_refused(name: str) -> None:
    for word in ("NO_SUCH", "UNSET", "", 7):
        with pytest.raises(ValueError, match=rf"solver 'ortools': {name}: "):
            create("ortools", **{name: word})
