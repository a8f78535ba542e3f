"""What a known change of the past did, predicted from before it: the same orders with the change and without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from scenarios.document import Laboratory
from scenarios.errors import InputError
from scenarios.importing.backtest import cut_at
from scenarios.importing.replaying import Simulated, part, simulated
from scenarios.importing.spreads import FEW, Mask, Numbers, reached
from scenarios.importing.stages import fit
from scenarios.overrides import Override
from scenarios.resolve import with_values
from scenarios.scenario import Scenario
from scenarios.study.statistics.intervals import Estimate, estimate
from scenarios.traces.stages import stage_words
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.units import DAY, UNOBSERVED, WEEK

REPLICATIONS = 5
CLEAR = 2.0
"""Standard errors beyond which what was observed is told from luck."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What was predicted beside what came; `document` is what ``--json`` prints."""

    document: dict[str, Any]
    assumptions: tuple[str, ...]


def predict_change(scenario: Scenario, trace: Trace, day: str, changes: Sequence[Override]) -> Changed:
    """Fit to what was known before a change, and predict the orders after it with the change and without.

    Parameters
    ----------
    scenario, trace
        The business as it was before the change, and its orders of all days.
    day
        The date of the change.
    changes
        What changed.

    Raises
    ------
    InputError
        If the date leaves too few orders on a side, or a path or value is not accepted.
    """
    try:
        date.fromisoformat(day)
    except ValueError:
        raise InputError(f"--change: {day}: a date such as 2026-03-31 is accepted, then path=value") from None
    with_values(scenario, changes)  # whatever is wrong with it is told before anything is run
    cut = cut_at(trace, day, "--change")
    found = fit(trace, cut)
    ended, placed = reached(trace, found.stage), trace.placed
    ahead = (placed >= cut) & (ended != UNOBSERVED)
    before = (placed < cut) & (placed >= cut - found.window.weeks * WEEK) & (ended != UNOBSERVED)
    words = stage_words(trace.config)[found.stage]
    if min(np.count_nonzero(ahead), np.count_nonzero(before)) < FEW:
        raise InputError(f"FOLDER: fewer than {FEW} orders before or after {day} tell when they were {words}")
    settled = replace(scenario, laboratory=_settled(scenario, found.config, changes))
    some = part(trace, ahead)
    runs = [_measured(some, config, found.stage) for config in (found.config, with_values(settled, changes).config)]
    names = [name for name in ("mean_days", "on_time") if runs[0][name][0] is not None]
    observed = {"before": _observed(trace, before, ended), "after": _observed(trace, ahead, ended)}
    effects = {name: _effect(name, runs, observed["after"], some) for name in names}
    document = {
        "stage": words,
        "from": day,
        "changes": [change.text for change in changes],
        "orders": int(np.count_nonzero(ahead)),
        "observed": observed,
        "without": {name: estimate(runs[0][name]).mean for name in names},
        "with": {name: estimate(runs[1][name]).mean for name in names},
        "effects": effects,
        "verdict": " ".join(_verdict(name, effect, words) for name, effect in effects.items()),
    }
    return Changed(
        document,
        (
            f"Known: {int(np.count_nonzero(placed < cut))} orders placed before {day}, of which the last "
            f"{found.window.weeks} weeks count; the scenario is the business as it was then.",
            "Nothing but what is named changed on that day; promises after it are those of the file and may hold the "
            "change already.",
        ),
    )


