"""The simulator's configuration: each room's model, gathered."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from sim.aftersales.config import AfterSalesConfig
from sim.calendar import CalendarConfig
from sim.delivery.config import DeliveryConfig
from sim.fulfilment.config import FulfilmentConfig
from sim.inventory.config import InventoryConfig
from sim.overheads import Overhead
from sim.placement.config import PlacementConfig
from sim.processing.config import ProcessingConfig
from sim.settings import Settings
from sim.tracking.config import TrackingConfig


class SimConfig(Settings):
    """All a replication needs besides its tape."""

    start: date = Field(date(2026, 3, 2), description="calendar date of time 0 (midnight)")
    days: Annotated[int, Field(gt=0, le=3660)] = Field(7, description="days in which orders are placed")
    follow_up_days: Annotated[int, Field(ge=0, le=3660)] = Field(
        60, description="days the model runs on so that the last orders can finish"
    )
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = Field("GBP", description="ISO 4217 code")
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
    log_budget_megabytes: Annotated[int, Field(gt=0)] = Field(
        96, description="events kept in memory; older ones are spilled to a temporary file"
    )
