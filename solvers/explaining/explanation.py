"""What is said of a stop that a plan leaves out: the reason, and single changes that help."""

from __future__ import annotations

from dataclasses import dataclass

from solvers.problem import RoutingProblem
from solvers.solution import Route


@dataclass(frozen=True, slots=True)
class Change:
    """One change that helps by itself.

    `kind` is ``window``, ``shift``, ``depot``, ``capacity``, ``vehicle`` or ``prize``, and with rich features also
    ``skill``, ``release``, ``break``, ``duration``, ``distance``, ``stops`` or ``trips``; `amount` its size, in the
    problem's units; `problem` and `routes` are the changed problem and a feasible plan of it that serves the stop too.
    `beyond` is by how much serving the stop then costs more than its prize: 0 where that is worth it, and where the
    stop is required or of a class that comes before cost.
    """

    kind: str
    amount: int
    text: str
    problem: RoutingProblem
    routes: tuple[Route, ...]
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a stop is in no route, and the changes that help, one of a kind, the likeliest first."""

    stop: int
    reason: str
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        worth = " or ".join(change.text for change in self.changes if not change.beyond)
        dear = " or ".join(change.text for change in self.changes if change.beyond)
        told = [self.reason]
        told += [f"{worth} would do"] * bool(worth)
        told += [f"{dear} would let it in, at a cost above its prize"] * bool(dear)
        return "; ".join(told)


HAS_A_PLACE = "there is a place for it, where the search did not put it"
