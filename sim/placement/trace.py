"""Where a real order file and its columns are, as a scenario states it.

Reading the file is the scenarios' work (`scenarios/traces.py`); the simulator only meets the
tape that comes of it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.settings import NonNegative, Positive, Settings


class TraceFile(Settings):
    """A companion file of the trace, joined by a key."""

    path: str = Field(description="CSV file, .gz allowed; relative to the trace's folder")
    key: str = Field(description="column that joins it to the orders or customers")
    columns: dict[str, str] = Field(description="meaning -> column name in this file")
    optional: bool = Field(True, description="a missing file is reported, not an error")


class TraceConfig(Settings):
    """A trace: the orders file, the meaning of its columns, and companion files."""

    path: str | None = Field(None, description="CSV file of orders, .gz allowed")
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="meaning -> column: order, customer, status, placed, approved, shipped, delivered, promised",
    )
    companions: dict[Literal["customers", "items", "payments", "reviews", "products"], TraceFile] = Field(
        default_factory=dict, description="files with what the orders file does not hold"
    )
    date_format: str = Field("%m/%d/%Y %H:%M", description="strptime format of every stamp")
    closed_statuses: dict[str, str] = Field(
        default_factory=dict, description="status in the file -> delivered | cancelled | open"
    )
    thinning: Positive = Field(1.0, description="share of the real orders the file holds (1 is all of them)")
    default_item_price: NonNegative = Field(100.0, description="price where no item file is there, currency")
