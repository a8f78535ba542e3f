"""Honest solvers, policies and scenarios, generated: each is written in another way that somebody might choose."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from hostile.leaves import Leaf, leaves

SOLVER = '''
{future}
{imports}
from solvers.protocol import Capability, SolveResult, finish
from solvers.solution import Route

{decorator}
class Own{base}:
    """One that somebody has written."""
{fields}
    {name}
    {supports}
    {unit}

    def solve(self, problem, budget, rng, {signature}):
        {body}
        {routes}
        {answer}
'''
PARTS: dict[str, tuple[str, ...]] = {
    "future": ("", "from __future__ import annotations"),
    "decorator": (
        "@dataclass(frozen=True, slots=True)", "@dataclass(frozen=True)", "@dataclass", "@dataclass(kw_only=True)",
    ),
    "base": ("", "(Base)"),
    "fields": (
        "", "    weight: float = 1.0", "    levels: tuple[int, ...] = (1, 2)", "    word: str = 'near'",
        "    helper: Any = None", "    pieces: list[int] = field(default_factory=list)",
    ),
    "name": ("name: ClassVar[str] = 'own'", "name = 'own'"),
    "supports": (
        "supports: ClassVar[Capability] = Capability.everything()", "supports = Savings.supports",
        "supports = Savings.supports | Capability.WARM_START",
    ),
    "unit": ("iteration_unit: ClassVar[str] = 'plans'", "iteration_unit = 'plans'"),
    "signature": (
        "*, warm_start=None, on_incumbent=None", "warm_start=None, on_incumbent=None", "**options",
        "*, warm_start=None, on_incumbent=None, log=None",
    ),
    "body": (
        "plan = Savings().solve(problem, Budget(iterations=1), rng)",
        "plan = Savings().solve(problem.replace(), Budget(iterations=1), np.random.default_rng(3))",
        "plan = min((Savings().solve(problem, Budget(iterations=1), rng) for _ in range(2)),"
        " key=lambda one: one.audit.objective_cost)",
        "print('thinking'); plan = Savings(neighbours=20).solve(problem, Budget(seconds=0.01, iterations=1), rng)",
        "matrix = np.asarray(problem.duration, dtype=float) if problem.duration is not None else None;"
        " plan = Savings().solve(problem, Budget(iterations=1), rng)",
    ),
    "routes": (
        "routes = plan.routes", "routes = [route for route in plan.routes]",
        "routes = tuple(Route(np.int64(one.vehicle), np.array(one.stops)) for one in plan.routes)",
        "routes = tuple(Route(vehicle=one.vehicle, stops=list(one.stops)) for one in plan.routes)",
        "routes = (*plan.routes, Route(0, ()))",
        "routes = tuple(reversed(plan.routes))",
    ),
    "answer": (
        "return finish(problem, routes, plan.unserved, 1)",
        "return finish(problem, routes, dict(plan.unserved), np.int64(1))",
        "return SolveResult(tuple(routes), plan.unserved, None, 1)",
        "return SolveResult(routes, dict.fromkeys(plan.unserved, ''), plan.audit, plan.iterations, plan.trace)",
        "return SolveResult(tuple(routes), {stop: None for stop in plan.unserved}, None, iterations=7)",
    ),
}  # fmt: skip
IMPORTS = """import math
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
import numpy as np
from solvers import Budget
from solvers.engines.savings import Savings


class Base:
    '''What two of them have in common.'''
"""
TIMES = (
    "now + HOUR", "np.int64(now + HOUR)", "now + int(self.hours * HOUR)", "(now // HOUR + 1) * HOUR",
    "now + SECOND + 1 if now < 0 else now + 2 * HOUR",
    "next(t for t in range(0, 10**18, 3 * HOUR) if t > now + SECOND)",
    "max(now, 0) // DAY * DAY + 9 * HOUR + DAY * (now >= max(now, 0) // DAY * DAY + 9 * HOUR)",
)  # fmt: skip
MASKS = (
    "np.ones(dock.staged.size, dtype=bool)", "[True] * dock.staged.size", "dock.promise_open <= dock.next_departure",
    "tuple(bool(one) for one in dock.staged >= 0)", "np.array([True for _ in dock.staged], dtype=bool)",
    "dock.volumes() < 10**9", "np.hypot(*dock.places().T.astype(float)) < 1e9", "dock.attempts < 5",
    "self.rested(dock)",
)  # fmt: skip
DISPATCH = """
{future}
from dataclasses import dataclass
import numpy as np
from sim.units import DAY, HOUR, SECOND

{decorator}
class Own:
    hours: float = 1.5
    {reset}
    def next_decision(self, now{state}):
        return {time}

    def select(self, dock{state}):
        return {mask}

    def rested(self, dock):
        mask = np.zeros(dock.staged.size, dtype=np.bool_)
        mask[: 40] = True
        return mask
"""
DECORATORS = ("@dataclass(frozen=True)", "@dataclass", "@dataclass(frozen=True, slots=True)")


def solver_text(rng: random.Random) -> str:
    """The file of a solver `Own`."""
    chosen = {name: rng.choice(words) for name, words in PARTS.items()}
    if "pieces" in chosen["fields"]:
        chosen["decorator"] = "@dataclass"
    return SOLVER.format(imports=IMPORTS, **chosen)


def dispatch_text(rng: random.Random) -> str:
    """The file of a dispatch policy `Own`, with a state or without."""
    stateful = rng.random() < 0.4
    reset = "def reset(self, rng):\n        return {'rng': rng, 'calls': 0}\n" if stateful else ""
    return DISPATCH.format(
        future=rng.choice(PARTS["future"]),
        decorator=rng.choice(DECORATORS),
        reset=reset,
        state=", *, state" if stateful else "",
        time=rng.choice(TIMES),
        mask=rng.choice(MASKS),
    )


def scenario(rng: random.Random, run: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """A document with one number within its bounds, not at their ends, which `run` accepts; tried till one is."""
    numbers: list[Leaf] = [leaf for leaf in leaves() if leaf.number and "trace" not in leaf.path]
    while True:
        leaf = rng.choice(numbers)
        low, high = leaf.low or 0.0, min(leaf.high or 1.0, (leaf.low or 0.0) + 20.0)
        value = rng.uniform(low, high)
        document = leaf.wrap(value if float in leaf.kinds else max(1, round(value)))
        if run(document):
            return dict(document)
