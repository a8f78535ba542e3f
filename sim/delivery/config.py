"""What a planner may set about delivery: who delivers, carrier, doors, promise and price."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.delivery.fleet_config import FleetConfig
from sim.delivery.planning_config import DispatchBlock, PlanningConfig, SolverConfig
from sim.forms import TimeOfDay
from sim.settings import Count, Money, Name, NonNegative, Positive, Settings, Share
from sim.units import DAY, HOUR, time_of_day


class DoorConfig(Settings):
    """What happens at the door."""

    not_home: Share = Field(0.05, description="attempts that meet nobody")
    maximum_attempts: Annotated[int, Field(ge=1, le=10)] = Field(3, description="attempts before return to sender")
    address_correction_hours: Positive = Field(
        6.0, description="mean hours until a wrong address is put right after a failed attempt"
    )


class CarrierConfig(Settings):
    """A parcel carrier: collection, transit time by zone, rates."""

    collection_time: TimeOfDay = Field("18:30", description="daily hand-over at every node")
    transit_hours: dict[str, Annotated[tuple[NonNegative, ...], Field(min_length=2)]] = Field(
        {"default": (14.0, 17.0, 20.0, 24.0, 44.0)},
        description="zone -> transit hours at evenly spaced quantiles from 0 to 1",
    )
    transit_share_of_promise: dict[str, Annotated[tuple[NonNegative, ...], Field(min_length=2)]] = Field(
        default_factory=dict,
        description="zone (or default) -> transit as a share of the time promised, at evenly spaced quantiles, "
        "instead of transit_hours: a shop's promise knows the season and the distance",
    )
    delivery_start: TimeOfDay = Field("08:00", description="doors are served from")
    delivery_end: TimeOfDay = Field("20:00", description="doors are served until")
    rate_per_parcel: dict[str, NonNegative] = Field(
        default_factory=lambda: {"default": 4.6}, description="zone -> price of one parcel, currency"
    )
    rate_per_kilogram: NonNegative = Field(0.35, description="price of each kilogram, currency")
    attempts_included: Annotated[int, Field(ge=1, le=10)] = Field(
        3, description="attempts at the door within the rate, on successive days"
    )
    rate_per_attempt: NonNegative = Field(1.5, description="price of each further attempt, currency")
    held_days: Annotated[float, Field(ge=0, le=60)] = Field(
        7.0, description="days a parcel is held for collection after the last attempt, before it goes back"
    )
    return_days: Annotated[float, Field(ge=0, le=60)] = Field(2.0, description="days on the way back to the sender")
    return_price: NonNegative | None = Field(
        None, description="price of bringing a parcel back to the sender, currency; none: as much as bringing it"
    )
    lost: Share = Field(0.002, description="parcels lost on the way")
    liability_limit: Money = Field(
        20.0,
        description="what the carrier pays for a lost parcel at the most, currency: what its goods were sold for",
    )
    lost_after_days: Positive = Field(7.0, description="days until a lost parcel is declared lost")

    @model_validator(mode="after")
    def _doors_are_served(self) -> CarrierConfig:
        if self.delivery_end <= self.delivery_start:
            raise ValueError(f"delivery_end {self.delivery_end} is not after delivery_start {self.delivery_start}")
        return self

    @field_validator("transit_hours")
    @classmethod
    def _rising(cls, value: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        if "default" not in value:
            raise ValueError("needs an entry 'default' for zones not named")
        for zone, quantiles in value.items():
            if any(b < a for a, b in pairwise(quantiles)):
                raise ValueError(f"{zone}: quantiles must not fall")
        return value

    @field_validator("transit_share_of_promise")
    @classmethod
    def _rising_shares(cls, value: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        for zone, quantiles in value.items():
            if any(b < a for a, b in pairwise(quantiles)):
                raise ValueError(f"{zone}: quantiles must not fall")
        return value

    @field_validator("rate_per_parcel")
    @classmethod
    def _default_rate(cls, value: dict[str, float]) -> dict[str, float]:
        if "default" not in value:
            raise ValueError("needs an entry 'default' for zones not named")
        return value


class PromiseConfig(Settings):
    """What the checkout promises, from the moment of order and the customer's preference."""

    cut_off: TimeOfDay = Field("14:00", description="orders before it can be promised the same day")
    standard_days: Count | None = Field(
        1,
        description="days to a standard delivery when ordered before the cut-off; none: as quantile says",
    )
    quantile: Annotated[float, Field(ge=0.5, le=1.0)] = Field(
        0.95,
        description="where standard_days is none: share of a zone's parcels that come by the promised day",
    )
    day_start: TimeOfDay = Field("08:00", description="start of a promised day")
    day_end: TimeOfDay = Field("21:00", description="end of a promised day")
    slot_hours: Positive = Field(2.0, description="width of a slot")
    slot_days: Count = Field(1, description="days to the slot when ordered before the cut-off")
    slots: Annotated[tuple[TimeOfDay, ...], Field(min_length=1)] = Field(
        ("10:00", "12:00", "14:00", "16:00", "18:00"), description="start times of slots, equally likely"
    )
    express_hours: Positive = Field(8.0, description="hours to an express delivery, within the promised day")
    slot_zones: tuple[Name, ...] | None = Field(None, description="carrier zones where slots are offered; none: all")
    slot_within_kilometres: Positive | None = Field(
        None, description="slots are offered no further away from a node that sends orders; none: anywhere"
    )
    express_zones: tuple[Name, ...] | None = Field(
        None, description="carrier zones where express is offered; none: all"
    )
    express_within_kilometres: Positive | None = Field(
        None, description="express is offered no further away from a node that sends orders; none: anywhere"
    )
    collect_hours: Positive = Field(
        2.0, description="opening hours of the store within which an order that it has itself is promised to be ready"
    )
    collect_days: Count = Field(
        1, description="days to the one promised for an order that comes from a centre, when ordered before the cut-off"
    )

    @model_validator(mode="after")
    def _ahead(self) -> PromiseConfig:
        if self.day_end <= self.day_start:
            raise ValueError(f"day_end {self.day_end} is not after day_start {self.day_start}")
        for slot in self.slots:
            if time_of_day(slot) + self.slot_hours * HOUR > DAY:
                raise ValueError(
                    f"slots: {slot} and slot_hours {self.slot_hours:g} end after midnight; accepted: slots that end "
                    "by 24:00"
                )
        if self.standard_days == 0 and self.cut_off > self.day_end:
            raise ValueError(
                f"cut_off {self.cut_off} is after day_end {self.day_end}: with standard_days 0 such a promise would "
                "be broken before it is made"
            )
        return self


