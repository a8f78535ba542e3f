"""A trace that has been read: the configuration it replays in, and a tape for every replication.

The orders are facts and the same in every replication; what the file does not tell (which payment is declined, which
line mis-picked, how long the carrier takes) is drawn from the seed. Times on the tape are microseconds since midnight
of the day of the first order, which becomes the scenario's start.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.errors import InputError, nearest
from scenarios.traces.companions import Companions, open_alike, read_companions
from scenarios.traces.coupling import lean_normal, lean_uniform, normal_scores
from scenarios.traces.files import orders_files, trace_files
from scenarios.traces.goods import Goods, read_goods
from scenarios.traces.notes import Notes
from scenarios.traces.orders import FIELD, STAGES
from scenarios.traces.places import on_the_map
from scenarios.traces.sales import Sales, read_sales
from scenarios.traces.table import read_table
from sim.config import SimConfig
from sim.inventory.config import InventoryConfig
from sim.placement.addresses import Addresses
from sim.placement.config import ChannelConfig, PlacementConfig
from sim.placement.trace import TraceConfig
from sim.processing.clearing import steer
from sim.tape import STANDARD, Observed, Tape, assemble
from sim.units import DAY, UNOBSERVED

CHANNEL = "web"
MOST_ZONES = 200
MOST_CHANNELS = 200
MOST_DAYS = 3660
NO_STARS = UNOBSERVED
UNLOCATED = 0.05
"""Share of orders without a place above which vans cannot be planned."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A trace, cleaned.

    Parameters
    ----------
    config
        The scenario's configuration with the trace's start, days, volume, channel and catalogue size.
    notes
        What was dropped, repaired or not found, a sentence each with its count.
    placed
        Microseconds since the start, ascending, int64 (orders,).
    zones
        Names of the zones, the carrier's and the file's.
    channel
        The channel of each order, a place among the configuration's channels, uint8 (orders,).
    address, goods, observed
        What the file tells of each order, in the tape's shapes.
    paid_with
        The payment method of each order as the scenario calls it, None where the file does not tell.
    sales
        What the file says before anything is simulated: what came back, what was left out, and money.
    """

    config: SimConfig
    notes: tuple[str, ...]
    placed: NDArray[np.int64]
    zones: tuple[str, ...]
    channel: NDArray[np.uint8]
    address: Addresses
    goods: Goods
    observed: Observed
    paid_with: tuple[str | None, ...]
    sales: Sales

    def tape(self, seed: int, replication: int) -> Tape:
        """Return the tape of one replication: the trace's orders with fates drawn from the seed."""
        orders = self.placed.size
        tape = assemble(
            self.config,
            seed,
            replication,
            placed=self.placed,
            channel=self.channel,
            preference=np.full(orders, STANDARD, dtype=np.uint8),
            address=self.address,
            baskets=self.goods.baskets,
            goods=self.goods.catalogue,
            price=self.goods.price,
            zones=self.zones,
            observed=self.observed,
            notes=self.notes,
            delivery_charged=self._delivery_charged(),
        )
        uniforms, factors = dict(tape.uniforms), dict(tape.factors)
        payment, trace = self.config.processing.payment, self.config.placement.trace
        uniforms["payment_method"] = steer(uniforms["payment_method"], self.paid_with, tuple(payment.methods))
        if trace is not None:
            scores, known = self.promise_scores()
            knows = trace.promise_knows
            uniforms["transit"] = lean_uniform(uniforms["transit"], scores, known, knows.transit)
            uniforms["waiting"] = lean_uniform(uniforms["waiting"], scores, known, knows.handling)
            factors["picking"] = lean_normal(factors["picking"], scores, known, knows.handling)
        return replace(tape, uniforms=uniforms, factors=factors)

    def _delivery_charged(self) -> NDArray[np.int64] | None:
        """What each customer paid for delivery, without tax; None where no column and no line tells."""
        trace, paid = self.config.placement.trace, self.sales.orders["net_delivery"]
        if trace is None or not ("delivery_charged" in trace.columns or (paid != 0).any()):
            return None
        return paid.to_numpy().astype(np.int64)

    def refuse_nowhere(self) -> None:
        """Refuse vans that are to drive to orders nobody located.

        Raises
        ------
        InputError
            If the scenario has vans and more than one order in twenty has no place.
        """
        orders, mode, trace = self.sales.orders, self.config.delivery.mode, self.config.placement.trace
        lost = orders["latitude"].null_count()
        if mode != "carrier" and lost > UNLOCATED * orders.height:
            raise InputError(
                f"{trace.path if trace else ''}:1: delivery.mode: {mode} drives to places, {lost} of {orders.height} "
                f"orders have none; {FIELD}.columns.latitude and longitude, {FIELD}.companions.places (a table of "
                "postcodes), or delivery.mode=carrier are accepted"
            )

    def promise_scores(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return how long each order's promise is among those of its zone, and where there is a promise."""
        known = self.observed.promised != UNOBSERVED
        return normal_scores(self.observed.promised - self.placed, self.address.zone, known), known


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
    sales, companions, notes = _files(trace, base)
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
    address = _addresses(orders, zones, trace)
    channels, channel = _channels(orders, config, trace)
    settled = config.model_copy(
        update={
            "start": start.date(),
            "days": days,
            "placement": _placement(
                config, channels, goods, orders.height / days, len(zones), int(address.customer.max()) + 1
            ),
        }
    )
    if "items" not in companions:
        settled = settled.model_copy(update={"inventory": _always_enough(config, orders.height)})
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
        observed=_observed(orders, midnight),
        paid_with=_paid_with(orders, config, trace),
        sales=sales,
    )


