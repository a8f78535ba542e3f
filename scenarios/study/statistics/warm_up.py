"""Where the start of a run ends: MSER-5, and the days that count for a steady state.

A simulated business opens with an empty road and shelves as full as its policy wishes. In a steady-state design the
orders of these first days do not count, nor do those of the last, for which demand stops while they are served.
`mser` finds the end of the warm-up in a series; a pilot of a few replications gives the series: mean order cycle time
by hour of placement, and stock at cost by hour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.text_tables import counted

BATCH = 5
HOURS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Settling:
    """One series of the pilot and where it settles.

    Parameters
    ----------
    name
        What it is a series of.
    hourly
        Its mean over the replications of the pilot, one value an hour, the rhythm of the day taken out (hours,).
    statistic
        MSER-5 of each number of batches left out (batches / 2 + 1,): the squared standard error of the mean of what
        remains.
    hours
        Hours until it has settled; None if it had not by half of the run.
    """

    name: str
    hourly: NDArray[np.float64]
    statistic: NDArray[np.float64]
    hours: int | None


def mser(series: Sequence[float] | NDArray[np.float64], batch: int = BATCH) -> tuple[int | None, NDArray[np.float64]]:
    """Find how many observations at the start of a series to leave out.

    White (1997, Simulation 69(6), 323-334), in batches of five as by White, Cobb and Spratt (2000, Winter Simulation
    Conference, 755-760): the truncation that makes the standard error of the remaining mean smallest,

        MSER(d) = sum over j >= d of (z_j - mean of z_d, z_d+1, ...)^2 / (k - d)^2

    over the k means z of batches of observations, sought in the first half: what remains must be enough to judge by
    (Pasupathy and Schmeiser 2010, Winter Simulation Conference, 184-197).

    Parameters
    ----------
    series
        Observations in their order.
    batch
        Observations a batch.

    Returns
    -------
    tuple
        The observations to leave out, None where the statistic still falls at half of the series, which then is too
        short to say; and the statistic by number of batches left out.

    Raises
    ------
    ValueError
        If the series has fewer than four batches.
    """
    values = np.asarray(series, dtype=np.float64)
    count = values.size // batch
    if count < 4:
        raise ValueError(f"a series of {values.size} observations: at least {4 * batch} are needed")
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    half = count // 2
    statistic = np.array([means[d:].var() / (count - d) for d in range(half + 1)])
    best = int(np.argmin(statistic))
    return (None if best > half - max(1, half // 20) else best * batch), statistic


def settling(name: str, replications: Sequence[Sequence[float | None]]) -> Settling:
    """Average a series over replications, take the rhythm of the day out, and find where it settles.

    Parameters
    ----------
    name
        What it is a series of.
    replications
        In each the value of every hour from the start, None where nothing was observed; equally long.
    """
    table = np.array([[math.nan if value is None else value for value in one] for one in replications])
    seen = ~np.isnan(table)
    count = seen.sum(axis=0)
    hourly = np.where(seen, table, 0.0).sum(axis=0) / np.maximum(count, 1)
    for hour in np.flatnonzero(count == 0):  # what was not observed goes on as it was
        hourly[hour] = hourly[hour - 1] if hour else hourly[int(np.argmax(count > 0))]
    plain = _without_rhythm(hourly)
    hours, statistic = mser(plain)
    return Settling(name, plain, statistic, hours)


def _without_rhythm(hourly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take from each hour what its hour of the day differs from the others in the second half of the run.

    Orders of the evening wait for the morning every day; that is no warm-up.
    """
    hour = np.arange(hourly.size) % HOURS
    late = np.arange(hourly.size) >= hourly.size // 2
    if late.sum() < HOURS:
        return hourly
    usual = np.array([hourly[late & (hour == h)].mean() for h in range(HOURS)])
    plain: NDArray[np.float64] = hourly - usual[hour] + usual.mean()
    return plain


@dataclass(frozen=True, slots=True, eq=False)
class CountedDays:
    """The days whose orders count, and how they were found.

    Parameters
    ----------
    first, last
        Orders placed from the start of day `first` to the start of day `last` count.
    settled
        The series that the warm-up was found in; none where it was given.
    """

    first: int
    last: int
    settled: tuple[Settling, ...] = ()


def counted_days(
    days: int,
    warm_up: int | None,
    cool_down: int | None,
    series: Mapping[str, Sequence[Sequence[float | None]]],
    slow_hours: float | None,
) -> CountedDays:
    """Settle which days count.

    Parameters
    ----------
    days
        Days in which orders are placed.
    warm_up, cool_down
        Days left out at the start and at the end; None where they are to be found.
    series
        Of the pilot, as `settling` takes them, by name.
    slow_hours
        Hours in which 99 % of the pilot's orders had arrived; None where fewer did.

    Raises
    ------
    InputError
        If the run is too short to settle, or nothing would be left to count.
    """
    settled: tuple[Settling, ...] = ()
    if warm_up is None:
        settled = tuple(settling(name, replications) for name, replications in series.items())
        for one in settled:
            if one.hours is None:
                raise InputError(
                    f"days: {days}: too short for a steady state, {one.name} has not settled by half of them; more "
                    "days are accepted, or experiment.warm_up_days as a number"
                )
        warm_up = max((-(-(one.hours or 0) // HOURS) for one in settled), default=0)
    if cool_down is None:
        if slow_hours is None:
            raise InputError(
                f"days: {days}: no steady state, 99 % of the orders never arrive; more staff or vans are accepted, or "
                "experiment.cool_down_days as a number"
            )
        cool_down = math.ceil(slow_hours / HOURS)
    if warm_up + cool_down >= days:
        raise InputError(
            f"days: {days}: too short for a steady state, {counted(warm_up, 'day')} of warm-up and {cool_down} of "
            f"cool-down leave none to count; more than {warm_up + cool_down} are accepted"
        )
    return CountedDays(warm_up, days - cool_down, settled)
