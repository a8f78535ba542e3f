"""What customers thought: one rating for each delivered order, 1 to 5 stars."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler, total
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.orders import RATED
from sim.outcome import Facts

SATISFIED = 400
"""Hundredths of a star from which a customer counts as satisfied."""


class Stars:
    """Ratings given: their number, their sum (hundredths of a star), and how many are 4 or better."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.count = 0
        self.sum = 0
        self.satisfied = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what a rating adds."""
        return {RATED: self._rated}

    def _rated(self, rows: Rows) -> None:
        self.count += rows.size
        self.sum += total(rows)
        self.satisfied += int((rows["stars"] >= SATISFIED).sum())


def _satisfaction(view: View) -> float | None:
    stars = view.of(Stars)
    return stars.sum / (100 * stars.count) if stars.count else None


def _satisfied(view: View) -> float | None:
    stars = view.of(Stars)
    return stars.satisfied / stars.count if stars.count else None


READERS = (Stars,)

KPIS = (
    Kpi(
        Definition(
            "customer_satisfaction",
            "Customer satisfaction",
            "stars",
            "up",
            "mean stars, 1 to 5, of all delivered orders (no survey bias: every order is rated)",
            "delivered orders",
        ),
        _satisfaction,
    ),
    Kpi(
        Definition(
            "satisfied_customers",
            "Satisfied customers",
            "share",
            "up",
            "delivered orders rated 4 stars or better",
            "delivered orders",
        ),
        _satisfied,
    ),
)
