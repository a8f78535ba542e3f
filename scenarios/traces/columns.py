"""What a file says of each order, in the tape's shapes: place, channel, how it was paid and what was observed."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.errors import InputError, nearest
from scenarios.traces.order_stamps import FIELD, STAGES
from scenarios.traces.places import on_the_map
from sim.config import SimConfig
from sim.placement.addresses import Addresses
from sim.placement.config import ChannelConfig
from sim.placement.trace import TraceConfig
from sim.tape import Observed
from sim.units import UNOBSERVED

CHANNEL = "web"
MOST_CHANNELS = 200
NO_STARS = UNOBSERVED


def addresses_of(orders: pl.DataFrame, zones: tuple[str, ...], trace: TraceConfig) -> Addresses:
    """Customers numbered by name, at their places; without places everybody lives at (0, 0) of their zone."""
    x, y = on_the_map(orders, trace.origin)
    person = np.unique(orders["person"].to_numpy().astype(str), return_inverse=True)[1]
    return Addresses(
        customer=person.astype(np.int32),
        x=x,
        y=y,
        zone=np.searchsorted(np.asarray(zones), orders["zone"].to_numpy().astype(str)).astype(np.uint8),
    )


def channels_of(
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


def paid_with(orders: pl.DataFrame, config: SimConfig, trace: TraceConfig) -> tuple[str | None, ...]:
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


def observed_of(orders: pl.DataFrame, midnight: int) -> Observed:
    """Return when each order was where, microseconds since the first midnight, and the stars it got."""

    def since_start(name: str) -> NDArray[np.int64]:
        stamps: NDArray[np.int64] = (orders[name] - midnight).fill_null(UNOBSERVED).to_numpy().astype(np.int64)
        return stamps

    approved, packed, shipped, delivered = (since_start(stage) for stage in STAGES)
    # What customers said of orders that never came is no verdict on a delivery.
    came = orders["status"].is_in(["delivered", "returned"]).to_numpy()
    stars = np.where(came, orders["stars"].fill_null(NO_STARS).to_numpy(), NO_STARS)
    return Observed(
        approved=approved,
        shipped=shipped,
        delivered=delivered,
        promised=since_start("promised"),
        stars=stars.astype(np.int8),
        packed=packed,
    )
