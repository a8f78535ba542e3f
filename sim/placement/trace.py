"""Where a real order file and its columns are, as a scenario states it.

Reading the file is the scenarios' work (`scenarios/traces`); the simulator only meets the tape
that comes of it. A mapping is written ``meaning: column``: the meaning is one of ours, the column
is whatever the file calls it, or several names of which the first with a value is taken.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from sim.forms import CURRENCY
from sim.settings import LEAST, NonNegative, Positive, Settings, Share

OrderColumn = Literal[
    "order", "customer", "status", "placed", "placed_time", "clock", "approved", "packed", "shipped", "delivered",
    "promised", "cancelled", "zone", "postcode", "latitude", "longitude", "channel", "method", "currency", "subtotal",
    "discount", "delivery_charged", "tax", "total", "refunded", "units", "parcels",
]  # fmt: skip
Companion = Literal["customers", "items", "payments", "reviews", "products", "places"]
Status = Literal["delivered", "cancelled", "open", "returned"]
Correlation = Annotated[float, Field(gt=-1.0, lt=1.0)]
ColumnName = Annotated[str, Field(min_length=1)]
ColumnNames = ColumnName | Annotated[tuple[ColumnName, ...], Field(min_length=1)]
DateFormat = Annotated[str, Field(min_length=2)]

NEEDED: tuple[OrderColumn, ...] = ("order", "placed")
"""Without these two a row of the orders file is no order."""

MEANINGS: dict[Companion, tuple[str, ...]] = {
    "customers": ("person", "zone", "postcode"),
    "items": ("product", "price", "amount", "quantity", "discount", "delivery_charged", "returned", "refunded"),
    "payments": ("method", "value"),
    "reviews": ("stars",),
    "products": ("weight_grams", "length_centimetres", "height_centimetres", "width_centimetres"),
    "places": ("latitude", "longitude", "zone"),
}
"""What each companion file may tell."""


class TraceFile(Settings):
    """A companion file of the trace, joined by a key."""

    path: str = Field(
        min_length=1, description="CSV, TSV or Excel file, .gz allowed, beside the orders; * stands for anything"
    )
    key: ColumnNames = Field(
        description="its column that joins it: to the orders, customers to their customer, products to the items, "
        "places to the postcode"
    )
    columns: dict[str, ColumnNames] = Field(description="meaning -> column name in this file")
    optional: bool = Field(True, description="a missing file is reported, not an error")


class PromiseKnowledge(Settings):
    """What the promise to a customer says of the times to come: correlations, as normal scores."""

    handling: Correlation = Field(0.0, description="of promised days with the time a node takes to pick")
    transit: Correlation = Field(0.0, description="of promised days with the carrier's transit time, within a zone")


class Origin(Settings):
    """The place that is (0, 0) of the scenario's map."""

    latitude: Annotated[float, Field(ge=-90, le=90)] = Field(description="degrees north")
    longitude: Annotated[float, Field(ge=-180, le=180)] = Field(description="degrees east")


class TravelFile(Settings):
    """A travel matrix in place of straight lines."""

    path: str = Field(
        min_length=1,
        description="an answer of OSRM's table or Valhalla's sources_to_targets (JSON), or a CSV, .gz allowed: beside "
        "the scenario that names it; * for several that belong together",
    )
    reach_metres: Positive = Field(
        1000.0, description="how far a node or an order may be from the nearest place of a matrix with coordinates"
    )


class GenerateConfig(Settings):
    """New orders like those of the file: when they come, and how many more or fewer."""

    start: date | None = Field(None, description="first day of new orders; none: the first day of the file's")
    days: Annotated[int, Field(ge=1, le=3660)] | None = Field(
        None, description="days of new orders; none: as many as the file has"
    )
    volume: Annotated[float, Field(ge=LEAST, le=100)] = Field(
        1.0, description="new orders over those that the file's rates say: 1.2 is a fifth more"
    )


