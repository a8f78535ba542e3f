"""Reading a trace: the configuration it replays in has the file's days, volume, channels and catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scenarios.errors import InputError
from scenarios.traces.columns import addresses_of, channels_of, observed_of, paid_with
from scenarios.traces.goods import Goods, read_goods
from scenarios.traces.notes import Notes
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.reading import files_of
from scenarios.traces.sales import Sales
from scenarios.traces.trace import Trace
from scenarios.traces.travel import travel_of
from sim.config import SimConfig
from sim.inventory.config import InventoryConfig
from sim.placement.config import ChannelConfig, PlacementConfig
from sim.units import DAY

MOST_ZONES = 200
MOST_DAYS = 3660
MOST_UNKNOWN = 0.01
"""Share of the units of which the file need not say what they are, for its stock to be looked at."""


def read(config: SimConfig, base: Path) -> Trace:
    """Read and clean the trace a configuration names.

    Parameters
    ----------
    config
        With ``placement.trace``.
    base
        Folder from which a relative path is meant.

    Raises
    ------
    InputError
        One line: file, line, field, what is wrong and what is accepted.
    """
    trace = config.placement.trace
    if trace is None or trace.path is None:
        raise InputError(
            f"--set: {FIELD}.path: no order file is named, a CSV file is accepted: "
            f"orderlab run trace_replay --set {FIELD}.path=orders.csv.gz"
        )
    sales, companions, notes = files_of(trace, base)
    sales = _half(sales, trace.half, notes)
    orders = sales.orders
    config = _of_this_currency(config, sales)
    goods = read_goods(sales, companions, trace, config.placement.catalogue, notes)
    midnight = int(orders["placed"][0]) // DAY * DAY
    days = (int(orders["placed"][-1]) - midnight) // DAY + 1
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=midnight)
    if days > MOST_DAYS:
        raise InputError(
            f"{trace.path}:1: {FIELD}.columns.placed: {days} days of orders, at most {MOST_DAYS} are accepted"
        )
    zones = tuple(sorted(set(orders["zone"].to_list())))
    if len(zones) > MOST_ZONES:
        raise InputError(f"{trace.path}:1: {FIELD}: {len(zones)} zones, at most {MOST_ZONES} are accepted")
    address = addresses_of(orders, zones, trace)
    travel = travel_of(config, trace, orders, address, base, notes)
    channels, channel = channels_of(orders, config, trace)
    settled = config.model_copy(
        update={
            "start": start.date(),
            "days": days,
            "placement": _placement(
                config, channels, goods, orders.height / days, len(zones), int(address.customer.max()) + 1
            ),
        }
    )
    unknown = goods.share_unknown
    if unknown > MOST_UNKNOWN:
        settled = settled.model_copy(update={"inventory": _always_enough(config, goods)})
        if unknown < 1 or "items" in companions:
            notes.say(
                f"Which goods they are is not told of {100 * unknown:.0f} % of the units: nobody knows what was in "
                "stock, and there is always enough."
            )
    tables = set(config.delivery.carrier.transit_hours)
    if len(tables) > 1 and not set(zones) & tables and zones != ("unknown",) and config.delivery.mode != "fleet":
        notes.say(
            f"No zone of the file ({', '.join(zones[:5])}{', ...' if len(zones) > 5 else ''}) is in the carrier's "
            "tables: all are served as 'default'."
        )
    return Trace(
        config=settled,
        notes=tuple(notes.sentences),
        placed=orders["placed"].to_numpy() - midnight,
        zones=zones,
        channel=channel,
        address=address,
        goods=goods,
        observed=observed_of(orders, midnight),
        paid_with=paid_with(orders, config, trace),
        sales=sales,
        travel=travel,
    )


def _half(sales: Sales, half: str, notes: Notes) -> Sales:
    if half == "all":
        return sales
    orders = sales.orders
    kept = orders.gather_every(2, offset=0 if half == "even" else 1)
    notes.say(f"The {half} half of the orders is replayed: {kept.height} of {orders.height}.")
    if kept.is_empty():
        raise InputError(f"--set: {FIELD}.half: no order is in the {half} half, all is accepted")
    return replace(sales, orders=kept, lines=sales.lines.join(kept.select("order"), on="order", how="semi"))


def _of_this_currency(config: SimConfig, sales: Sales) -> SimConfig:
    """Refuse to mix the file's money with the scenario's."""
    if sales.currency is not None and sales.currency != config.currency:
        raise InputError(
            f"--set: currency: the orders are in {sales.currency}, the scenario's costs in {config.currency}; "
            f"currency={sales.currency} with your costs is accepted; placement.trace.currency chooses other orders"
        )
    return config


def _always_enough(config: SimConfig, goods: Goods) -> InventoryConfig:
    """Where the file does not say what was sold, nobody knows what was in stock: nothing runs out, or costs to hold."""
    inventory = config.inventory
    units = int(goods.baskets.quantity.sum())
    plenty = type(inventory.policy).model_validate(
        {"policy": "min_max", "measure": "units", "reorder_point": 10 * units, "order_up_to": 20 * units}
    )
    made_up = {"record_error": 0.0, "shrinkage_per_day": 0.0}
    changes = {
        "policy": plenty,
        "opening": "full",
        "opening_days": None,
        "known": False,
        "holding_rate_per_year": 0.0,
        "leftover_value": 1.0,
        "stores": inventory.stores.model_copy(update={"policy": None, "opening_days": None, **made_up}),
        **made_up,
    }
    return inventory.model_copy(update=changes)


def _placement(
    config: SimConfig, channels: dict[str, ChannelConfig], goods: Goods, rate: float, zones: int, customers: int
) -> PlacementConfig:
    """The placement block as the trace has it, so that stock is sized for the real demand."""
    placement = config.placement
    baskets = goods.baskets
    lines = baskets.item.size
    return placement.model_copy(
        update={
            "demand": placement.demand.model_copy(update={"orders_per_day": rate}),
            "channels": channels,
            "catalogue": placement.catalogue.model_copy(update={"items": goods.catalogue.size}),
            "baskets": placement.baskets.model_copy(
                update={
                    "lines": lines / (baskets.line_start.size - 1),
                    "quantity": float(baskets.quantity.sum()) / lines,
                }
            ),
            "addresses": placement.addresses.model_copy(update={"zones": zones, "customers": customers}),
        }
    )