class PriceConfig(Settings):
    """What customers pay for delivery, by the option they chose, net of VAT and sales tax."""

    standard: NonNegative = Field(0.0, description="charge of a standard delivery, currency an order")
    slot: NonNegative = Field(0.0, description="charge of a slot, currency an order")
    express: NonNegative = Field(0.0, description="charge of an express delivery, currency an order")
    collect: NonNegative = Field(0.0, description="charge of collecting at a store, currency an order")
    free_from: Positive | None = Field(None, description="goods ordered from which delivery is free, currency")
    free_options: tuple[Literal["standard", "slot", "express", "collect"], ...] = Field(
        ("standard", "slot", "express", "collect"), description="options that are free from there"
    )


class DeliveryConfig(Settings):
    """Step 3 and 4 on the road: own fleet, carrier, or both."""

    mode: Literal["fleet", "carrier", "mixed"] = Field("fleet", description="who delivers")
    fleet_radius_kilometres: Positive = Field(
        7.0, description="mixed mode: the fleet serves addresses within it, the carrier the rest"
    )
    solver: SolverConfig = Field(default_factory=SolverConfig)
    dispatch: DispatchBlock = Field(default_factory=lambda: DispatchBlock(policy="waves"))
    planning: PlanningConfig = Field(default_factory=PlanningConfig)
    fleet: FleetConfig = Field(default_factory=FleetConfig)
    carrier: CarrierConfig = Field(default_factory=CarrierConfig)
    doors: DoorConfig = Field(default_factory=DoorConfig)
    promise: PromiseConfig = Field(default_factory=PromiseConfig)
    price: PriceConfig = Field(default_factory=PriceConfig)

    @model_validator(mode="after")
    def _known_ways(self) -> DeliveryConfig:
        if self.planning.planned_for != "cost" and self.fleet.lateness_cost_per_minute is not None:
            raise ValueError(
                f"fleet.lateness_cost_per_minute: money, and routes are planned for {self.planning.planned_for} "
                "(planning.planned_for); accepted: none, or planned_for: cost"
            )
        if self.promise.standard_days is None and (self.mode != "carrier" or self.carrier.transit_share_of_promise):
            raise ValueError(
                "promise.standard_days: none takes the date from transit_hours of a carrier that brings everything; "
                "accepted otherwise: a number of days"
            )
        return self