UNREAD = ("generate", "half", "methods", "orders", "origin", "promise_knows")
"""Settings that decide what is made of a file, not what is read in it."""


def _files(trace: TraceConfig, base: Path) -> tuple[Sales, Companions, Notes]:
    """What the files say; the alternatives of a study share one reading."""
    there = tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in trace_files(trace, base))
    sales, companions = _files_once(trace.model_dump_json(exclude=set(UNREAD)), base, there)
    notes = deepcopy(sales.notes)
    return replace(sales, notes=notes), companions, notes


@lru_cache(maxsize=2)
def _files_once(settings: str, base: Path, _there: tuple[tuple[Path, int, int], ...]) -> tuple[Sales, Companions]:
    return read_files(TraceConfig.model_validate_json(settings), base, Notes())


def read_files(trace: TraceConfig, base: Path, notes: Notes) -> tuple[Sales, Companions]:
    """Read the orders file (or files) of a trace and what stands beside it.

    Raises
    ------
    InputError
        One line: file, line, field, what is wrong and what is accepted.
    """
    paths = orders_files(trace, base)
    if not paths:
        raise InputError(f"--set: {FIELD}.path: {trace.path}: no such file, a CSV, TSV or Excel file is accepted")
    labels = [trace.path or ""] if len(paths) == 1 else [path.name for path in paths]
    sheets = open_alike(paths, labels, FIELD, trace.delimiter)
    columns = {str(name): column for name, column in trace.columns.items()}
    table = read_table(sheets, labels[0], FIELD, columns, notes)
    companions = read_companions(trace, paths[0].parent, notes)
    return read_sales(trace, table, companions, notes), companions


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


def _always_enough(config: SimConfig, orders: int) -> InventoryConfig:
    """Without items nobody knows what was in stock: the one item that stands for all never runs out."""
    policy = config.inventory.policy
    plenty = type(policy).model_validate(
        {"policy": "min_max", "measure": "units", "reorder_point": 10 * orders, "order_up_to": 20 * orders}
    )
    return config.inventory.model_copy(update={"policy": plenty, "opening_days": None, "known": False})


def _addresses(orders: pl.DataFrame, zones: tuple[str, ...], trace: TraceConfig) -> Addresses:
    """Customers numbered by name, at their places; without places everybody lives at (0, 0) of their zone."""
    x, y = on_the_map(orders, trace.origin)
    person = np.unique(orders["person"].to_numpy().astype(str), return_inverse=True)[1]
    return Addresses(
        customer=person.astype(np.int32),
        x=x,
        y=y,
        zone=np.searchsorted(np.asarray(zones), orders["zone"].to_numpy().astype(str)).astype(np.uint8),
    )


def _channels(
    orders: pl.DataFrame, config: SimConfig, trace: TraceConfig
) -> tuple[dict[str, ChannelConfig], NDArray[np.uint8]]:
    """The channels of the file, each as the scenario has it, else as the web; and which each order came by."""
    known = config.placement.channels
    plain = known.get(CHANNEL) or ChannelConfig(share=1.0)
    if "channel" not in trace.columns:
        return {CHANNEL: plain}, np.zeros(orders.height, dtype=np.uint8)
    name = orders["channel"].fill_null(CHANNEL)
    names = sorted(set(name.to_list()))
    if len(names) > MOST_CHANNELS:
        raise InputError(
            f"{trace.path}:1: {FIELD}.columns.channel: {len(names)} channels, at most {MOST_CHANNELS} are accepted"
        )
    counts = {one: int((name == one).sum()) for one in names}
    channels = {one: known.get(one, plain).model_copy(update={"share": float(counts[one])}) for one in names}
    return channels, np.searchsorted(np.asarray(names), name.to_numpy().astype(str)).astype(np.uint8)


def _bare(method: str) -> str:
    return "".join(sign for sign in method.casefold() if sign.isalnum())


def _paid_with(orders: pl.DataFrame, config: SimConfig, trace: TraceConfig) -> tuple[str | None, ...]:
    """The method of each order in the scenario's words.

    Raises
    ------
    InputError
        If the scenario knows methods and not this one: it would be drawn among the others.
    """
    methods = config.processing.payment.methods
    alike = {_bare(name): name for name in methods}
    translated = {
        name: trace.methods.get(name) or alike.get(_bare(name), name)
        for name in orders["method"].drop_nulls().unique().to_list()
    }
    named = [None if name is None else translated[name] for name in orders["method"].to_list()]
    if methods:
        unknown = sorted({name for name in named if name is not None} - set(methods))
        if unknown:
            count = named.count(unknown[0])
            one = unknown[0]
            raise InputError(
                f"{trace.path}:1: {FIELD}.methods: {count} orders are paid with {one}, not named in the scenario, "
                f"{nearest(one, methods)}; --set '{FIELD}.methods.{one}={next(iter(methods))}' says which it is, "
                f"processing.payment.methods.{one} makes it one of its own"
            )
    return tuple(named)


def _observed(orders: pl.DataFrame, midnight: int) -> Observed:
    def since_start(name: str) -> NDArray[np.int64]:
        stamps: NDArray[np.int64] = (orders[name] - midnight).fill_null(UNOBSERVED).to_numpy().astype(np.int64)
        return stamps

    approved, shipped, delivered = (since_start(stage) for stage in STAGES)
    # What customers said of orders that never came is no verdict on a delivery.
    came = orders["status"].is_in(["delivered", "returned"]).to_numpy()
    stars = np.where(came, orders["stars"].fill_null(NO_STARS).to_numpy(), NO_STARS)
    return Observed(
        approved=approved,
        shipped=shipped,
        delivered=delivered,
        promised=since_start("promised"),
        stars=stars.astype(np.int8),
    )


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
