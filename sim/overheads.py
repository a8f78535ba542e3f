"""What is paid whatever comes: named overheads by time, by order or as a share of sales, and what is paid once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.settings import Money, NonNegative, Settings, Share

DAYS_A_YEAR = 365.25
MONTHS_A_YEAR = 12


class Overhead(Settings):
    """One overhead, for example the licence of an order system."""

    per_year: Money = Field(0.0, description="a year, currency")
    per_month: Money = Field(0.0, description="a month of 30.44 days, currency")
    per_order: NonNegative = Field(0.0, description="each order placed, currency")
    share_of_sales: Share = Field(0.0, description="share of turnover, refunds taken off")
    one_off: Money = Field(0.0, description="paid once, before it begins; no part of a run's profit, currency")
    months_to_go_live: Annotated[float, Field(ge=0.0, le=600.0)] = Field(
        0.0, description="months until what it was bought for begins"
    )

    def cost(self, days: float, orders: int, turnover: int) -> float:
        """Minor units over some days with so many orders and so much turnover, minor units."""
        by_time = a_day(per_month=self.per_month, per_year=self.per_year) * days
        return 100 * (by_time + self.per_order * orders) + self.share_of_sales * turnover


def a_day(*, per_month: float = 0.0, per_year: float = 0.0) -> float:
    """What is paid by the month or the year, a day."""
    return (MONTHS_A_YEAR * per_month + per_year) / DAYS_A_YEAR
