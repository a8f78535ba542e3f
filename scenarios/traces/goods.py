"""What was ordered: lines, prices and the catalogue, from the items and products files.

Rows of one product in one order are one line of several units. The catalogue is what was sold: each product at its mean
price, popularity its share of the units. An order without items (the shop had none, or the file is missing) is still
demand: it gets one unit of a stand-in item at what was paid for it, else at the mean price of a line.
Money in minor units, weight in grams, volume in millilitres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.traces.cells import numbers, to_minor
from scenarios.traces.companions import Companions
from scenarios.traces.notes import Notes
from sim.placement.baskets import MOST_LINES, MOST_UNITS, Baskets
from sim.placement.catalogue import Catalogue
from sim.placement.config import CatalogueConfig
from sim.units import minor

SIDES = ("length_centimetres", "height_centimetres", "width_centimetres")
STAND_IN = "\x7f"
"""The stand-in's product name: behind all others, so that it never takes their place in the order of items."""


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """Baskets, the unit price of each line (int64 minor units), and the catalogue of the trace."""

    baskets: Baskets
    price: NDArray[np.int64]
    catalogue: Catalogue


def read_goods(
    orders: pl.DataFrame, companions: Companions, config: CatalogueConfig, default_price: float, notes: Notes
) -> Goods:
    """Build baskets and catalogue.

    Parameters
    ----------
    orders
        Ascending as the tape has them, with ``order`` and ``paid``.
    companions
        Of which items and products are read.
    config
        Gives cost share, and weight and volume where no file does.
    default_price
        Of an order without items where nothing else tells a price, currency.
    notes
        Is told what was dropped and repaired.
    """
    rows = _priced(_rows(orders, companions, notes), minor(default_price), notes)
    lines = _within_limits(_with_stand_ins(orders, rows, minor(default_price), notes), notes)
    sold = lines.group_by("product").agg(pl.col("quantity", "value").sum())
    items = sold.sort("quantity", "product", descending=[True, False]).with_row_index("item")
    items = _sizes(items, companions, config, notes).sort("item")
    places = pl.DataFrame({"order": orders["order"]}).with_row_index("row")
    table = lines.join(items.select("product", "item"), on="product").join(places, on="order").sort("row", "item")
    line_start = np.zeros(orders.height + 1, dtype=np.int32)
    np.cumsum(np.bincount(table["row"].to_numpy(), minlength=orders.height), out=line_start[1:])
    price = _unit_price(items)
    units = items["quantity"].to_numpy().astype(np.float64)
    return Goods(
        baskets=Baskets(
            line_start=line_start,
            item=table["item"].to_numpy().astype(np.int32),
            quantity=table["quantity"].to_numpy().astype(np.int16),
        ),
        price=_unit_price(table),
        catalogue=Catalogue(
            price=price,
            unit_cost=np.maximum(1, np.rint(price * config.cost_share)).astype(np.int64),
            weight=np.maximum(1, np.rint(items["weight"].to_numpy())).astype(np.int64),
            volume=np.maximum(1, np.rint(items["volume"].to_numpy())).astype(np.int64),
            popularity=units / units.sum(),
        ),
    )


