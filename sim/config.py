"""The simulator's configuration: each room's model, gathered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticKnownError

from sim.aftersales.config import AfterSalesConfig
from sim.calendar import CalendarConfig
from sim.delivery.config import DeliveryConfig
from sim.forms import CURRENCY
from sim.fulfilment.config import FulfilmentConfig
from sim.inventory.config import InventoryConfig
from sim.overheads import Overhead
from sim.placement.config import PlacementConfig
from sim.placement.demand import expected_orders
from sim.processing.config import ProcessingConfig
from sim.settings import Settings
from sim.tracking.config import TrackingConfig


def _date_in_words(value: Any) -> Any:
    """A number is no date, though it could be read as seconds of an epoch."""
    if isinstance(value, int | float):
        raise PydanticKnownError("date_type")
    return value


MOST_ORDERS = 50_000_000
ORDER_BYTES = 1_000
"""Memory that one order takes, roughly."""


class SimConfig(Settings):
    """All a replication needs besides its tape."""

    start: Annotated[date, BeforeValidator(_date_in_words), Field(ge=date(1970, 1, 1), le=date(2200, 1, 1))] = Field(
        date(2026, 3, 2), description="calendar date of time 0 (midnight)"
    )
    days: Annotated[int, Field(gt=0, le=3660)] = Field(7, description="days in which orders are placed")
    follow_up_days: Annotated[int, Field(ge=0, le=3660)] = Field(
        60, description="days the model runs on so that the last orders can finish"
    )
    currency: Annotated[str, Field(pattern=CURRENCY)] = Field("GBP", description="ISO 4217 code")
    calendar: CalendarConfig = Field(default_factory=CalendarConfig)
    placement: PlacementConfig = Field(default_factory=PlacementConfig)
    processing: ProcessingConfig = Field(default_factory=ProcessingConfig)
    inventory: InventoryConfig = Field(default_factory=InventoryConfig)
    fulfilment: FulfilmentConfig = Field(default_factory=FulfilmentConfig)
    delivery: DeliveryConfig = Field(default_factory=DeliveryConfig)
    tracking: TrackingConfig = Field(default_factory=TrackingConfig)
    aftersales: AfterSalesConfig = Field(default_factory=AfterSalesConfig)
    overheads: dict[str, Overhead] = Field(
        default_factory=dict, description="named overheads: by time, by order, as a share of sales, or paid once"
    )
    log_budget_megabytes: Annotated[int, Field(gt=0, le=8_192)] = Field(
        96, description="events kept in memory; older ones are spilled to a temporary file"
    )

    @property
    def has_walk_ins(self) -> bool:
        """Whether any store has walk-in customers."""
        return self.placement.walk_ins.purchases_per_day > 0 and bool(self.fulfilment.store_numbers)

    @model_validator(mode="after")
    def _orders_of_every_day(self) -> SimConfig:
        by_day = self.placement.demand.by_day
        if by_day is not None and self.placement.trace is None:
            missing = [day for k in range(self.days) if (day := self.start + timedelta(days=k)) not in by_day]
            if missing:
                raise ValueError(
                    f"placement.demand.by_day: no orders for {missing[0]}; accepted: each of the {self.days} days from "
                    f"{self.start}"
                )
        return self

    @model_validator(mode="after")
    def _zones_there_are(self) -> SimConfig:
        if self.placement.trace is not None:
            return self  # its zones are the file's
        zones = [str(number) for number in range(self.placement.addresses.zones)]
        for field in ("rate_per_parcel", "transit_hours", "transit_share_of_promise"):
            for name in getattr(self.delivery.carrier, field):
                if name not in zones and name != "default":
                    raise ValueError(
                        f"delivery.carrier.{field}: there is no zone {name}; accepted: default, and {zones[0]} to "
                        f"{zones[-1]} by placement.addresses.zones"
                    )
        for field in ("slot_zones", "express_zones"):
            for name in getattr(self.delivery.promise, field) or ():
                if name not in zones:
                    raise ValueError(
                        f"delivery.promise.{field}: there is no zone {name}; accepted: {zones[0]} to {zones[-1]} by "
                        "placement.addresses.zones"
                    )
        for name in self.delivery.fleet.traffic.zones:
            if name not in zones:
                raise ValueError(
                    f"delivery.fleet.traffic.zones: there is no zone {name}; accepted: {zones[0]} to {zones[-1]} by "
                    "placement.addresses.zones"
                )
        return self

    @model_validator(mode="after")
    def _fits_in_memory(self) -> SimConfig:
        if self.placement.trace is not None:
            return self
        orders = expected_orders(self.placement, self.start, self.days)
        if orders > MOST_ORDERS:
            raise ValueError(
                f"days: {self.days} with {orders / self.days:g} orders each take "
                f"about {orders * ORDER_BYTES / 1e9:,.0f} GB, at most {MOST_ORDERS:,} orders are accepted"
            )
        return self

    @model_validator(mode="after")
    def _somebody_to_send_to(self) -> SimConfig:
        if self.inventory.transfers.every_days is not None and len(self.fulfilment.nodes) < 2:
            raise ValueError("inventory.transfers.every_days: there is only one node; accepted: none, or a second node")
        return self

    @model_validator(mode="after")
    def _reviews_hear_of_walk_ins(self) -> SimConfig:
        if self.inventory.review == "continuous" and self.has_walk_ins:
            raise ValueError("inventory.review: continuous does not hear of walk-ins; accepted with stores: periodic")
        return self
