"""The one honest test of a forecast: what was known before a date, what came after, and what naive forecasts said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from scenarios.errors import InputError
from scenarios.importing.replaying import part, simulated
from scenarios.importing.spreads import (
    FEW,
    LastStage,
    Mask,
    Numbers,
    Spread,
    last_stage,
    lead_times,
    reached,
    recent,
)
from scenarios.importing.stages import Fit, fit
from scenarios.importing.windows import FAR
from scenarios.traces.stages import stage_words
from scenarios.traces.trace import Trace
from sim.units import DAY, UNOBSERVED, WEEK

GOOD_DISTANCE, GOOD_POINTS = 0.11, 1.5
"""What a forecast must reach to be called right: distance of lead times, and points of the share on time."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Observed and forecast lead times after a date; `document` is what ``--json`` prints."""

    document: dict[str, Any]
    assumptions: tuple[str, ...]


def cut_at(trace: Trace, last: str, option: str = "--last") -> int:
    """The moment that separates what is known from what is forecast: a share of the orders, or a date.

    Raises
    ------
    InputError
        If it is neither, or leaves nothing on one side.
    """
    text = last.strip()
    try:
        if text.endswith("%"):
            share = float(text[:-1]) / 100
            place = int(trace.placed.size * (1 - share))
            cut = int(trace.placed[min(max(place, 0), trace.placed.size - 1)]) // DAY * DAY
        else:
            cut = (date.fromisoformat(text) - trace.config.start).days * DAY
    except ValueError:
        raise InputError(f"{option}: {last}: a share such as 20% or a date such as 2026-03-31 is accepted") from None
    if not FEW <= np.count_nonzero(trace.placed < cut) <= trace.placed.size - FEW:
        raise InputError(
            f"{option}: {last}: leaves fewer than {FEW} orders on one side, another share or date is accepted"
        )
    return cut


def backtest(trace: Trace, cut: int) -> Backtest:
    """Fit to what was known at `cut`, forecast the orders after it, once and anew each week.

    Raises
    ------
    InputError
        If too few orders are known to have been delivered on either side.
    """
    seen, placed, stage = trace.observed, trace.placed, last_stage(trace)
    ended = reached(trace, stage)
    words = stage_words(trace.config)[stage]
    ahead, came = placed >= cut, ended != UNOBSERVED
    if np.count_nonzero(ahead & came) < FEW or np.count_nonzero(came & (ended < cut)) < FEW:
        raise InputError(
            f"FOLDER: fewer than {FEW} orders before or after the date tell when they were {words}, more are accepted"
        )
    lead = (ended - placed) / DAY
    observed = lead[ahead & came]
    promised = ahead & (seen.delivered != UNOBSERVED) & (seen.promised != UNOBSERVED)
    on_time = _share(seen.delivered <= seen.promised, promised)
    once = fit(trace, cut, ahead=int(placed[-1]) + 1 - cut)
    days, punctual = _forecast(trace, ahead, once)
    weekly_days, weekly_punctual, weeks, near_weeks = [], [], [], list[int]()
    for begin in range(cut, int(placed[-1]) + 1, WEEK):
        week = (placed >= begin) & (placed < begin + WEEK)
        if not week.any():
            continue
        anew = fit(trace, begin, rounds=4, near=True)
        near_weeks.append(anew.window.weeks)
        found, good = _forecast(trace, week, anew)
        weekly_days.append(found)
        weekly_punctual.append(good)
        weeks.append(_week(trace, begin, week & came, found, lead))
    document: dict[str, Any] = {
        "stage": words,
        "from": _day(trace, cut),
        "to": _day(trace, int(placed[-1])),
        "orders": int(np.count_nonzero(ahead)),
        "observed": _summary(observed, on_time, observed),
        "simulated": _summary(days, _mean(punctual), observed),
        "weekly": _summary(np.concatenate(weekly_days), _mean(np.concatenate(weekly_punctual)), observed),
        "naive": _naive(trace, stage, cut, observed, lead),
        "weeks": weeks,
    }
    document["verdict"] = _verdict(document, stage)
    kind = "shares of the time promised" if once.by_promise else "days"
    assumptions = (
        f"Known: {int(np.count_nonzero(placed < cut))} orders placed before {document['from']}, and what had "
        "happened to them by then.",
        f"Lead times are {kind} until {words}, of the orders placed in the last {once.window.weeks} weeks, one on its "
        "way counting as longer than so far"
        + (f", and {100 * once.window.season:.0f} % of the same weeks a year ago" if once.by_season else "")
        + f"; of the weekly forecasts days, of the last {_few(near_weeks)} weeks. Forecasts inside the data chose so.",
        "Orders, promises and payment methods after the date are those of the file; staff and shifts stay as they are.",
    )
    return Backtest(document, assumptions)


def _few(weeks: list[int]) -> str:
    least, most = min(weeks), max(weeks)
    return f"{least}" if least == most else f"{least} to {most}"


