"""What a planner may set about placement: demand, channels, catalogue, baskets, addresses."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.placement.checkout import CheckoutConfig
from sim.placement.counts import CountLaw, Geometric, check_mean
from sim.placement.events import Event, check_events
from sim.placement.markdowns import MarkdownConfig
from sim.placement.trace import TraceConfig
from sim.settings import Customers, Name, NonNegative, Positive, Settings, Share, Staffing, day_shifts

# An ordinary day peaks in the evening near 21:00 (network-wide checkouts; domain.md row 16).
_EVENING_PEAK = (
    0.6, 0.4, 0.25, 0.2, 0.2, 0.3, 0.6, 1.0, 1.4, 1.6, 1.7, 1.7,
    1.7, 1.6, 1.5, 1.5, 1.5, 1.6, 1.8, 2.1, 2.4, 2.5, 2.0, 1.2,
)  # fmt: skip


EVERY_CHANNEL = "all"
"""In a table of orders by day: of no channel in particular."""


class DemandConfig(Settings):
    """A daily rate, shaped by hour and weekday: a non-homogeneous Poisson process, or evenly spaced."""

    orders_per_day: Annotated[float, Field(gt=0, le=1e7, allow_inf_nan=False)] = Field(
        2000.0, description="mean orders a day, all channels together"
    )
    arrivals: Literal["poisson", "regular"] = Field(
        "poisson", description="poisson: independent customers; regular: evenly spaced, the same number each day"
    )
    hour_of_day: Annotated[tuple[NonNegative, ...], Field(min_length=24, max_length=24)] = Field(
        _EVENING_PEAK, description="24 relative weights, midnight first"
    )
    day_of_week: Annotated[tuple[NonNegative, ...], Field(min_length=7, max_length=7)] = Field(
        (1.05, 1.0, 1.0, 1.0, 1.0, 0.95, 1.0), description="7 relative weights, Monday first"
    )
    growth_per_year: Annotated[float, Field(ge=-0.9, le=10.0)] = Field(
        0.0, description="orders_per_day grow by this share in a year, day by day; stock is sized for day 0"
    )
    events: dict[Name, Event] = Field(default_factory=dict, description="days with more or fewer orders, by name")
    by_day: dict[date, dict[str, NonNegative]] | None = Field(
        None,
        description="orders by date and channel (all: shared out by the channels' shares) in place of orders_per_day; "
        "stock is sized for their mean; a scenario may name a CSV file with the columns date, channel and orders",
    )

    @model_validator(mode="after")
    def _some_demand(self) -> DemandConfig:
        check_events(self.events)
        if self.by_day is not None and (self.events or self.growth_per_year):
            raise ValueError("by_day holds the orders of every day; accepted: it, or events and growth_per_year")
        if sum(self.hour_of_day) <= 0 or sum(self.day_of_week) <= 0:
            raise ValueError("hour_of_day and day_of_week each need one weight above 0")
        return self


class CustomConfig(Settings):
    """Whether customers order again, from how the orders before went; by default they do whatever happened."""

    headroom: Annotated[float, Field(ge=1.0, le=10.0)] = Field(
        1.0, description="candidates for each order expected; those beyond it order only when their customer was won"
    )
    lost_after_late: Share = Field(
        0.0, description="customers who order no more once an order came late or nothing of it came"
    )
    won_after_on_time: Share = Field(
        0.0, description="customers who order what the headroom holds for them once an order came on time"
    )

    @model_validator(mode="after")
    def _room(self) -> CustomConfig:
        if self.won_after_on_time > 0.0 and self.headroom == 1.0:
            raise ValueError("won_after_on_time needs a headroom above 1: there is nothing more to order")
        return self


class ChannelConfig(Settings):
    """One way in. A staffed channel is keyed by the order desk unless entry is automated."""

    share: NonNegative = Field(description="relative share of the orders")
    staffed: bool = Field(False, description="a clerk keys the order (email, phone, store)")
    entry_minutes: NonNegative = Field(0.0, description="mean minutes to key one order by hand")
    address_error: Share = Field(0.005, description="orders captured with a wrong or incomplete address")
    line_error: Share = Field(0.002, description="lines captured with the wrong item or quantity")
    hour_of_day: Annotated[tuple[NonNegative, ...], Field(min_length=24, max_length=24)] | None = Field(
        None, description="24 relative weights of this channel, midnight first; none: those of the demand"
    )
    patience_minutes: Positive | None = Field(
        None, description="mean minutes a caller waits before giving up; none: for ever"
    )

    @model_validator(mode="after")
    def _some_hour(self) -> ChannelConfig:
        if self.hour_of_day is not None and sum(self.hour_of_day) <= 0:
            raise ValueError("hour_of_day needs one weight above 0")
        return self


class CancellationConfig(Settings):
    """Customers who cancel: as long as their parcel has not left, whatever else has been done for it."""

    share: Share = Field(
        0.0,
        description="orders for delivery whose customers cancel them, if they have not left by then; goods that are "
        "picked and packed by then go back on the shelf from the dock, others as soon as they are there",
    )
    after_hours: Positive = Field(12.0, description="mean hours after the order is placed at which they do")


class CatalogueConfig(Settings):
    """Items with Zipf popularity; prices, weights and volumes are lognormal around their mean."""

    items: Annotated[int, Field(gt=0, le=1_000_000)] = Field(400, description="items on sale")
    popularity_exponent: NonNegative = Field(0.9, description="Zipf exponent; 0 is uniform")
    price: Positive = Field(24.0, description="mean unit price, currency")
    cost_share: Share = Field(0.55, description="unit cost as a share of the price")
    weight_kilograms: Positive = Field(0.7, description="mean unit weight")
    volume_litres: Positive = Field(4.0, description="mean unit volume")
    spread: NonNegative = Field(0.6, description="sigma of the lognormals")


class BasketConfig(Settings):
    """Lines an order and units a line."""

    lines: Annotated[float, Field(ge=1, le=50)] = Field(2.2, description="mean lines an order")
    lines_law: CountLaw = Field(default_factory=Geometric, description="how lines an order lie around their mean")
    quantity: Annotated[float, Field(ge=1, le=50)] = Field(1.2, description="mean units a line")
    quantity_law: CountLaw = Field(default_factory=Geometric, description="how units a line lie around their mean")
    special_preparation: Share = Field(0.04, description="orders that need extra preparation")

    @model_validator(mode="after")
    def _means(self) -> BasketConfig:
        check_mean("lines", self.lines, self.lines_law)
        check_mean("quantity", self.quantity, self.quantity_law)
        return self


class AddressConfig(Settings):
    """One city: neighbourhoods as normal clusters, the rest spread evenly over a disc."""

    radius_kilometres: Positive = Field(9.0, description="radius of the served disc around (0, 0)")
    neighbourhoods: Annotated[int, Field(ge=0, le=1000)] = Field(12, description="number of clusters")
    clustered: Share = Field(0.7, description="addresses that belong to a neighbourhood")
    spread_kilometres: Positive = Field(1.1, description="standard deviation of a neighbourhood")
    zones: Annotated[int, Field(ge=1, le=200)] = Field(
        3, description="carrier zones: rings of equal width, zone 0 in the centre"
    )
    customers: Customers = Field(50_000, description="customers who may order")


# A high street: hardly anybody at nine, most in the early afternoon.
_SHOP_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 0.2, 0.6, 1.0, 1.3, 1.6, 1.7, 1.6, 1.5, 1.4, 1.2, 0.8, 0.5, 0.2, 0, 0, 0)


class WalkInConfig(Settings):
    """Customers of the stores, who take from the same shelves as orders: they buy what is there, or leave."""

    purchases_per_day: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)] = Field(
        0.0, description="mean purchases of one item on an open day, all stores together, shared by their demand_share"
    )
    quantity: Annotated[float, Field(ge=1, le=50)] = Field(1.0, description="mean units a purchase")
    quantity_law: CountLaw = Field(default_factory=Geometric, description="how units a purchase lie around their mean")
    hour_of_day: Annotated[tuple[NonNegative, ...], Field(min_length=24, max_length=24)] = Field(
        _SHOP_HOURS, description="24 relative weights, midnight first; only opening hours count"
    )
    day_of_week: Annotated[tuple[NonNegative, ...], Field(min_length=7, max_length=7)] = Field(
        (0.85, 0.85, 0.9, 1.0, 1.1, 1.4, 0.9), description="7 relative weights, Monday first"
    )

    @model_validator(mode="after")
    def _some_demand(self) -> WalkInConfig:
        if sum(self.hour_of_day) <= 0 or sum(self.day_of_week) <= 0:
            raise ValueError("hour_of_day and day_of_week each need one weight above 0")
        check_mean("quantity", self.quantity, self.quantity_law)
        return self


class PreferenceConfig(Settings):
    """How customers ask to be served: in the promised day, in a slot, express, or at a store's counter."""

    standard: NonNegative = Field(0.55, description="relative share: promised by the end of a day")
    slot: NonNegative = Field(0.35, description="relative share: a delivery slot")
    express: NonNegative = Field(0.10, description="relative share: promised within hours")
    collect: NonNegative = Field(
        0.0,
        description="relative share: collected at the nearest store that hands orders over; a standard delivery where "
        "none does",
    )
    collect_growth_per_month: Annotated[float, Field(ge=-0.9, le=10.0)] = Field(
        0.0,
        description="the share that wishes to collect grows by this share a month (30.44 days), whatever the stores do",
    )

    @model_validator(mode="after")
    def _some_wish(self) -> PreferenceConfig:
        if self.standard + self.slot + self.express + self.collect <= 0.0:
            raise ValueError("at least one share must be above 0")
        return self


