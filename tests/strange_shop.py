"""A shop whose order file holds one strange thing, and what is read of it: orders, units, money, the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scenarios.traces import Trace, read
from sim.config import SimConfig

ORDERS = [f"A{k},2026-03-{k % 28 + 1:02d} 10:{k % 60:02d}:00" for k in range(200)]
PLAIN = [f"A{k},S{k},1,10.00" for k in range(200)]
ITEM_COLUMNS = {"product": "sku", "price": "price", "quantity": "qty"}


def settings(**trace: Any) -> SimConfig:
    columns = {"order": "id", "placed": "placed", **trace.pop("columns", {})}
    simulation = trace.pop("simulation", {})
    values = {"path": "o.csv", "columns": columns, **trace}
    values = {"placement": {"trace": values}, "delivery": {"mode": "carrier"}, **simulation}
    return SimConfig.model_validate(values)


def shop(
    folder: Path,
    orders: Sequence[str],
    items: Sequence[str] = (),
    header: str = "id,placed",
    item_header: str = "id,sku,qty,price",
    item_columns: dict[str, str] | None = None,
    **trace: Any,
) -> Trace:
    folder.joinpath("o.csv").write_text("\n".join([header, *orders]) + "\n", encoding="utf-8")
    if items:
        folder.joinpath("i.csv").write_text("\n".join([item_header, *items]) + "\n", encoding="utf-8")
        file = {"path": "i.csv", "key": "id", "columns": item_columns or ITEM_COLUMNS}
        trace = {"companions": {"items": file}, **trace}
    return read(settings(**trace), folder)


def counts(trace: Trace) -> tuple[int, int, float]:
    """Orders, units and money on the tape."""
    quantity = trace.goods.baskets.quantity
    return trace.placed.size, int(quantity.sum()), int((trace.goods.price * quantity).sum()) / 100


def clock(trace: Trace, order: int) -> str:
    start = datetime.combine(trace.config.start, datetime.min.time())
    return str(start + timedelta(microseconds=int(trace.placed[order])))
