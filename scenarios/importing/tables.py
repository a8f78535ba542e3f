"""The clean tables an import writes: orders and lines, without a name, an address or a number of a customer.

Customers are keyed hashes: the key is made of the files themselves and not written, so that nobody who has only the
folder can test a guess. Postcodes lose their last part, places are rounded to 500 metres. Amounts are what the shop
earned, without tax and discounts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from math import cos, radians
from pathlib import Path

import polars as pl

from scenarios.importing.reading import Understood
from scenarios.traces.places import METRES_A_DEGREE

STAMPS = ("placed", "approved", "packed", "shipped", "delivered", "promised")
GRID_METRES = 500.0


def key_of(paths: Sequence[Path]) -> bytes:
    """A key that only who has the files can make."""
    state = hashlib.blake2b(digest_size=32)
    for digest in sorted(_digest(path) for path in paths):
        state.update(digest)
    return state.digest()


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).digest()


def tables(understood: Understood, key: bytes, *, exact_places: bool = False) -> Mapping[str, pl.DataFrame]:
    """Return the tables by name; columns that the files did not tell are not there.

    Parameters
    ----------
    understood
        What was read.
    key
        Of the customers' hashes.
    exact_places
        Keep coordinates and postcodes as they are.
    """
    orders = understood.sales.orders
    frame = orders.select(
        "order",
        customer=_hashed(orders["person"], key),
        status=pl.col("status"),
        **{name: _written(name) for name in STAMPS},
        zone=pl.col("zone"),
        postcode=pl.col("postcode") if exact_places else _outward(),
        latitude=_rounded("latitude", exact_places),
        longitude=_rounded("longitude", exact_places),
        channel=pl.col("channel"),
        method=pl.col("method"),
        units=pl.when(pl.col("line_count") == 0).then(pl.col("units")),
        subtotal=pl.when((pl.col("line_count") == 0) & pl.col("gross").is_not_null()).then(_money("net_goods")),
        delivery_charged=pl.when(pl.col("net_delivery") != 0).then(_money("net_delivery")),
        came_back=pl.when(pl.col("came_back") != 0).then(_money("came_back")),
        stars=pl.col("stars"),
    )
    frame = frame[[name for name in frame.columns if frame[name].null_count() < frame.height]]
    lines = understood.sales.lines.join(orders.select("order"), on="order", how="semi")
    result = {"orders": frame}
    if lines.height:
        result["items"] = lines.sort("row").select("order", "product", "quantity", amount=_money("value"))
    return result


def _hashed(person: pl.Series, key: bytes) -> pl.Series:
    names = person.unique()
    hashes = [hashlib.blake2b(name.encode(), key=key, digest_size=8).hexdigest() for name in names.to_list()]
    return person.replace_strict(names, pl.Series(hashes), return_dtype=pl.String).alias("customer")


def _written(stamp: str) -> pl.Expr:
    return pl.col(stamp).cast(pl.Datetime("us")).dt.strftime("%Y-%m-%d %H:%M:%S")


def _money(column: str) -> pl.Expr:
    return (pl.col(column) / 100).round(2)


def _outward() -> pl.Expr:
    bare = pl.col("postcode").str.replace_all(r"[\s'-]", "").str.to_uppercase()
    return bare.str.slice(0, (bare.str.len_chars().cast(pl.Int64) - 3).clip(lower_bound=2))


def _rounded(degrees: str, exact: bool) -> pl.Expr:
    if exact:
        return pl.col(degrees)
    step = GRID_METRES / METRES_A_DEGREE
    if degrees == "longitude":
        # A degree of longitude shrinks with the latitude: one step for the whole table, at its middle.
        across = pl.col("latitude").median().map_elements(lambda at: step / max(0.01, cos(radians(at))), pl.Float64)
        return ((pl.col(degrees) / across).round() * across).round(6)
    return ((pl.col(degrees) / step).round() * step).round(6)
