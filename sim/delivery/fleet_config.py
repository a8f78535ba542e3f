"""What a planner may set about own vans: their types, who drives, roads, traffic and the time at a door."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.delivery.drivers import Drivers, PaidByShift
from sim.delivery.traffic import Traffic, TrafficConfig
from sim.forms import TimeOfDay
from sim.settings import Money, Name, NonNegative, Positive, Settings, Vans
from sim.units import time_of_day


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
    cost_per_trip: NonNegative = Field(
        6.0,
        description="loading and fixed cost of a van that leaves with a wave, currency; further trips of the same plan "
        "cost what reload_minutes take",
    )
    cost_per_kilometre: NonNegative = Field(
        0.25, description="fuel, tyres and repair, currency (UK: 0.20 to 0.30, lease and insurance aside)"
    )
    fuel_litres_per_100_kilometres: Annotated[float, Field(ge=0.0, le=100.0)] = Field(
        9.5, description="what it burns, in cost_per_kilometre already (a diesel van of 3.5 t in a city); electric: 0"
    )
    co2_kilograms_per_litre: Annotated[float, Field(ge=0.0, le=10.0)] = Field(
        2.5, description="CO2 of a litre of fuel (diesel at the pump in the UK: 2.5; without biofuel 2.7)"
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
    speed_kilometres_per_hour: Annotated[float, Field(ge=1.0, le=200.0)] = Field(
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
    trips_per_plan: Annotated[int, Field(ge=1, le=20)] = Field(
        1,
        description="trips that the plan of a wave may give to one van, which comes back and is loaded in between; "
        "more than one by a solver that knows several trips",
    )
    reload_minutes: Annotated[float, Field(ge=0.0, le=1_440.0)] = Field(
        0.0, description="minutes at the depot in which a van that is back is loaded again, before it may leave"
    )
    priority: dict[Literal["standard", "slot", "express"], Annotated[int, Field(ge=0, le=9)]] = Field(
        default_factory=dict,
        description="delivery option -> class from 0 to 9: of two plans, better is the one that leaves out fewer "
        "parcels of the highest class, whatever it costs, by a solver that knows such; none: all alike",
    )
    lateness_cost: NonNegative = Field(
        9.0, description="what leaving a due parcel for a later wave is worth avoiding, currency"
    )
    lateness_cost_per_minute: Annotated[float, Field(ge=0.0, le=1_000.0)] | None = Field(
        None,
        description="what a plan counts for each minute by which a parcel comes after its window, currency, by "
        "a solver that knows soft windows; none: no plan comes late, what cannot be in time waits for a later wave",
    )

    @property
    def planned_speed(self) -> float:
        """Metres a second with which roads are planned: where plans know the hours, that of a free road."""
        metres_per_second = self.speed_kilometres_per_hour / 3.6 / (1.0 + self.traffic.slack)
        if not self.traffic.speeds or self.traffic.plans_know != "mean":
            return metres_per_second
        return metres_per_second * Traffic(self.traffic).mean(*self.hours_of_vans)

    @property
    def hours_of_vans(self) -> tuple[int, int]:
        """When any van may drive, microseconds of a day."""
        shifts = [(time_of_day(van.shift_start), time_of_day(van.shift_end)) for van in self.vans.values()]
        return min(start for start, _ in shifts), max(end for _, end in shifts)
