"""Forecasts by date at five rolling origins, beside naive ones: `python benchmarks/forecasts.py olist_*.csv.gz`.

The files of a shop are imported. At five dates, with 60, 65, 70, 75 and 80 % of the orders before them, the fifth of
the orders that came next is forecast once, and anew each week; what nobody knew on the date is used by none of the
forecasts. A distance is the largest gap between two distributions of lead times (Kolmogorov and Smirnov); points are
those of the share on time. Of each row the mean over the dates is told, and the last date.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np

from scenarios.commands.import_ import import_
from scenarios.importing.backtest import backtest
from scenarios.importing.replaying import part
from scenarios.importing.spreads import Mask, Numbers, distance, last_stage, reached, recent
from scenarios.resolve import load
from scenarios.text_tables import text_table
from scenarios.traces import read
from scenarios.traces.trace import Trace
from sim.units import DAY, UNOBSERVED, WEEK

ORIGINS = (0.6, 0.65, 0.7, 0.75, 0.8)
AHEAD = 0.2
"""Shares of the orders before each date, and forecast from it."""
WEEKS = 5
"""Deliveries of so many weeks, from which a spreadsheet forecasts the next week."""

Right = tuple[float, float]
"""Distance, and points off."""


def at(trace: Trace, share: float) -> dict[str, Right]:
    """Every forecast from one date: name -> distance and points off."""
    last = trace.placed.size - 1
    cut = int(trace.placed[int(trace.placed.size * share)]) // DAY * DAY
    end = int(trace.placed[min(int(trace.placed.size * (share + AHEAD)), last)])
    known = part(trace, trace.placed <= end)
    found = backtest(known, cut).document
    right = 100 * found["observed"]["on_time"]
    rows = {"model, once": found["simulated"], **found["naive"], "model, anew each week": found["weekly"]}
    result = {
        name.replace("_", " "): (one["ks"], 100 * one["on_time"] - right)
        for name, one in rows.items()
        if one["ks"] is not None
    }
    return result | {f"anew each week, the last {WEEKS} weeks' deliveries": weekly(known, cut, right)}


def weekly(trace: Trace, cut: int, right: float) -> Right:
    """Each week as those orders were that were placed and delivered in the last weeks, as a spreadsheet has them."""
    placed, ended, promised = trace.placed, reached(trace, last_stage(trace)), trace.observed.promised
    lead, came = (ended - placed) / DAY, ended != UNOBSERVED
    levels, days, kept = (np.arange(200) + 0.5) / 200, [], []
    for begin in range(cut, int(placed[-1]) + 1, WEEK):
        week = came & (placed >= begin) & (placed < begin + WEEK)
        lately: Mask = recent(trace, ended, begin, WEEKS) & (placed >= begin - WEEKS * WEEK)
        if week.any() and lately.any():
            number = int(np.count_nonzero(week))
            days.append(np.tile(np.quantile(lead[lately], levels), number))
            kept += [float((ended <= promised)[lately & (promised != UNOBSERVED)].mean())] * number
    ahead: Numbers = lead[came & (placed >= cut)]
    return distance(np.concatenate(days), ahead), 100 * float(np.mean(kept)) - right


def main() -> None:
    """Print a row a forecast."""
    with tempfile.TemporaryDirectory() as name, redirect_stdout(io.StringIO()):
        import_(*map(Path, sys.argv[1:]), out=Path(name) / "shop", json=True)
        trace = read(load(str(Path(name) / "shop")).config, Path())
        dates = [at(trace, share) for share in ORIGINS]
    rows = []
    for name in dates[-1]:
        all_ = [one[name] for one in dates if name in one]
        far, off = (float(np.mean([abs(pair[k]) for pair in all_])) for k in (0, 1))
        each = "  ".join(f"{gap:.3f}/{points:+.1f}" for gap, points in all_)
        rows.append((name, f"{far:.3f}", f"{off:.1f}", f"{all_[-1][0]:.3f}", f"{abs(all_[-1][1]):.1f}", each))
    print(text_table(("", "distance, mean", "points, mean", "distance, last", "points, last", "each date"), rows))


if __name__ == "__main__":
    main()
