"""When orders are placed: a non-homogeneous Poisson process on whole microseconds, or evenly spaced orders.

Given the number of arrivals, their times are independent draws from the normalised intensity
(order statistics property of the Poisson process), so all of them are drawn at once: a Poisson
count, sorted uniforms, and the inverse of the piecewise linear cumulative intensity.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.placement.config import EVERY_CHANNEL, DemandConfig, PlacementConfig
from sim.placement.events import factors
from sim.placement.markdowns import lift_by_day
from sim.units import HOUR

DAYS_A_YEAR = 365.25


def channel_weights(placement: PlacementConfig) -> NDArray[np.float64] | None:
    """Share of a day's orders by hour and channel, (24, channels), where a channel has hours of its own; else None."""
    channels = placement.channels.values()
    if all(channel.hour_of_day is None for channel in channels):
        return None
    total = sum(channel.share for channel in channels)
    hours = [np.asarray(channel.hour_of_day or placement.demand.hour_of_day) for channel in channels]
    return np.stack(
        [channel.share / total * one / one.sum() for channel, one in zip(channels, hours, strict=True)], axis=1
    )


def hourly_means(
    demand: DemandConfig, start: date, days: int, weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Expected orders in each hour of the horizon, shape (24 * days,); `weights` as of `channel_weights`.

    The weights are relative: a week that starts on any weekday has a mean of
    ``7 * orders_per_day`` orders.
    """
    hours = np.asarray(demand.hour_of_day) / np.sum(demand.hour_of_day) if weights is None else weights.sum(axis=1)
    means: NDArray[np.float64] = (daily_means(demand, start, days)[:, None] * hours[None, :]).ravel()
    return means


def daily_means(demand: DemandConfig, start: date, days: int) -> NDArray[np.float64]:
    """Expected orders of each day by weekday, events and growth, (days,)."""
    week = np.asarray(demand.day_of_week) / np.mean(demand.day_of_week)
    weekdays = (start.weekday() + np.arange(days)) % 7
    rate: NDArray[np.float64] = demand.orders_per_day * week[weekdays] * factors(demand.events, start, days)
    if demand.growth_per_year:
        rate = rate * (1.0 + demand.growth_per_year) ** (np.arange(days) / DAYS_A_YEAR)
    return rate


def expected_orders(placement: PlacementConfig, start: date, days: int) -> float:
    """Expected orders of the horizon, told by day or not."""
    demand = placement.demand
    if demand.by_day is None:
        return float(daily_means(demand, start, days) @ lift_by_day(placement.markdown, start, days))
    return sum(sum(demand.by_day[start + timedelta(days=day)].values()) for day in range(days))


def by_day(placement: PlacementConfig, start: date, days: int) -> NDArray[np.float64] | None:
    """Expected orders by hour and channel, (24 * days, channels), where the scenario tells them by day; else None."""
    table, channels = placement.demand.by_day, placement.channels
    if table is None:
        return None
    total = sum(channel.share for channel in channels.values())
    result = np.zeros((days, 24, len(channels)))
    for day in range(days):
        orders = table[start + timedelta(days=day)]
        for place, (name, channel) in enumerate(channels.items()):
            hours = np.asarray(channel.hour_of_day or placement.demand.hour_of_day)
            mean = orders[EVERY_CHANNEL] * channel.share / total if EVERY_CHANNEL in orders else orders.get(name, 0.0)
            result[day, :, place] = mean * hours / hours.sum()
    return result.reshape(24 * days, len(channels))


def usual_day(placement: PlacementConfig, start: date, days: int) -> float:
    """Orders of a usual day, by which a node is stocked."""
    by_date = by_day(placement, start, days)
    return placement.demand.orders_per_day if by_date is None else float(by_date.sum() / days)


def placed_times(
    demand: DemandConfig,
    start: date,
    days: int,
    rng: np.random.Generator,
    headroom: float = 1.0,
    weights: NDArray[np.float64] | None = None,
    by_date: NDArray[np.float64] | None = None,
    lift: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """Placed times in microseconds since the start, ascending, int64; `headroom` candidates an order expected.

    by_date : expected orders as of `by_day`, in place of what `demand` says.
    lift : what each day's orders are multiplied by, (days,).
    """
    means = headroom * (hourly_means(demand, start, days, weights) if by_date is None else by_date.sum(axis=1))
    if lift is not None:
        means = means * np.repeat(lift, 24)
    cumulative = np.concatenate(([0.0], np.cumsum(means)))
    if demand.arrivals == "regular":
        # In the middle of its share of the intensity, so that a whole number a day is that number on each.
        level = np.arange(0.5, cumulative[-1])
    else:
        count = int(rng.poisson(cumulative[-1]))
        level = np.sort(rng.random(count)) * cumulative[-1]
    hours = np.interp(level, cumulative, np.arange(cumulative.size, dtype=np.float64))
    times: NDArray[np.int64] = np.floor(hours * HOUR).astype(np.int64)
    return times
