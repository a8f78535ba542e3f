"""What was ordered, as the simulator takes it: baskets, the unit price of each line, and the catalogue.

Rows of one product in one order are one line of several units. The catalogue is what was sold: each product at its mean
price, popularity its share of the units. A line sold by weight is one piece of that weight. An order without lines is
still demand: it gets one unit of a stand-in item at what the order is worth, else what was paid, else the mean price of
a line. Money in minor units, weight in grams, volume in millilitres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.traces.companions import Companions
from scenarios.traces.kinds import UNNAMED
from scenarios.traces.notes import Notes
from scenarios.traces.numerals import decimal_mark, read_numbers
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.sales import Sales
from sim.placement.baskets import LONGEST_ORDER, Baskets, narrow
from sim.placement.catalogue import Catalogue
from sim.placement.config import CatalogueConfig
from sim.placement.trace import TraceConfig
from sim.units import minor

SIDES = ("length_centimetres", "height_centimetres", "width_centimetres")
STAND_IN = "\x7f"
"""The stand-in's product name: behind all others, so that it never takes their place in the order of items."""


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """Baskets, the unit price of each line (int64 minor units), the catalogue of the trace, and its items' names."""

    baskets: Baskets
    price: NDArray[np.int64]
    catalogue: Catalogue
    names: tuple[str, ...]

    @property
    def share_unknown(self) -> float:
        """Of the units, those of which the file does not say what they are: they stand as one item, and are many."""
        named = [name not in (STAND_IN, UNNAMED) for name in self.names]
        return 1.0 - float(self.catalogue.popularity[np.array(named, dtype=bool)].sum())


def read_goods(
    sales: Sales, companions: Companions, trace: TraceConfig, config: CatalogueConfig, notes: Notes
) -> Goods:
    """Build baskets and catalogue.

    Parameters
    ----------
    sales
        Orders, ascending as the tape has them, and their lines.
    companions
        Of which products are read.
    trace
        Gives the price of an order of which nothing tells one.
    config
        Gives cost share, and weight and volume where no file does.
    notes
        Is told what was repaired.

    Raises
    ------
    InputError
        An order is of more products than a replication can follow.
    """
    orders = sales.orders
    lines = _with_stand_ins(orders, _summed(sales.lines), minor(trace.default_item_price), notes)
    sold = lines.group_by("product").agg(pl.col("quantity", "value").sum(), pl.col("grams").mean())
    items = sold.sort("quantity", "product", descending=[True, False]).with_row_index("item")
    items = _sizes(items, companions, trace, config, notes).sort("item")
    places = pl.DataFrame({"order": orders["order"]}).with_row_index("row")
    table = lines.join(items.select("product", "item"), on="product").join(places, on="order").sort("row", "item")
    line_start = np.zeros(orders.height + 1, dtype=np.int32)
    np.cumsum(np.bincount(table["row"].to_numpy(), minlength=orders.height), out=line_start[1:])
    _refuse_endless(orders, line_start, trace)
    price = _unit_price(items)
    units = items["quantity"].to_numpy().astype(np.float64)
    quantity = table["quantity"].to_numpy()
    return Goods(
        baskets=Baskets(
            line_start=line_start,
            item=table["item"].to_numpy().astype(np.int32),
            quantity=narrow(quantity),
        ),
        price=_unit_price(table),
        catalogue=Catalogue(
            price=price,
            unit_cost=np.maximum(1, np.rint(price * config.cost_share)).astype(np.int64),
            weight=np.maximum(1, np.rint(items["weight"].to_numpy())).astype(np.int64),
            volume=np.maximum(1, np.rint(items["volume"].to_numpy())).astype(np.int64),
            popularity=units / units.sum(),
        ),
        names=tuple(items["product"].to_list()),
    )


def _refuse_endless(orders: pl.DataFrame, line_start: NDArray[np.int32], trace: TraceConfig) -> None:
    lines = np.diff(line_start)
    if lines.max(initial=0) > LONGEST_ORDER:
        longest = int(np.argmax(lines))
        raise InputError(
            f"{trace.path}:1: {FIELD}: order {orders['order'][longest]} is of {lines[longest]:,} products, at most "
            f"{LONGEST_ORDER:,} are accepted"
        )