def _unit_price(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Value over quantity, rounded half up; sums are of integers, so that no order of summing shows."""
    value, quantity = frame["value"].to_numpy(), frame["quantity"].to_numpy()
    price: NDArray[np.int64] = (2 * value + quantity) // (2 * quantity)
    return price


def _rows(orders: pl.DataFrame, companions: Companions, notes: Notes) -> pl.DataFrame:
    """Order, product, quantity and unit price (minor units, null where unknown) of the orders replayed."""
    table = companions.get("items")
    if table is None:
        return pl.DataFrame(schema={"order": pl.String, "product": pl.String, "quantity": pl.Int64, "price": pl.Int64})
    frame = table.frame
    nothing = pl.Series([None] * frame.height, dtype=pl.Float64)
    rows = pl.DataFrame(
        {
            "order": frame["key"],
            "product": frame["product"] if "product" in frame.columns else pl.Series(["item"] * frame.height),
            "quantity": numbers(table, "quantity", notes) if "quantity" in frame.columns else nothing.fill_null(1.0),
            "price": numbers(table, "price", notes) if "price" in frame.columns else nothing,
        }
    ).with_columns(pl.col("quantity").fill_null(1.0).round().cast(pl.Int64), to_minor("price"))
    usable = rows.filter(pl.col("order").is_not_null() & pl.col("product").is_not_null() & (pl.col("quantity") >= 1))
    notes.count(
        rows.height - usable.height,
        f"{table.label}: {{}} row without order, product or quantity dropped.",
        f"{table.label}: {{}} rows without order, product or quantity dropped.",
    )
    known = usable.join(orders.select("order"), on="order", how="semi")
    notes.count(
        usable.height - known.height,
        f"{table.label}: {{}} row belongs to no order that is replayed and is left out.",
        f"{table.label}: {{}} rows belong to no order that is replayed and are left out.",
    )
    return known


def _priced(rows: pl.DataFrame, default: int, notes: Notes) -> pl.DataFrame:
    """Give rows without a price that of their product, else the mean of all."""
    notes.count(
        rows["price"].null_count(),
        "{} item without a price: it has its product's mean, else that of all items.",
        "{} items without a price: they have their product's mean, else that of all items.",
    )
    total, known = pl.col("price").sum().over("product"), pl.col("price").count().over("product")
    mean = pl.when(known > 0).then((2 * total + known) // (2 * known))
    return rows.with_columns(pl.coalesce("price", mean, pl.lit(_mean_price(rows, default))))


def _mean_price(rows: pl.DataFrame, default: int) -> int:
    known = rows["price"].count()
    return (2 * int(rows["price"].sum()) + known) // (2 * known) if known else default


def _with_stand_ins(orders: pl.DataFrame, rows: pl.DataFrame, default: int, notes: Notes) -> pl.DataFrame:
    """Sum rows to lines (order, product, quantity, value), and give every order without items a line."""
    value = (pl.col("price") * pl.col("quantity")).sum().alias("value")
    lines = rows.group_by("order", "product").agg(pl.col("quantity").sum(), value)
    empty = orders.join(lines, on="order", how="anti")
    if lines.height:
        notes.count(
            empty.height,
            "{} order without items: demand all the same, as one unit of a stand-in item.",
            "{} orders without items: demand all the same, as one unit each of a stand-in item.",
        )
    stand_ins = empty.select(
        "order",
        pl.lit(STAND_IN).alias("product"),
        pl.lit(1, pl.Int64).alias("quantity"),
        pl.col("paid").fill_null(_mean_price(rows, default)).alias("value"),
    )
    return pl.concat([lines, stand_ins])


def _within_limits(lines: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Cut orders of more lines, and lines of more units, than the simulator takes."""
    over = pl.col("quantity") > MOST_UNITS
    notes.count(
        lines.filter(over).height,
        f"{{}} line of more than {MOST_UNITS} units cut there.",
        f"{{}} lines of more than {MOST_UNITS} units cut there.",
    )
    cut = lines.with_columns(
        pl.when(over).then(pl.col("value") * MOST_UNITS // pl.col("quantity")).otherwise("value").alias("value"),
        pl.col("quantity").clip(1, MOST_UNITS),
    )
    rank = pl.int_range(pl.len()).over("order")
    kept = cut.sort("order", "product").filter(rank < MOST_LINES)
    notes.count(
        lines.height - kept.height,
        f"{{}} line beyond the first {MOST_LINES} of its order left out.",
        f"{{}} lines beyond the first {MOST_LINES} of their order left out.",
    )
    return kept


def _sizes(items: pl.DataFrame, companions: Companions, config: CatalogueConfig, notes: Notes) -> pl.DataFrame:
    """Add weight (grams) and volume (millilitres); products that are not described have the mean of those that are."""
    table = companions.get("products")
    unknown = pl.lit(None, pl.Float64)
    if table is None:
        items = items.with_columns(unknown.alias("weight"), unknown.alias("volume"))
    else:
        frame = table.frame
        read = {name: numbers(table, name, notes) for name in ("weight_grams", *SIDES) if name in frame.columns}
        volume = pl.col(SIDES[0]) * pl.col(SIDES[1]) * pl.col(SIDES[2]) if set(SIDES) <= set(read) else unknown
        weight = pl.col("weight_grams") if "weight_grams" in read else unknown
        sizes = pl.DataFrame({"product": frame["key"], **read})
        sizes = sizes.select(
            "product",
            # A product of no weight or size was not measured.
            pl.when(weight > 0).then(weight).alias("weight"),
            pl.when(volume > 0).then(volume).alias("volume"),
        )
        first = sizes.drop_nulls("product").sort(pl.all(), nulls_last=True).unique("product", keep="first")
        items = items.join(first, on="product", how="left").sort("item")
        notes.count(
            items.filter((pl.col("product") != STAND_IN) & pl.col("weight").is_null()).height,
            f"{table.label}: {{}} product sold has no weight there: the mean of the others is taken.",
            f"{table.label}: {{}} products sold have no weight there: the mean of the others is taken.",
        )
    for name, fallback in (("weight", 1000 * config.weight_kilograms), ("volume", 1000 * config.volume_litres)):
        mean = items[name].mean()
        items = items.with_columns(pl.col(name).fill_null(fallback if mean is None else mean))
    return items