def _settled(scenario: Scenario, config: SimConfig, changes: Sequence[Override]) -> Laboratory:
    """The scenario's laboratory with the rooms that were fitted; start, days and volume stay the trace's.

    Times are fitted as shares of the promise: one that is changed to hours takes its shares away.
    """
    paths = {change.path[:3] for change in changes}
    carrier, fulfilment = config.delivery.carrier, config.fulfilment
    if ("delivery", "carrier", "transit_hours") in paths:
        carrier = carrier.model_copy(update={"transit_share_of_promise": {}})
    if ("fulfilment", "waiting_hours") in paths:
        fulfilment = fulfilment.model_copy(update={"waiting_share_of_promise": None})
    if ("fulfilment", "waiting_share_of_promise") in paths:
        fulfilment = fulfilment.model_copy(update={"waiting_hours": None})
    rooms = {
        "processing": config.processing,
        "placement": config.placement,
        "fulfilment": fulfilment,
        "delivery": config.delivery.model_copy(update={"carrier": carrier}),
    }
    return scenario.laboratory.model_copy(update=rooms)


def _measured(some: Trace, config: SimConfig, stage: str) -> dict[str, list[float | None]]:
    """Mean days and the share on time of each replication."""
    found: dict[str, list[float | None]] = {"mean_days": [], "on_time": []}
    for replication in range(REPLICATIONS):
        stamps: Simulated = simulated(some, config, replication)
        ended = getattr(stamps, stage)
        came = ended != UNOBSERVED
        found["mean_days"].append(_mean((ended - some.placed)[came] / DAY))
        promised = came & (some.observed.promised != UNOBSERVED) & (stage == "delivered")
        found["on_time"].append(_mean((ended <= some.observed.promised)[promised]))
    return found


def _mean(values: Numbers | Mask) -> float | None:
    return float(values.mean()) if values.size else None


def _observed(trace: Trace, where: Mask, ended: Any) -> dict[str, float | None]:
    seen = trace.observed
    promised = where & (seen.delivered != UNOBSERVED) & (seen.promised != UNOBSERVED)
    return {
        "mean_days": _mean((ended - trace.placed)[where] / DAY),
        "on_time": _mean((seen.delivered <= seen.promised)[promised]),
    }


def _effect(
    name: str, runs: Sequence[dict[str, list[float | None]]], after: dict[str, float | None], some: Trace
) -> dict[str, Any]:
    """Predicted: with less without, paired; observed: what came less what was predicted without the change."""
    without, changed = runs[0][name], runs[1][name]
    gaps = [b - a for a, b in zip(without, changed, strict=True) if a is not None and b is not None]
    predicted, plain, seen = estimate(gaps), estimate(without).mean, after[name]
    came = None if seen is None or plain is None else seen - plain
    return {"predicted": _told(predicted), "observed": came, "standard_error": _error(name, after, some)}


def _told(found: Estimate) -> dict[str, float | int | None]:
    return {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}


def _error(name: str, after: dict[str, float | None], some: Trace) -> float:
    """Standard error of what was observed after the change: that of a mean, or of a share."""
    number = some.placed.size
    if name == "on_time":
        share = after["on_time"] or 0.0
        return float(np.sqrt(max(share * (1 - share), 1 / number) / number))
    seen = some.observed
    ended = np.where(seen.delivered != UNOBSERVED, seen.delivered, seen.shipped)
    return float(((ended - some.placed) / DAY).std(ddof=1) / np.sqrt(number))


def _verdict(name: str, effect: dict[str, Any], words: str) -> str:
    what, scale, unit = ("On time", 100, "points") if name == "on_time" else (f"Days until {words}", 1, "days")
    predicted, observed, error = effect["predicted"]["mean"], effect["observed"], effect["standard_error"]
    if predicted is None or observed is None:
        return f"{what}: nothing was observed."
    said = f"{what}: {scale * predicted:+.2f} {unit} predicted, {scale * observed:+.2f} came"
    if predicted == 0:
        return f"{said}: nothing in the model hangs on what was changed."
    if abs(observed) <= CLEAR * error:
        return f"{said}, too little to be told from luck (standard error {scale * error:.2f})."
    if predicted * observed > 0:
        return f"{said}: the direction is right, {abs(predicted / observed):.0%} of the size."
    return f"{said}: the direction is wrong, or something else changed as well."