def _forecast(trace: Trace, where: Mask, fitted: Fit) -> tuple[Numbers, Mask]:
    """Simulated days until the last stage, and which of the orders with a promise kept it, if that is delivery."""
    some = part(trace, where)
    ended = getattr(simulated(some, fitted.config), fitted.stage)
    came = ended != UNOBSERVED
    promised = came & (some.observed.promised != UNOBSERVED) & (fitted.stage == "delivered")
    return (ended - some.placed)[came] / DAY, (ended <= some.observed.promised)[promised]


def _naive(trace: Trace, stage: LastStage, cut: int, observed: Numbers, lead: Numbers) -> dict[str, Any]:
    """What a spreadsheet would say."""
    seen, placed, ended = trace.observed, trace.placed, reached(trace, stage)
    came = ended != UNOBSERVED
    year = 364 * DAY
    groups = {
        "last_four_weeks": recent(trace, ended, cut, 4),
        "history": came & (ended < cut),
        "same_weeks_last_year": came & (placed >= cut - year) & (placed <= int(placed[-1]) - year) & (ended < cut),
    }
    result = {}
    for name, where in groups.items():
        whole = where & (seen.delivered != UNOBSERVED) & (seen.promised != UNOBSERVED)
        kept = _share(seen.delivered <= seen.promised, whole)
        result[name] = _summary(lead[where], kept, observed)
    window = (cut - FAR.weeks * WEEK, cut)
    spread = lead_times(trace, stage, cut, window, by_promise=True) if stage == "delivered" else None
    if spread is not None:
        windows = ((seen.promised - placed) / DAY)[(placed >= cut) & came & (seen.promised > placed)]
        some = windows[:: max(1, windows.size // 200)]
        points = (spread.quantiles((np.arange(400) + 0.5) / 400)[:, None] * some[None, :]).ravel()
        result["share_of_promise"] = _summary(points, float(spread.masses[spread.points <= 1.0].sum()), observed)
    return result


def _summary(days: Numbers, on_time: float | None, observed: Numbers) -> dict[str, Any]:
    if not days.size:
        return {"mean_days": None, "on_time": None, "ks": None}
    spread = Spread(days, np.full(days.size, 1.0 / days.size))
    return {
        "mean_days": round(float(days.mean()), 3),
        "on_time": None if on_time is None else round(on_time, 4),
        "ks": round(spread.distance(observed), 4),
    }


def _share(good: Mask, where: Mask) -> float | None:
    return float(good[where].mean()) if where.any() else None


def _mean(good: Mask) -> float | None:
    return float(good.mean()) if good.size else None


def _week(trace: Trace, begin: int, came: Mask, found: Numbers, lead: Numbers) -> dict[str, Any]:
    """One week: observed mean, and the interval in which the simulated mean of as many orders lies."""
    number = int(np.count_nonzero(came))
    document: dict[str, Any] = {"from": _day(trace, begin), "orders": number, "observed": None, "simulated": None}
    if number and found.size > 1:
        mean, error = float(found.mean()), float(found.std(ddof=1)) * (1 / number + 1 / found.size) ** 0.5
        seen = float(lead[came].mean())
        document |= {
            "observed": round(seen, 3),
            "simulated": round(mean, 3),
            "within_80": bool(abs(seen - mean) <= 1.2816 * error),
            "within_95": bool(abs(seen - mean) <= 1.96 * error),
        }
    return document


def _verdict(document: dict[str, Any], stage: LastStage) -> str:
    """Say in plain words which questions this data supports."""
    ours, observed = document["simulated"], document["observed"]
    points = None if observed["on_time"] is None else 100 * abs(ours["on_time"] - observed["on_time"])
    right = ours["ks"] <= GOOD_DISTANCE and (points is None or points <= GOOD_POINTS)
    rivals = {name: one["ks"] for name, one in document["naive"].items() if one["ks"] is not None}
    best = min(rivals, key=lambda name: rivals[name])
    beaten = ours["ks"] <= rivals[best]
    told = [week for week in document["weeks"] if week["observed"] is not None]
    inside = sum(week["within_95"] for week in told)
    said = [
        f"At any number of days the share {document['stage']} is off by at most {100 * ours['ks']:.0f} points"
        + ("." if points is None else f", the share on time by {points:.1f}."),
        f"The best naive forecast ({best.replace('_', ' ')}) is off by {100 * rivals[best]:.0f} points: "
        + ("the model is at least as good." if beaten else "the model is worse here."),
        f"Forecast anew each week it is off by {100 * document['weekly']['ks']:.0f} points; the week's mean lay within "
        f"the 95 % interval in {inside} of {len(told)} weeks.",
        _supported(stage)
        if right
        else "Ask it how alternatives differ, not what lead times will be months ahead; forecast anew each week.",
    ]
    if inside < 0.8 * len(told):
        said.append("Weeks differ by more than luck: measure what changes between them (carrier, peak, staff).")
    return " ".join(said)


def _supported(stage: LastStage) -> str:
    if stage == "delivered":
        return "Questions about lead times and promises can be asked of this data."
    return (
        "Questions about handling can be asked of this data. It does not tell when parcels were delivered: add the "
        "carrier's dates before you ask about promises."
    )


def _day(trace: Trace, moment: int) -> str:
    start = datetime.combine(trace.config.start, datetime.min.time())
    return (start + timedelta(microseconds=moment)).date().isoformat()
