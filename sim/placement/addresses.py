"""Where customers live: neighbourhoods and an even spread over the city's disc, in metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.placement.config import AddressConfig
from sim.streams import static_stream, stream
from sim.units import metres


@dataclass(frozen=True, slots=True, eq=False)
class Addresses:
    """Address columns of the orders: customer int32, x and y int32 metres, zone uint8."""

    customer: NDArray[np.int32]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    zone: NDArray[np.uint8]


def disc(rng: np.random.Generator, count: int, radius: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points spread evenly over a disc around the origin: x and y, in units of `radius`, float64 (count,) each."""
    distance = radius * np.sqrt(rng.random(count))
    angle = 2 * np.pi * rng.random(count)
    return distance * np.cos(angle), distance * np.sin(angle)


def city(config: AddressConfig) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """Homes of all customers: x, y (metres) and carrier zone. The city stands in every replication."""
    radius = float(max(1, metres(config.radius_kilometres)))
    rng = static_stream("city")
    x, y = disc(rng, config.customers, radius)
    if config.neighbourhoods:
        centre_x, centre_y = disc(rng, config.neighbourhoods, 0.85 * radius)
        member = rng.random(config.customers) < config.clustered
        home = rng.integers(config.neighbourhoods, size=config.customers)
        spread = metres(config.spread_kilometres)
        x = np.where(member, centre_x[home] + spread * rng.standard_normal(config.customers), x)
        y = np.where(member, centre_y[home] + spread * rng.standard_normal(config.customers), y)
    distance = np.maximum(np.hypot(x, y), 1.0)
    inside = np.minimum(1.0, radius / distance)
    zone = np.minimum(config.zones - 1, config.zones * distance / radius)
    return (
        np.rint(x * inside).astype(np.int32),
        np.rint(y * inside).astype(np.int32),
        zone.astype(np.uint8),
    )


def draw_addresses(orders: int, config: AddressConfig, seed: int, replication: int) -> Addresses:
    """Who orders: customers are equally likely."""
    customer = stream(seed, replication, "address/customer").integers(config.customers, size=orders, dtype=np.int32)
    x, y, zone = city(config)
    return Addresses(customer=customer, x=x[customer], y=y[customer], zone=zone[customer])
