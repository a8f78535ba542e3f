"""Vehicle routing: a problem in, audited routes out.

Start with `RoutingProblem` (`problem.py`), make a solver with `create` (`registry.py`), and read the `SolveResult`
(`protocol.py`). Importing this package compiles nothing and loads no engine.
"""

from solvers.alone import why_not_alone
from solvers.conformance import Conformance, check_solver
from solvers.explaining import Change, Explanation, explain
from solvers.problem import FAR, NOWHERE, REQUIRED, Break, Objective, RoutingProblem, SpeedProfile, Vehicle
from solvers.protocol import Budget, Capability, Solver, SolveResult, Stopwatch, finish
from solvers.registry import create, describe, names
from solvers.scheduling import schedule
from solvers.solution import Audit, Route, Split, audit
from solvers.under_way import Progress, Rest, rest_of

__all__ = [
    "FAR",
    "NOWHERE",
    "REQUIRED",
    "Audit",
    "Break",
    "Budget",
    "Capability",
    "Conformance",
    "Change",
    "Explanation",
    "Objective",
    "Progress",
    "Rest",
    "Route",
    "RoutingProblem",
    "SolveResult",
    "Solver",
    "SpeedProfile",
    "Split",
    "Stopwatch",
    "Vehicle",
    "audit",
    "check_solver",
    "create",
    "describe",
    "explain",
    "finish",
    "names",
    "rest_of",
    "schedule",
    "why_not_alone",
]