_CHANNELS = {
    "web": ChannelConfig(share=0.55),
    "app": ChannelConfig(share=0.25, address_error=0.003),
    "email": ChannelConfig(share=0.06, staffed=True, entry_minutes=6.0, address_error=0.02, line_error=0.015),
    "phone": ChannelConfig(
        share=0.06, staffed=True, entry_minutes=6.5, address_error=0.02, line_error=0.012, patience_minutes=12.0
    ),
    "store": ChannelConfig(share=0.08, staffed=True, entry_minutes=4.0, address_error=0.01, line_error=0.008),
}


class PlacementConfig(Settings):
    """Step 1: customers place orders."""

    demand: DemandConfig = Field(default_factory=DemandConfig)
    channels: Annotated[dict[Name, ChannelConfig], Field(min_length=1, max_length=200)] = Field(
        _CHANNELS, description="channels by name"
    )
    order_desk: Staffing = Field(
        Staffing(shifts=day_shifts(8, "07:00", "23:00")), description="clerks who key staffed channels"
    )
    automatic_entry_seconds: NonNegative = Field(
        5.0, description="seconds to capture an order of a staffed channel when entry is automated"
    )
    automatic_error_factor: Share = Field(
        0.25, description="error rates of staffed channels are multiplied by this when entry is automated"
    )
    catalogue: CatalogueConfig = Field(default_factory=CatalogueConfig)
    baskets: BasketConfig = Field(default_factory=BasketConfig)
    addresses: AddressConfig = Field(default_factory=AddressConfig)
    preferences: PreferenceConfig = Field(default_factory=PreferenceConfig)
    walk_ins: WalkInConfig = Field(default_factory=WalkInConfig)
    cancellation: CancellationConfig = Field(default_factory=CancellationConfig)
    custom: CustomConfig = Field(default_factory=CustomConfig)
    checkout: CheckoutConfig = Field(default_factory=CheckoutConfig)
    markdown: MarkdownConfig = Field(default_factory=MarkdownConfig)
    trace: TraceConfig | None = Field(None, description="replay a real order file instead of drawing orders")

    @model_validator(mode="after")
    def _prices_there_are(self) -> PlacementConfig:
        if self.trace is not None and self.markdown.off:
            raise ValueError("markdown.off: a replayed file has prices of its own; accepted with a trace: none")
        if self.trace is not None and self.checkout.matters:
            raise ValueError("checkout: a replayed file holds the orders that were placed; accepted with a trace: 0")
        if self.demand.by_day is not None and self.markdown.elasticity:
            raise ValueError("markdown.elasticity: demand.by_day holds the orders of every day; accepted with it: 0")
        return self

    @model_validator(mode="after")
    def _some_channel(self) -> PlacementConfig:
        for day, orders in (self.demand.by_day or {}).items():
            for name in orders:
                if name not in self.channels and (name != EVERY_CHANNEL or len(orders) > 1):
                    raise ValueError(
                        f"demand.by_day: {day}: {name} is no channel; accepted: {', '.join(self.channels)}, or "
                        f"{EVERY_CHANNEL} alone"
                    )
        if sum(channel.share for channel in self.channels.values()) <= 0:
            raise ValueError("channels: at least one share must be above 0")
        return self