class TraceConfig(Settings):
    """A trace: the orders file, the meaning of its columns, and companion files."""

    path: str | None = Field(
        None, description="file of orders: CSV, TSV or Excel, .gz allowed; * for several of a kind, such as months"
    )
    delimiter: Literal["automatic", ",", ";", "\t", "|"] = Field(
        "automatic", description="what separates the columns; automatic is told by the header"
    )
    columns: dict[OrderColumn, ColumnNames] = Field(
        description="meaning -> column: order and placed (where the hour or the time zone stands in a column of its "
        "own: placed_time, clock) and what else there is of customer, status, stamps (approved, packed, shipped, "
        "delivered, promised, cancelled), "
        "place (zone, postcode, latitude, longitude), channel, method, "
        "money (currency, subtotal, discount, delivery_charged, tax, total, refunded), units and parcels"
    )
    companions: dict[Companion, TraceFile] = Field(
        default_factory=dict, description="files with what the orders file does not hold"
    )
    orders: Literal["replay", "generate"] = Field(
        "replay",
        description="replay: these orders again; generate: new ones at the file's rates with its baskets and places",
    )
    generate: GenerateConfig = Field(default_factory=GenerateConfig)
    date_format: DateFormat | dict[OrderColumn, DateFormat] = Field(
        "automatic", description="strptime format of every stamp, or column -> format; automatic tells each by itself"
    )
    promise_date: Literal["automatic", "end", "start"] = Field(
        "automatic",
        description="what a promise without a time of day means: the end or the start of its day; automatic is the "
        "end, unless all are stamped 00:00 and hardly a parcel came on the very day",
    )
    promises: Literal["kept", "rule"] = Field(
        "kept",
        description="kept: each order has the promise of the file; rule: the one that delivery.promise gives, so that "
        "another cut-off can be asked about",
    )
    shipped_stamp: Literal["collected", "packed"] = Field(
        "collected",
        description="what the shipped stamps say: the carrier has the parcel, or the shop has packed and labelled it",
    )
    time_zone: str | None = Field(
        None, description="zone, such as Europe/London, whose clock stamps with an offset are turned to; none: as shown"
    )
    decimal_mark: Literal["automatic", "point", "comma"] = Field(
        "automatic", description="how numbers are written; automatic tells each column by itself"
    )
    fractional_quantity: Literal["refuse", "weighed"] = Field(
        "refuse",
        description="a quantity such as 2.5: refused, or its product is sold by weight: kilograms, each line one piece",
    )
    match_keys: Literal["exactly", "loosely"] = Field(
        "exactly", description="how order numbers of two files meet; loosely: 1001.0, #1001 and 01001 are 1001"
    )
    blank_order: Literal["automatic", "fill", "refuse"] = Field(
        "automatic", description="a row without an order number: belongs to the order above it, or is refused"
    )
    currency: Annotated[str, Field(pattern=CURRENCY)] | None = Field(
        None, description="only orders in this currency are replayed; none: the one of most orders"
    )
    tax: Literal["automatic", "included", "on_top", "none"] = Field(
        "automatic", description="whether prices hold the order's tax; automatic is told by the order's total"
    )
    tax_rate: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0, description="share of tax on top of the net price that prices hold where no column tells it"
    )
    first_day: date | None = Field(None, description="orders placed before this day are left out")
    last_day: date | None = Field(None, description="orders placed after this day are left out")
    statuses: dict[str, Status] = Field(
        default_factory=dict, description="status in the file -> delivered | cancelled | open | returned"
    )
    cancelled_orders: Literal["demand", "left_out"] = Field(
        "demand", description="orders the file calls cancelled: ordered all the same, or left out"
    )
    methods: dict[str, str] = Field(
        default_factory=dict, description="payment method in the file -> name in processing.payment.methods"
    )
    goods_rules: dict[str, Literal["delivery", "discount", "left_out"]] = Field(
        default_factory=dict, description="pattern of a product's name -> what such a line is in place of goods"
    )
    credit_note: str = Field("", description="pattern of the order numbers that are credit notes: goods that came back")
    origin: Origin | None = Field(
        None, description="the place that is (0, 0) of the map; none: the middle of the file's places"
    )
    travel: TravelFile | None = Field(
        None, description="metres and seconds between nodes and customers; none: a straight line times the detour"
    )
    longest_days: Positive | None = Field(
        None,
        description="a stamp later after placing than this is a slip of the pen, not a stage; none: all are believed",
    )
    most_not_understood: Share = Field(
        0.05, description="share of orders, units or money that may stay unread before the file is refused"
    )
    promise_knows: PromiseKnowledge = Field(
        default_factory=PromiseKnowledge, description="how far drawn times lean on the promises of the file"
    )
    observations: dict[str, Annotated[int, Field(ge=1, le=10**9)]] = Field(
        default_factory=dict, description="fitted value (a path) -> orders that it rests on"
    )
    uncertain_inputs: bool = Field(
        False, description="each replication draws the values of observations as so many orders would have shown them"
    )
    half: Literal["all", "even", "odd"] = Field(
        "all", description="replay every order, or every second one: calibrate on one half, compare with the other"
    )
    default_item_price: NonNegative = Field(100.0, description="price of an order without items or payment, currency")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f"{name} is no time zone, a name such as Europe/London is accepted") from None
        return name

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
