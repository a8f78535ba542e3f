"""What a planner may set about stores: who picks there, when the carrier comes, how orders are offered to them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.settings import NonNegative, Positive, Settings, Share, TimeOfDay, Weekday


class OffersConfig(Settings):
    """Orders are offered to stores, one after another or to several at once, and a store may decline."""

    mode: Literal["sequential", "broadcast"] = Field(
        "sequential", description="sequential: one store after another; broadcast: to several, the first that accepts"
    )
    most_stores: Annotated[int, Field(ge=1, le=100)] = Field(3, description="stores that are asked for one order")
    acceptance: Share = Field(0.9, description="offers that a store with nothing else to do accepts")
    item_spread: Share = Field(
        0.0, description="refusals differ by item, between their share x (1 - spread) and x (1 + spread)"
    )
    busy_hours: Annotated[tuple[NonNegative, ...], Field(min_length=24, max_length=24)] = Field(
        (1.0,) * 24, description="24 factors on refusals by hour of day, midnight first"
    )
    refusals_per_order: Share = Field(
        0.0, description="further share of offers refused for each order the store has accepted that day"
    )
    correlation: Annotated[float, Field(ge=0.0, le=0.99)] = Field(
        0.3, description="correlation of refusals of one item in one hour across stores; 0: independent"
    )
    incentive: NonNegative = Field(0.0, description="paid to the store for an order it accepts, currency")
    incentive_effect: NonNegative = Field(
        0.0, description="refusals fall by exp(-effect) for each unit of currency of the incentive"
    )
    response_minutes: NonNegative = Field(
        20.0, description="mean minutes until a store answers, exponential, open time"
    )
    time_out_minutes: Positive = Field(60.0, description="minutes of opening time after which an offer has lapsed")
    most_orders_a_day: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        None, description="orders a store accepts on one day; none: any number"
    )
    opt_out: tuple[Weekday, ...] = Field((), description="weekdays on which stores are offered nothing")


class StoresConfig(Settings):
    """What holds for every node of kind store."""

    shop_work: Annotated[float, Field(ge=0.0, le=0.95)] = Field(
        0.5, description="share of the time that whoever picks in a store serves its walk-in customers meanwhile"
    )
    last_pick_up: TimeOfDay = Field("16:00", description="time of day the carrier collects at stores")
    send_orders: bool = Field(True, description="whether stores send orders at all; false: they serve walk-ins only")
    offers: OffersConfig = Field(default_factory=OffersConfig, description="how orders are offered to stores")
