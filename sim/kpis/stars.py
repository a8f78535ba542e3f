"""What customers thought: one rating for each delivered order, 1 to 5 stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler, Rows, total
from sim.log import Kind

if TYPE_CHECKING:
    from sim.kpis.view import View

CONTENT = 400
"""Hundredths of a star from which a customer counts as satisfied."""


class Stars:
    """Ratings given: their number, their sum (hundredths of a star), and how many are 4 or better."""

    def __init__(self) -> None:
        self.count = 0
        self.sum = 0
        self.content = 0

    def handlers(self) -> dict[int, Handler]:
        """Return what a rating adds."""
        return {Kind.RATED: self._rated}

    def _rated(self, rows: Rows) -> None:
        self.count += rows.size
        self.sum += total(rows)
        self.content += int((rows["value"] >= CONTENT).sum())


def _satisfaction(view: View) -> float | None:
    stars = view.stars
    return stars.sum / (100 * stars.count) if stars.count else None


def _content(view: View) -> float | None:
    stars = view.stars
    return stars.content / stars.count if stars.count else None


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
        _content,
    ),
)
