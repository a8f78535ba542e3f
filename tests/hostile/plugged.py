"""What the solvers of hostile files are made of: a class around a function, and an honest plan."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from solvers.engines.savings import Savings
from solvers.protocol import Capability


def solver(answer: Callable[..., Any], **more: Any) -> type:
    """A solver class around a function of problem, budget, generator and callback."""

    @dataclass(frozen=True)
    class Plugin:
        name: ClassVar[str] = answer.__name__
        supports: ClassVar[Capability] = Capability.everything()
        iteration_unit: ClassVar[str] = "plans"

        def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
            return answer(problem, budget, rng, on_incumbent)

    Plugin.__name__ = Plugin.__qualname__ = answer.__name__
    for name, value in more.items():
        setattr(Plugin, name, value)
    return Plugin


def good(problem, budget, rng, tell=None):
    return Savings().solve(problem, replace(budget, iterations=1), rng)
