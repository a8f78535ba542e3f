"""What a planner may set about delivery: mode, solver, dispatch, fleet, carrier, doors, promise."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from sim.delivery.drivers import Drivers, PaidByShift
from sim.delivery.traffic import Traffic, TrafficConfig
from sim.plugins import PolicyBlock
from sim.settings import Count, Money, Name, NonNegative, Positive, Settings, Share, TimeOfDay, Vans
from sim.units import DAY, HOUR, time_of_day


class DispatchBlock(PolicyBlock):
    """`policy` names a dispatch policy; the other keys are its parameters."""

    group: ClassVar[str] = "orderlab.dispatch"
    kind: ClassVar[str] = "dispatch policy"
    methods: ClassVar[tuple[str, ...]] = ("next_decision", "select")
    policy: str = "waves"


_USUAL_ITERATIONS = {"manual": 1, "savings": 5, "insertion": 5, "numba": 700, "ortools": 30, "pyvrp": 30, "vroom": 1}
"""Measured: 2 to 12 s of CPU for the 112 waves of a week of city_day (vroom: two minutes for its single search)."""


class SolverConfig(Settings):
    """Which routing solver plans a wave, with how much effort, and how long planning takes."""

    name: str = Field("numba", description="solver, as `orderlab solvers` lists them")
    params: dict[str, Any] = Field(default_factory=dict, description="the solver's own parameters")
    iterations: Annotated[int, Field(gt=0, le=10**9)] | None = Field(
        None, description="budget of one wave, in the solver's own unit; none: seconds for a week of city_day"
    )
    planning_minutes: NonNegative | None = Field(
        None, description="simulated minutes to plan one wave; none: 30 for manual, 1 for the others"
    )

    @property
    def wave_iterations(self) -> int:
        """Iterations a wave gets. Units differ by a thousandfold, so each solver has a usual number of its own."""
        return self.iterations or _USUAL_ITERATIONS.get(self.name, 100)

    @property
    def planning_time_minutes(self) -> float:
        """Simulated minutes a plan takes: a dispatcher by hand needs half an hour, a solver one minute."""
        if self.planning_minutes is not None:
            return self.planning_minutes
        return 30.0 if self.name == "manual" else 1.0


class SeenAt(Settings):
    """One look at the order system a day."""

    at: TimeOfDay = Field(description="time of day at which the dock is read")


class PlanningConfig(Settings):
    """What the route planner knows: its link to the order system."""

    sees: Literal["event", "hourly"] | SeenAt = Field(
        "event",
        description="how fresh the list of parcels is that routes are planned from: event, hourly, or {at: '06:00'}; "
        "a parcel that came to the dock later waits for a later list",
    )

    def seen_until(self, now: int) -> int:
        """When the list in use at `now` was made, microseconds since the start."""
        if self.sees == "event":
            return now
        if self.sees == "hourly":
            return now // HOUR * HOUR
        at = time_of_day(self.sees.at)
        return (now - at) // DAY * DAY + at


class VanConfig(Settings):
    """One type of van: what it carries, when it may drive, what owning and driving it costs."""

    count: Vans = Field(description="vans of this type, at each node or in the whole fleet: see count_per")
    count_per: Literal["node", "fleet"] = Field(
        "node", description="node: so many at each node; fleet: so many in all, shared out by the nodes' demand_share"
    )
    capacity_litres: Positive = Field(description="volume one van carries")
    shift_start: TimeOfDay = Field("07:30", description="vans may leave from")
    shift_end: TimeOfDay = Field("21:30", description="vans must be back")
    cost_per_day: NonNegative = Field(0.0, description="lease and insurance of one van a day, driven or not, currency")
    cost_per_month: Money = Field(
        590.0,
        description="lease, insurance and tax of one van a month, driven or not, currency: what 0.55 a kilometre with "
        "everything in (UK, 2022/23) leaves after fuel, tyres and repair, at 2 000 kilometres a month",
    )
    cost_per_trip: NonNegative = Field(6.0, description="loading and fixed cost of one trip, currency")
    cost_per_kilometre: NonNegative = Field(
        0.25, description="fuel, tyres and repair, currency (UK: 0.20 to 0.30, lease and insurance aside)"
    )
    cost_per_hour: NonNegative = Field(
        0.0, description="the van by the hour on the road where it is hired so, its driver aside, currency"
    )

    @model_validator(mode="after")
    def _ordered(self) -> VanConfig:
        if self.shift_end <= self.shift_start:
            raise ValueError(f"shift_end {self.shift_end} is not after shift_start {self.shift_start}")
        return self


class FleetConfig(Settings):
    """The vans, the roads and the door."""

    vans: Annotated[dict[Name, VanConfig], Field(min_length=1, max_length=100)] = Field(
        default_factory=lambda: {
            "van": VanConfig(count=22, capacity_litres=2600.0),
            "small": VanConfig(
                count=6, capacity_litres=900.0, cost_per_month=430.0, cost_per_trip=4.0, cost_per_kilometre=0.2
            ),
        },
        description="van types by name",
    )
    drivers: Drivers = Field(default_factory=PaidByShift, description="who drives, when, and how they are paid")
    speed_kilometres_per_hour: Positive = Field(
        27.0, description="mean speed in the city; with traffic.speeds, what their shares are of"
    )
    traffic: TrafficConfig = Field(default_factory=TrafficConfig)
    detour: Annotated[float, Field(ge=1.0, le=5.0)] = Field(1.3, description="road over straight-line distance")
    traffic_spread: Annotated[float, Field(ge=0.0, lt=0.5)] = Field(
        0.09, description="scale of the log-logistic factor on driving time"
    )
    service_minutes: Positive = Field(3.0, description="mean minutes at a door: park, walk, hand over")
    service_spread: Annotated[float, Field(ge=0.0, lt=0.5)] = Field(
        0.15, description="scale of the log-logistic factor on door time"
    )
    priority: dict[Literal["standard", "slot", "express"], Annotated[int, Field(ge=0, le=9)]] = Field(
        default_factory=dict,
        description="delivery option -> class from 0 to 9: of two plans, better is the one that leaves out fewer "
        "parcels of the highest class, whatever it costs, by a solver that knows such; none: all alike",
    )
    lateness_cost: NonNegative = Field(
        9.0, description="what leaving a due parcel for a later wave is worth avoiding, currency"
    )

    @property
    def planned_speed(self) -> float:
        """Metres a second with which roads are planned: where plans know the hours, that of a free road."""
        metres_per_second = self.speed_kilometres_per_hour / 3.6 / (1.0 + self.traffic.slack)
        if not self.traffic.speeds or self.traffic.plans_know != "mean":
            return metres_per_second
        begin = min(time_of_day(van.shift_start) for van in self.vans.values())
        end = max(time_of_day(van.shift_end) for van in self.vans.values())
        return metres_per_second * Traffic(self.traffic).mean(begin, end)


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
    standard_days: Count = Field(1, description="days to a standard delivery when ordered before the cut-off")
    day_start: TimeOfDay = Field("08:00", description="start of a promised day")
    day_end: TimeOfDay = Field("21:00", description="end of a promised day")
    slot_hours: Positive = Field(2.0, description="width of a slot")
    slot_days: Count = Field(1, description="days to the slot when ordered before the cut-off")
    slots: Annotated[tuple[TimeOfDay, ...], Field(min_length=1)] = Field(
        ("10:00", "12:00", "14:00", "16:00", "18:00"), description="start times of slots, equally likely"
    )
    express_hours: Positive = Field(8.0, description="hours to an express delivery, within the promised day")
    collect_hours: Positive = Field(
        2.0, description="opening hours of the store until an order that it has itself is ready for collection"
    )
    collect_days: Count = Field(
        1, description="days until an order that comes from a centre is ready, when ordered before the cut-off"
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
