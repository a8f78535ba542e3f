"""What a planner may set about stores: who picks there, when the carrier comes, how orders are offered to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.forms import TimeOfDay
from sim.settings import NonNegative, Positive, Settings, Share, Weekday


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


class CollectionConfig(Settings):
    """Orders are collected at the counter of a store: where their goods come from, who comes, what it takes."""

    source: Literal["store", "centre"] = Field(
        "store", description="store: from its own shelf where it has all of an order; centre: always by the next truck"
    )
    within_kilometres: Positive | None = Field(
        None, description="customers collect at a store that is no further away; none: at any"
    )
    items: dict[date, Share] = Field(
        default_factory=dict,
        description="share of the items that may be collected, from each date on; none before the first; empty: all",
    )
    truck_time: TimeOfDay = Field(
        "05:00", description="time of day at which a truck leaves every centre for the stores"
    )
    truck_hours: NonNegative = Field(3.0, description="hours until it is there; a shut store takes it in as it opens")
    truck_price: NonNegative = Field(0.6, description="cost of a parcel on the truck, currency")
    notice_minutes: NonNegative = Field(5.0, description="minutes until the customer is told that a parcel is ready")
    hours_until_collected: Positive = Field(
        8.0, description="mean opening hours from the notice until the customer comes to collect, exponential"
    )
    hold_days: Positive = Field(10.0, description="days a parcel is held, then its goods go on the store's shelf")
    reserved: Share = Field(0.0, description="collected orders that are paid at the till; the others are prepaid")
    never_collected: Share = Field(0.03, description="prepaid orders whose customer never comes")
    never_collected_reserved: Share = Field(0.15, description="reserved orders whose customer never comes")
    counter_minutes: NonNegative = Field(3.0, description="minutes of the store's staff to hand over a parcel")
    return_minutes: NonNegative = Field(
        3.0, description="minutes of the store's staff to take back a return at the till"
    )
    extra_basket: Share = Field(0.2, description="collections at which something of the shelf is bought besides")


class StoresConfig(Settings):
    """What holds for every node of kind store."""

    shop_work: Annotated[float, Field(ge=0.0, le=0.95)] = Field(
        0.5, description="share of the time that whoever picks in a store serves its walk-in customers meanwhile"
    )
    last_pick_up: TimeOfDay = Field("16:00", description="time of day the carrier collects at stores")
    send_orders: bool = Field(True, description="whether stores send orders at all; false: they serve walk-ins only")
    collection: CollectionConfig = Field(
        default_factory=CollectionConfig, description="how orders are collected at stores"
    )
    offers: OffersConfig = Field(default_factory=OffersConfig, description="how orders are offered to stores")
