"""What a planner may set about inventory: replenishment, lead time, records and empty shelves."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from sim.plugins import PolicyBlock
from sim.settings import NonNegative, Positive, Settings, Share


class ReplenishmentBlock(PolicyBlock):
    """`policy` names a replenishment policy; the other keys are its parameters."""

    group: ClassVar[str] = "orderlab.replenishment"
    methods: ClassVar[tuple[str, ...]] = ("order", "opening")
    policy: str = "min_max"


class StockoutChoice(Settings):
    """What a customer does when an item cannot be promised from stock (relative shares)."""

    wait: NonNegative = Field(0.35, description="waits for it: a backorder")
    drop_line: NonNegative = Field(0.45, description="takes the rest without it")
    cancel_order: NonNegative = Field(0.20, description="buys the whole order elsewhere")

    @model_validator(mode="after")
    def _some(self) -> StockoutChoice:
        if self.wait + self.drop_line + self.cancel_order <= 0:
            raise ValueError("at least one of wait, drop_line, cancel_order must be above 0")
        return self


class InventoryConfig(Settings):
    """Stock as it is and as the records say, and how it is replenished."""

    policy: ReplenishmentBlock = Field(
        default_factory=lambda: ReplenishmentBlock(policy="min_max"), description="replenishment policy"
    )
    review_time: Annotated[str, Field(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$")] = Field(
        "18:00", description="time of day the records are reviewed"
    )
    lead_time_days: Positive = Field(1.5, description="mean days from order to receipt")
    lead_time_spread: Share = Field(0.2, description="half-width of the uniform spread, share of the mean")
    order_cost: NonNegative = Field(2.0, description="cost of ordering one item for one node, currency")
    safety_buffer: Annotated[int, Field(ge=0)] = Field(0, description="units never promised, each item and node")
    record_error: Share = Field(0.03, description="items whose record is wrong at the start")
    shrinkage_per_day: Share = Field(0.0005, description="share of stock that vanishes unrecorded each day")
    holding_rate_per_year: NonNegative = Field(0.25, description="holding cost a year, share of stock value")
    out_of_stock: StockoutChoice = Field(default_factory=StockoutChoice)
    opening_days: NonNegative | None = Field(
        None, description="opening stock in days of demand; none: what the policy orders up to"
    )
