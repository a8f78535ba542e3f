"""The tape: all that happens *to* the business in one replication, drawn before the clock starts.

One columnar table of orders (candidates, where demand answers: `sim/placement/custom.py`), one of their
lines, and for each the uniforms that will decide whether *this* payment is declined and *this* line
mis-picked. Every policy meets the same tape, so common random numbers are free. Lines stand in
compressed rows. Unit factors have mean 1 and are multiplied by what the configuration says a task takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.placement.addresses import Addresses, draw_addresses
from sim.placement.baskets import Baskets, draw_baskets
from sim.placement.catalogue import Catalogue, catalogue
from sim.placement.demand import by_day, channel_weights, placed_times
from sim.placement.markdowns import lift_by_day, marked_down
from sim.placement.travel import TravelMatrix
from sim.placement.walk_ins import WalkIns, draw_walk_ins
from sim.placement.wishes import channels_of, preferences_of
from sim.streams import stream

STANDARD, SLOT, EXPRESS, COLLECT = 0, 1, 2, 3
PREFERENCES = ("standard", "slot", "express", "collect")

ORDER_UNIFORMS = (
    "address_error", "detection", "payment_method", "clearing", "payment", "payment_retry", "review",
    "review_outcome", "price", "price_size", "stockout_choice", "slot_choice", "preparation", "quality_check",
    "damage", "documents", "waiting", "transit", "lost", "survey", "contact", "complaint",
)  # fmt: skip
"""Order columns uniform on [0, 1), float32."""

ORDER_FACTORS = ("entry", "verification", "picking", "packing", "labelling")
"""Order columns of service-time factors: the first two exponential with mean 1, the last three standard normal."""

LINE_UNIFORMS = ("line_error", "mispick", "changed_mind", "return_reason")
"""Line columns uniform on [0, 1), float32."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What really happened to the orders of a trace: int64 microseconds, UNOBSERVED where unknown."""

    approved: NDArray[np.int64]
    shipped: NDArray[np.int64]
    delivered: NDArray[np.int64]
    promised: NDArray[np.int64]
    stars: NDArray[np.int8]
    packed: NDArray[np.int64]