def _unit_price(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Value over quantity, rounded half up; sums are of integers, so that no order of summing shows."""
    value, quantity = frame["value"].to_numpy(), frame["quantity"].to_numpy()
    price: NDArray[np.int64] = (2 * value + quantity) // (2 * quantity)
    return price


def _summed(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows of one product in one order as one line: order, product, quantity (Int64), value, grams (if weighed)."""
    weighed = pl.col("weighed")
    pieces = pl.when(weighed).then(1).otherwise(pl.col("quantity").cast(pl.Int64))
    grams = pl.when(weighed).then(1000 * pl.col("quantity"))
    return (
        lines.select("order", "product", pieces.alias("quantity"), "value", grams.alias("grams"))
        .group_by("order", "product")
        .agg(pl.col("quantity", "value").sum(), pl.col("grams").mean())
        .sort("order", "product")
    )


def _with_stand_ins(orders: pl.DataFrame, lines: pl.DataFrame, default: int, notes: Notes) -> pl.DataFrame:
    """Give every order without lines one."""
    empty = orders.join(lines, on="order", how="anti")
    known = int(lines["quantity"].sum()) if lines.height else 0
    mean = (2 * int(lines["value"].sum()) + known) // (2 * known) if known else default
    if lines.height:
        notes.count(
            empty.height,
            "{} order without items: demand all the same, as one unit of a stand-in item.",
            "{} orders without items: demand all the same, as one unit each of a stand-in item.",
            orders=empty["order"],
        )
    blind = empty.filter(pl.col("gross").is_null() & pl.col("paid").is_null())
    if not known:
        notes.count(
            blind.height,
            f"The file tells no price of {{}} order: {default / 100:,.2f} is our default, not yours.",
            f"The file tells no price of {{}} orders: {default / 100:,.2f} each is our default, not yours.",
        )
    worth = pl.when(pl.col("gross").is_not_null() & (pl.col("net_goods") > 0)).then("net_goods")
    stand_ins = empty.select(
        "order",
        pl.lit(STAND_IN).alias("product"),
        pl.col("units").round().clip(lower_bound=1).cast(pl.Int64).alias("quantity"),
        pl.coalesce(worth, "paid", pl.lit(mean)).cast(pl.Int64).alias("value"),
        pl.lit(None, pl.Float64).alias("grams"),
    )
    return pl.concat([lines, stand_ins])


def _sizes(
    items: pl.DataFrame, companions: Companions, trace: TraceConfig, config: CatalogueConfig, notes: Notes
) -> pl.DataFrame:
    """Add weight (grams) and volume (millilitres); products that are not described have the mean of those that are."""
    table = companions.get("products")
    unknown = pl.lit(None, pl.Float64)
    if table is None:
        items = items.with_columns(unknown.alias("weight"), unknown.alias("volume"))
    else:
        marks = decimal_mark(table, ["weight_grams", *SIDES], trace.decimal_mark)
        read = {name: read_numbers(table, name, mark) for name, mark in marks.items()}
        volume = pl.col(SIDES[0]) * pl.col(SIDES[1]) * pl.col(SIDES[2]) if set(SIDES) <= set(read) else unknown
        weight = pl.col("weight_grams") if "weight_grams" in read else unknown
        sizes = pl.DataFrame({"product": table.frame["key"], **read})
        sizes = sizes.select(
            "product",
            # A product of no weight or size was not measured.
            pl.when(weight > 0).then(weight).alias("weight"),
            pl.when(volume > 0).then(volume).alias("volume"),
        )
        first = sizes.drop_nulls("product").sort(pl.all(), nulls_last=True).unique("product", keep="first")
        items = items.join(first, on="product", how="left").sort("item")
        lost = items.filter((pl.col("product") != STAND_IN) & pl.col("weight").is_null() & pl.col("grams").is_null())
        notes.count(
            lost.height,
            f"{table.label}: {{}} product sold has no weight there: the mean of the others is taken.",
            f"{table.label}: {{}} products sold have no weight there: the mean of the others is taken.",
        )
    items = items.with_columns(pl.coalesce("grams", "weight").alias("weight"))
    for name, fallback in (("weight", 1000 * config.weight_kilograms), ("volume", 1000 * config.volume_litres)):
        mean = items[name].mean()
        items = items.with_columns(pl.col(name).fill_null(fallback if mean is None else mean))
    return items
