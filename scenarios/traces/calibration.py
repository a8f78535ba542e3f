"""From what a trace observed to the tables a scenario is written with: carrier transit and payment clearing.

The model draws from tables of evenly spaced quantiles and joins them with straight lines. A long tail would be
stretched by the last line, so the last entry is not the slowest order but the time that gives the table the mean of the
sample. Zones with few orders share one table. Tables are hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.traces.coupling import normal_scores, score_correlation
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.placement.trace import PromiseKnowledge
from sim.processing.config import PaymentMethod
from sim.units import HOUR, UNOBSERVED

POINTS = 11
"""Entries of a table: the deciles."""

FEW = 50
"""Observations below which a zone is thrown together with the other small ones."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a trace says of lead times.

    Parameters
    ----------
    transit_hours
        Zone -> table, from hand-over to delivery; ``default`` is that of all small zones together.
    clearing_hours
        Payment method -> table, from placing to approval.
    paid_with
        Payment method -> orders paid with it: the shares with which every order is paid as it was.
    handling_correlation, transit_correlation
        What the promise knows, as ``placement.trace.promise_knows`` takes it; None where it cannot be told.
    observed
        Table -> number of orders it rests on, keys ``transit SP``, ``clearing boleto``.
    """

    transit_hours: Mapping[str, tuple[float, ...]]
    clearing_hours: Mapping[str, tuple[float, ...]]
    paid_with: Mapping[str, int]
    handling_correlation: float | None
    transit_correlation: float | None
    observed: Mapping[str, int]


def quantile_table(hours: NDArray[np.float64], points: int = POINTS, decimals: int = 1) -> tuple[float, ...]:
    """Return evenly spaced quantiles, the last one chosen so that the table has the mean of the sample.

    The mean of a piecewise linear quantile function is the mean of its trapezia. The last entry is never below the one
    before it.

    Examples
    --------
    >>> quantile_table(np.array([1.0, 2.0, 3.0, 4.0, 30.0]), points=3)
    (1.0, 3.0, 25.0)
    """
    table = np.quantile(hours, np.linspace(0.0, 1.0, points))
    others = table[0] / 2 + table[1:-1].sum()
    table[-1] = max(table[-2], 2 * ((points - 1) * hours.mean() - others))
    return tuple(float(value) for value in np.round(table, decimals))


def calibrate(trace: Trace, few: int = FEW) -> Calibration:
    """Return the tables of a trace; what has no observation has no table."""
    seen = trace.observed
    transit, travelled = _between(seen.shipped, seen.delivered)
    clearing, cleared = _between(trace.placed, seen.approved)
    zone = np.asarray(trace.zones)[trace.address.zone]
    method = np.asarray([name or "" for name in trace.paid_with])
    tables: dict[str, tuple[float, ...]] = {}
    observed: dict[str, int] = {}
    small = np.zeros(zone.size, dtype=np.bool_)
    for name in trace.zones:
        where = travelled & (zone == name)
        if where.sum() < few:
            small |= where
        else:
            tables[name] = quantile_table(transit[where])
            observed[f"transit {name}"] = int(where.sum())
    pooled = small if small.any() else travelled
    if pooled.any():
        tables["default"] = quantile_table(transit[pooled])
        observed["transit default"] = int(pooled.sum())
    methods: dict[str, tuple[float, ...]] = {}
    for name in _known(method[cleared]):
        where = cleared & (method == name)
        methods[name] = quantile_table(clearing[where], decimals=2)
        observed[f"clearing {name}"] = int(where.sum())
    handling, handled = _between(seen.approved, seen.shipped)
    promise, promised = trace.promise_scores()
    everywhere = np.zeros_like(trace.address.zone)
    return Calibration(
        transit_hours=tables,
        clearing_hours=methods,
        paid_with={name: int((method == name).sum()) for name in _known(method)},
        handling_correlation=score_correlation(
            normal_scores(handling, everywhere, handled), promise, handled & promised
        ),
        transit_correlation=score_correlation(
            normal_scores(transit, trace.address.zone, travelled), promise, travelled & promised
        ),
        observed=observed,
    )


def apply(config: SimConfig, calibration: Calibration) -> SimConfig:
    """Return a configuration with the tables and correlations of a calibration in place of its own.

    Payment methods the configuration does not name are left out, for their place on the tape would move the others; a
    trace that names none of the configuration's leaves their shares as they are.
    """
    trace, payment, carrier = config.placement.trace, config.processing.payment, config.delivery.carrier
    paid = any(calibration.paid_with.get(name) for name in payment.methods)
    methods = {
        name: PaymentMethod(
            share=calibration.paid_with.get(name, 0) if paid else method.share,
            clearing_hours=calibration.clearing_hours.get(name, method.clearing_hours),
        )
        for name, method in payment.methods.items()
    }
    knows = PromiseKnowledge(
        handling=calibration.handling_correlation or 0.0, transit=calibration.transit_correlation or 0.0
    )
    payment = payment.model_copy(update={"methods": methods})
    transit = {"default": carrier.transit_hours["default"], **calibration.transit_hours}
    carrier = carrier.model_copy(update={"transit_hours": transit})
    trace = trace and trace.model_copy(update={"promise_knows": knows})
    return config.model_copy(
        update={
            "placement": config.placement.model_copy(update={"trace": trace}),
            "processing": config.processing.model_copy(update={"payment": payment}),
            "delivery": config.delivery.model_copy(update={"carrier": carrier}),
        }
    )


def _known(names: NDArray[np.str_]) -> list[str]:
    return sorted({str(name) for name in names} - {""})


def _between(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Hours from one stamp to another, and where both were observed."""
    both = (first != UNOBSERVED) & (last != UNOBSERVED)
    hours: NDArray[np.float64] = (last - first) / HOUR
    return hours, both