BLOCK = 16_384
"""Orders dealt with at once: what is computed of a block stays in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some orders that follow each other, and their lines.

    orders, lines : where they stand on the tape; line_order : int64 (lines,), the order of each line;
    starts : int64 (orders,), where each order's lines begin among the block's.
    """

    orders: slice
    lines: slice
    line_order: NDArray[np.int64]
    starts: NDArray[np.int64]

    def sums(self, values: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """Sums of a column of the block's lines over each order, int64 (orders,)."""
        total: NDArray[np.int64] = np.add.reduceat(values, self.starts, dtype=np.int64)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """One replication's exogenous facts. Orders ascend in `placed`.

    Shapes: order columns (orders,), line columns (lines,), `line_start` (orders + 1,). Times are
    int64 microseconds, coordinates int32 metres, `channel`, `preference` and `zone` codes into
    the name tuples beside them. `price` is the unit price of each line in minor units, `delivery_charged` what a
    trace's customers paid for delivery, minor units (orders,), None where the scenario's prices hold; `walk_ins` are
    those of the stores, None without any; `travel` the ways between nodes and customers, None where they are straight
    lines times the detour.
    """

    seed: int
    replication: int
    channels: tuple[str, ...]
    zones: tuple[str, ...]
    goods: Catalogue
    placed: NDArray[np.int64]
    channel: NDArray[np.uint8]
    preference: NDArray[np.uint8]
    address: Addresses
    baskets: Baskets
    price: NDArray[np.int64]
    uniforms: dict[str, NDArray[np.float32]]
    factors: dict[str, NDArray[np.float32]]
    line_uniforms: dict[str, NDArray[np.float32]]
    observed: Observed | None = None
    notes: tuple[str, ...] = field(default=())
    delivery_charged: NDArray[np.int64] | None = None
    walk_ins: WalkIns | None = None
    travel: TravelMatrix | None = None

    @property
    def orders(self) -> int:
        """Number of orders."""
        return int(self.placed.size)

    @property
    def lines(self) -> int:
        """Number of order lines."""
        return int(self.baskets.item.size)

    @property
    def line_order(self) -> NDArray[np.int32]:
        """The order of each line, int32 (lines,)."""
        return np.repeat(np.arange(self.orders, dtype=np.int32), np.diff(self.baskets.line_start))

    def blocks(self) -> Iterator[Block]:
        """The whole tape, some thousand orders at a time."""
        start = self.baskets.line_start
        for begin in range(0, self.orders, BLOCK):
            orders = slice(begin, min(begin + BLOCK, self.orders))
            lines = slice(int(start[orders.start]), int(start[orders.stop]))
            counts = np.diff(start[begin : orders.stop + 1])
            line_order = np.repeat(np.arange(orders.start, orders.stop), counts)
            yield Block(orders, lines, line_order, start[orders].astype(np.int64) - lines.start)

    def digest(self) -> str:
        """A hash of every exogenous fact: equal digests mean the same customers in the same world."""
        state = hashlib.blake2b(digest_size=16)
        state.update(repr((self.channels, self.zones)).encode())
        for array in self._arrays():
            state.update(str(array.dtype).encode())
            state.update(np.ascontiguousarray(array).data)
        return state.hexdigest()

    def _arrays(self) -> list[NDArray[np.generic]]:
        found: list[NDArray[np.generic]] = []
        for part in (self.goods, self.address, self.baskets, self.observed, self.walk_ins, self.travel):
            if part is not None:
                found += [getattr(part, f.name) for f in fields(part)]
        found += [self.placed, self.channel, self.preference, self.price]
        if self.delivery_charged is not None:
            found.append(self.delivery_charged)
        for columns in (self.uniforms, self.factors, self.line_uniforms):
            found += [columns[name] for name in sorted(columns)]
        return found


def assemble(
    config: SimConfig,
    seed: int,
    replication: int,
    *,
    placed: NDArray[np.int64],
    channel: NDArray[np.uint8],
    preference: NDArray[np.uint8],
    address: Addresses,
    baskets: Baskets,
    goods: Catalogue,
    price: NDArray[np.int64] | None = None,
    zones: tuple[str, ...] = (),
    observed: Observed | None = None,
    notes: tuple[str, ...] = (),
    delivery_charged: NDArray[np.int64] | None = None,
) -> Tape:
    """A tape from known orders (drawn, or read from a trace): the fates are drawn here."""
    orders, lines = placed.size, baskets.item.size

    def unit(name: str, size: int) -> NDArray[np.float32]:
        return stream(seed, replication, f"tape/{name}").random(size, dtype=np.float32)

    def factor(name: str) -> NDArray[np.float32]:
        rng = stream(seed, replication, f"tape/{name}")
        if name in ("entry", "verification"):
            return rng.standard_exponential(orders, dtype=np.float32)
        return rng.standard_normal(orders, dtype=np.float32)

    return Tape(
        seed=seed,
        replication=replication,
        channels=tuple(config.placement.channels),
        zones=zones or tuple(str(zone) for zone in range(config.placement.addresses.zones)),
        goods=goods,
        placed=placed,
        channel=channel,
        preference=preference,
        address=address,
        baskets=baskets,
        price=_prices(config, goods, placed, baskets) if price is None else price,
        uniforms={name: unit(name, orders) for name in ORDER_UNIFORMS},
        factors={name: factor(name) for name in ORDER_FACTORS},
        line_uniforms={name: unit(name, lines) for name in LINE_UNIFORMS},
        observed=observed,
        notes=notes,
        delivery_charged=delivery_charged,
        walk_ins=draw_walk_ins(config, seed, replication, goods),
    )


def _prices(config: SimConfig, goods: Catalogue, placed: NDArray[np.int64], baskets: Baskets) -> NDArray[np.int64]:
    """Unit price of each line on the day it is ordered, minor units (lines,)."""
    price, markdown = goods.price[baskets.item], config.placement.markdown
    if not markdown.off:
        return price
    times = np.repeat(placed, np.diff(baskets.line_start))
    return marked_down(price, times, markdown, config.start, config.days)


def draw(config: SimConfig, seed: int, replication: int) -> Tape:
    """The tape of one replication of a scenario without a trace."""
    placement = config.placement
    by_date = by_day(placement, config.start, config.days)
    weights = channel_weights(placement) if by_date is None else by_date
    placed = placed_times(
        placement.demand,
        config.start,
        config.days,
        stream(seed, replication, "demand"),
        placement.custom.headroom,
        weights,
        by_date,
        lift_by_day(placement.markdown, config.start, config.days) if placement.markdown.elasticity else None,
    )
    orders = placed.size
    goods = catalogue(placement.catalogue)
    return assemble(
        config,
        seed,
        replication,
        placed=placed,
        channel=channels_of(placement, placed, weights, stream(seed, replication, "channel")),
        preference=preferences_of(placement.preferences, placed, stream(seed, replication, "preference")),
        address=draw_addresses(orders, placement.addresses, seed, replication),
        baskets=draw_baskets(orders, placement.baskets, goods, seed, replication),
        goods=goods,
    )
