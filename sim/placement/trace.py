"""Where a real order file and its columns are, as a scenario states it.

Reading the file is the scenarios' work (`scenarios/traces`); the simulator only meets the tape
that comes of it. A mapping is written ``meaning: column``: the meaning is one of ours, the column
is whatever the file calls it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.settings import NonNegative, Positive, Settings

OrderColumn = Literal["order", "customer", "status", "placed", "approved", "shipped", "delivered", "promised", "zone"]
Companion = Literal["customers", "items", "payments", "reviews", "products"]
Status = Literal["delivered", "cancelled", "open"]
Correlation = Annotated[float, Field(gt=-1.0, lt=1.0)]
ColumnName = Annotated[str, Field(min_length=1)]

NEEDED: tuple[OrderColumn, ...] = ("order", "placed")
"""Without these two a row of the orders file is no order."""

MEANINGS: dict[Companion, tuple[str, ...]] = {
    "customers": ("person", "zone"),
    "items": ("product", "price", "quantity"),
    "payments": ("method", "value"),
    "reviews": ("stars",),
    "products": ("weight_grams", "length_centimetres", "height_centimetres", "width_centimetres"),
}
"""What each companion file may tell."""


class TraceFile(Settings):
    """A companion file of the trace, joined by a key."""

    path: str = Field(min_length=1, description="CSV file, .gz allowed, beside the orders file; * stands for anything")
    key: ColumnName = Field(
        description="its column that joins it: to the orders, customers to their customer, products to the items"
    )
    columns: dict[str, ColumnName] = Field(description="meaning -> column name in this file")
    optional: bool = Field(True, description="a missing file is reported, not an error")


class PromiseKnowledge(Settings):
    """What the promise to a customer says of the times to come: correlations, as normal scores."""

    handling: Correlation = Field(0.0, description="of promised days with the time a node takes to pick")
    transit: Correlation = Field(0.0, description="of promised days with the carrier's transit time, within a zone")


class TraceConfig(Settings):
    """A trace: the orders file, the meaning of its columns, and companion files."""

    path: str | None = Field(None, description="CSV file of orders, .gz allowed")
    delimiter: Literal[",", ";", "\t", "|"] = Field(",", description="what separates the columns of all files")
    columns: dict[OrderColumn, ColumnName] = Field(
        description="meaning -> column: order and placed, and what else there is of customer, status, approved, "
        "shipped, delivered, promised, zone"
    )
    companions: dict[Companion, TraceFile] = Field(
        default_factory=dict, description="files with what the orders file does not hold"
    )
    date_format: str = Field(
        "%m/%d/%Y %H:%M", min_length=2, description="strptime format of every stamp, day and month in their order"
    )
    statuses: dict[str, Status] = Field(
        default_factory=dict, description="status in the file -> delivered | cancelled | open"
    )
    longest_days: Positive | None = Field(
        None,
        description="a stamp later after placing than this is a slip of the pen, not a stage; none: all are believed",
    )
    promise_knows: PromiseKnowledge = Field(
        default_factory=PromiseKnowledge, description="how far drawn times lean on the promises of the file"
    )
    half: Literal["all", "even", "odd"] = Field(
        "all", description="replay every order, or every second one: calibrate on one half, compare with the other"
    )
    default_item_price: NonNegative = Field(100.0, description="price of an order without items or payment, currency")

    @model_validator(mode="after")
    def _meanings(self) -> TraceConfig:
        missing = [meaning for meaning in NEEDED if meaning not in self.columns]
        if missing:
            raise ValueError(f"columns: {' and '.join(missing)} must be mapped to a column of the file")
        for name, file in self.companions.items():
            unknown = sorted(set(file.columns) - set(MEANINGS[name]))
            if unknown:
                raise ValueError(f"companions.{name}.columns: {unknown[0]} is none of {', '.join(MEANINGS[name])}")
        if "status" in self.columns and not self.statuses:
            raise ValueError("statuses: needed where a status column is mapped: name -> delivered, cancelled or open")
        return self
