"""What a planner may set about inventory: replenishment, lead time, records and empty shelves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from sim.forms import TimeBeforeMidnight, TimeOfDay
from sim.inventory.lead_times import LeadTimeLaw, Uniform
from sim.plugins import PolicyBlock
from sim.settings import LEAST, Count, NonNegative, Settings, Share

BackorderRule = Literal["first_come", "express_first", "smallest_first", "shelf_open"]


class ReplenishmentBlock(PolicyBlock):
    """`policy` names a replenishment policy; the other keys are its parameters."""

    group: ClassVar[str] = "orderlab.replenishment"
    kind: ClassVar[str] = "replenishment policy"
    methods: ClassVar[tuple[str, ...]] = ("order", "opening")
    policy: str = "min_max"


class SupplierConfig(Settings):
    """How well a supplier fills an order."""

    short: Share = Field(0.0, description="share of orders that come short; what is missing is not delivered later")
    short_share: Share = Field(0.5, description="share of the units that come when an order comes short")
    minimum_units: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="smallest order of one item, units")


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


class SubstitutionConfig(Settings):
    """Another item for one of which nothing is there, at the lower of the two prices."""

    accepted: Share = Field(0.0, description="share of customers who take another item rather than none")
    group_size: Annotated[int, Field(ge=1, le=100_000)] = Field(
        1, description="items in a group, by number, that stand for each other (sizes, makes of one thing); 1: none do"
    )
    instead: dict[Annotated[int, Field(ge=0, le=10_000_000)], Annotated[int, Field(ge=0, le=10_000_000)]] = Field(
        default_factory=dict, description="number of an item -> number of the item that is offered for it first"
    )


class CountsConfig(Settings):
    """Cycle counts: what lies on the shelf is counted, and the records of node and order system are put right."""

    every_days: Annotated[int, Field(ge=1, le=3660)] | None = Field(
        None, description="days in which every item of a node is counted once, some each day; none: never"
    )
    time: TimeOfDay = Field("06:00", description="time of day at which the day's items are counted")
    minutes_per_item: NonNegative = Field(0.5, description="minutes of staff to count one item at one node")


class TransfersConfig(Settings):
    """Nodes that have more of an item than they need send some to nodes that have too little."""

    every_days: Annotated[int, Field(ge=1, le=3660)] | None = Field(
        None, description="days between two looks at all nodes; none: nothing is ever sent from node to node"
    )
    time: TimeOfDay = Field("07:00", description="time of day at which the nodes are looked at and the units leave")
    below_days: NonNegative = Field(
        3.0, description="a node whose stock, with what is due in them, covers fewer days of its demand gets some"
    )
    up_to_days: NonNegative = Field(7.0, description="days of its demand up to which it gets some")
    keep_days: NonNegative = Field(14.0, description="days of its own demand that a node keeps of what it sends")
    minimum_units: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        1, description="fewest units of an item that are worth sending from one node to another"
    )
    days: Annotated[float, Field(ge=0, le=3660, allow_inf_nan=False)] = Field(
        1.0, description="days from leaving one shelf to lying on the other"
    )
    cost_per_transfer: NonNegative = Field(
        1.0, description="cost of picking one item at one node for another and shelving it there, currency"
    )
    cost_per_unit: NonNegative = Field(0.3, description="cost of carrying one unit from node to node, currency")

    @model_validator(mode="after")
    def _nobody_sends_what_it_needs(self) -> TransfersConfig:
        if self.up_to_days < self.below_days:
            raise ValueError(
                f"up_to_days: {self.up_to_days:g} is under below_days {self.below_days:g}; "
                f"accepted: {self.below_days:g} or more"
            )
        if self.keep_days < self.up_to_days:
            raise ValueError(
                f"keep_days: {self.keep_days:g} is under up_to_days {self.up_to_days:g}, so that goods would go round; "
                f"accepted: {self.up_to_days:g} or more"
            )
        return self


class StoreStockConfig(Settings):
    """Where stock of stores differs from that of centres; none: as at centres."""

    assortment: Annotated[float, Field(ge=LEAST, le=1.0)] = Field(
        1.0,
        description="share of the items that stores stock, popular and rare ones alike; the rest is only online",
    )
    safety_buffer: Count = Field(1, description="units of each item a store never promises to orders")
    record_error: Share | None = Field(0.1, description="items of a store whose record is wrong at the start")
    shrinkage_per_day: Share | None = Field(
        0.001, description="share of a store's stock that vanishes unrecorded each day"
    )
    opening_days: NonNegative | None = Field(
        None, description="opening stock in days of the store's demand, with nothing under way; none: as at centres"
    )
    policy: ReplenishmentBlock | None = Field(None, description="replenishment policy of stores")
    counts: CountsConfig = Field(default_factory=CountsConfig, description="cycle counts in stores")


class InventoryConfig(Settings):
    """Stock as it is and as the records say, and how it is replenished."""

    renamed: ClassVar[Mapping[str, str]] = {
        "lead_time_spread": "lead_time_law: {law: uniform, spread: ...}",
        "opening_days_to": "opening: settled",
    }

    policy: ReplenishmentBlock = Field(
        default_factory=lambda: ReplenishmentBlock(policy="min_max"), description="replenishment policy"
    )
    review: Literal["periodic", "continuous"] = Field(
        "periodic", description="periodic: all items at a time of day; continuous: an item whenever its position falls"
    )
    review_every_days: Annotated[int, Field(ge=1, le=366)] = Field(1, description="days between two periodic reviews")
    review_time: TimeBeforeMidnight = Field("18:00", description="time of day the records are reviewed")
    lead_time_days: Annotated[float, Field(ge=0, le=3660, allow_inf_nan=False)] = Field(
        1.5, description="mean days from order to receipt"
    )
    lead_time_law: LeadTimeLaw = Field(
        default_factory=lambda: Uniform(spread=0.2), description="how lead times lie around their mean"
    )
    supplier: SupplierConfig = Field(default_factory=SupplierConfig)
    order_cost: NonNegative = Field(2.0, description="cost of ordering one item for one node, currency")
    unit_order_cost: NonNegative = Field(
        0.0, description="cost of ordering and handling one unit besides its price, currency"
    )
    safety_buffer: Count = Field(0, description="units never promised, each item and centre")
    record_error: Share = Field(0.03, description="items whose record is wrong at the start")
    shrinkage_per_day: Share = Field(0.0005, description="share of stock that vanishes unrecorded each day")
    holding_rate_per_year: NonNegative = Field(0.25, description="holding cost a year, share of stock value")
    leftover_value: Share = Field(
        1.0,
        description="what goods left over when the days of demand end are still worth, share of their cost; below 1 "
        "for goods of one season",
    )
    shortage_cost_per_unit: NonNegative = Field(
        0.0, description="lost goodwill for each unit that waits or is lost for want of stock, currency"
    )
    shortage_cost_per_unit_day: NonNegative = Field(
        0.0, description="lost goodwill for each unit and day that a customer waits for stock, currency"
    )
    charged: Literal["continuously", "at_end_of_day"] = Field(
        "continuously", description="whether holding and waiting cost by the second, or by what there is at midnight"
    )
    out_of_stock: StockoutChoice = Field(default_factory=StockoutChoice)
    substitution: SubstitutionConfig = Field(
        default_factory=SubstitutionConfig, description="other items for those that are not there"
    )
    incoming_days: Annotated[float, Field(ge=0.0, le=365.0)] | None = Field(
        None,
        description="units that suppliers and other nodes are to bring within so many days are promised as well, for a "
        "day as much later; none: only what is there is promised",
    )
    partial_lines: bool = Field(
        True,
        description="what is there of a line is promised and shipped, the rest waits or is left out; false: all of it",
    )
    backorder_rule: BackorderRule = Field(
        "first_come",
        description="who gets units: those who wait before newcomers, the oldest (first_come), express orders "
        "(express_first) or the smallest wish (smallest_first) first; or newcomers take what is there (shelf_open)",
    )
    visibility: Literal["event", "hourly", "daily"] = Field(
        "event",
        description="when the order system hears what stores sold: event: short_message_minutes later; hourly, daily: "
        "with the full hour, at midnight",
    )
    counts: CountsConfig = Field(default_factory=CountsConfig, description="cycle counts in centres")
    transfers: TransfersConfig = Field(default_factory=TransfersConfig, description="stock sent from node to node")
    stores: StoreStockConfig = Field(default_factory=StoreStockConfig, description="stock of nodes of kind store")
    known: bool = Field(
        True,
        description="whether stock is the business's own; false: it was made up so that nothing is missing, and no KPI "
        "speaks of its value, turnover or records",
    )
    opening: Literal["settled", "full"] = Field(
        "settled",
        description="settled: as long since open, items somewhere in their cycles and orders under way; full: what the "
        "policy orders up to, and nothing under way",
    )
    opening_days: NonNegative | None = Field(
        None, description="opening stock in days of demand, with nothing under way; none: as opening says"
    )

    @property
    def review_days(self) -> int:
        """Days between two reviews, 0 where stock is looked at all the time."""
        return self.review_every_days if self.review == "periodic" else 0
