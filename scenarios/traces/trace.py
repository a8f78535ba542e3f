"""A trace that has been read: the configuration it replays in, and a tape for every replication.

The orders are facts and the same in every replication; what the file does not tell (which payment is declined, which
line mis-picked, how long the carrier takes) is drawn from the seed. Times on the tape are microseconds since midnight
of the day of the first order, which becomes the scenario's start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.traces.companions import join_customers, join_payments, join_reviews, read_companions
from scenarios.traces.coupling import lean_normal, lean_uniform, normal_scores
from scenarios.traces.files import orders_file
from scenarios.traces.goods import Goods, read_goods
from scenarios.traces.notes import Notes
from scenarios.traces.orders import FIELD, STAGES, read_orders
from sim.config import SimConfig
from sim.placement.addresses import Addresses
from sim.placement.config import ChannelConfig, PlacementConfig
from sim.processing.clearing import steer
from sim.tape import STANDARD, Observed, Tape, assemble
from sim.units import DAY, UNOBSERVED

CHANNEL = "web"
MOST_ZONES = 200
MOST_DAYS = 3660
NO_STARS = UNOBSERVED


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
    address, goods, observed
        What the file tells of each order, in the tape's shapes.
    paid_with
        The payment method of each order as the file calls it, None where it does not tell.
    """

    config: SimConfig
    notes: tuple[str, ...]
    placed: NDArray[np.int64]
    zones: tuple[str, ...]
    address: Addresses
    goods: Goods
    observed: Observed
    paid_with: tuple[str | None, ...]

    def tape(self, seed: int, replication: int) -> Tape:
        """Return the tape of one replication: the trace's orders with fates drawn from the seed."""
        orders = self.placed.size
        tape = assemble(
            self.config,
            seed,
            replication,
            placed=self.placed,
            channel=np.zeros(orders, dtype=np.uint8),
            preference=np.full(orders, STANDARD, dtype=np.uint8),
            address=self.address,
            baskets=self.goods.baskets,
            goods=self.goods.catalogue,
            price=self.goods.price,
            zones=self.zones,
            observed=self.observed,
            notes=self.notes,
        )
        uniforms, factors = dict(tape.uniforms), dict(tape.factors)
        payment, trace = self.config.processing.payment, self.config.placement.trace
        uniforms["payment_method"] = steer(uniforms["payment_method"], self.paid_with, tuple(payment.methods))
        if trace is not None:
            scores, known = self.promise_scores()
            knows = trace.promise_knows
            uniforms["transit"] = lean_uniform(uniforms["transit"], scores, known, knows.transit)
            factors["picking"] = lean_normal(factors["picking"], scores, known, knows.handling)
        return replace(tape, uniforms=uniforms, factors=factors)

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
    notes = Notes()
    path = orders_file(trace, base)
    orders = read_orders(trace, path, trace.path, notes)
    companions = read_companions(trace, path.parent, notes)
    orders = join_customers(orders, companions, notes)
    orders = join_payments(orders, companions, notes)
    orders = join_reviews(orders, companions, notes).sort("placed", "order")
    goods = read_goods(orders, companions, config.placement.catalogue, trace.default_item_price, notes)
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
    address = _addresses(orders, zones)
    settled = config.model_copy(
        update={
            "start": start.date(),
            "days": days,
            "placement": _placement(config, goods, orders.height / days, len(zones), int(address.customer.max()) + 1),
        }
    )
    return Trace(
        config=settled,
        notes=tuple(notes.sentences),
        placed=orders["placed"].to_numpy() - midnight,
        zones=zones,
        address=address,
        goods=goods,
        observed=_observed(orders, midnight),
        paid_with=tuple(orders["method"].to_list()),
    )


def _addresses(orders: pl.DataFrame, zones: tuple[str, ...]) -> Addresses:
    """Customers numbered by name; no coordinates, so everybody lives at (0, 0) of their zone."""
    nowhere = np.zeros(orders.height, dtype=np.int32)
    person = np.unique(orders["person"].to_numpy().astype(str), return_inverse=True)[1]
    return Addresses(
        customer=person.astype(np.int32),
        x=nowhere,
        y=nowhere,
        zone=np.searchsorted(np.asarray(zones), orders["zone"].to_numpy().astype(str)).astype(np.uint8),
    )


def _observed(orders: pl.DataFrame, midnight: int) -> Observed:
    def since_start(name: str) -> NDArray[np.int64]:
        stamps: NDArray[np.int64] = (orders[name] - midnight).fill_null(UNOBSERVED).to_numpy().astype(np.int64)
        return stamps

    approved, shipped, delivered = (since_start(stage) for stage in STAGES)
    # What customers said of orders that never came is no verdict on a delivery.
    stars = np.where(
        orders["status"].to_numpy() == "delivered", orders["stars"].fill_null(NO_STARS).to_numpy(), NO_STARS
    )
    return Observed(
        approved=approved,
        shipped=shipped,
        delivered=delivered,
        promised=since_start("promised"),
        stars=stars.astype(np.int8),
    )


def _placement(config: SimConfig, goods: Goods, rate: float, zones: int, customers: int) -> PlacementConfig:
    """The placement block as the trace has it, so that stock is sized for the real demand."""
    placement = config.placement
    channel = placement.channels.get(CHANNEL) or ChannelConfig(share=1.0)
    baskets = goods.baskets
    lines = baskets.item.size
    return placement.model_copy(
        update={
            "demand": placement.demand.model_copy(update={"orders_per_day": rate}),
            "channels": {CHANNEL: channel},
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
