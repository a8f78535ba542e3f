"""Fitted values into the scenario of a folder: each line that had the value is replaced, the others stay."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

from scenarios.errors import InputError
from scenarios.finding import FOLDER_SCENARIO
from scenarios.importing.replaying import part, simulated
from scenarios.importing.spreads import FEW, distance, reached, recent
from scenarios.importing.stages import Fit, fit
from scenarios.importing.texts import OBSERVATIONS, REPLAY
from scenarios.importing.values import MARKS, TABLES, WORDS, Value, observations, with_marks
from scenarios.reading import plain
from scenarios.reading import read as read_file
from scenarios.resolve import load
from scenarios.traces import read
from scenarios.traces.stages import stage_words
from scenarios.traces.trace import Trace
from sim.units import DAY, UNOBSERVED


def fitted_values(folder: Path, weeks: int | None = None) -> list[Value]:
    """Return what the last weeks of a folder's orders say of its stages, with n, period and goodness of fit.

    Raises
    ------
    InputError
        If it is no imported folder, or holds too few orders that tell of their last stage.
    """
    if not (folder / FOLDER_SCENARIO).is_file():
        raise InputError(f"FOLDER: {folder}: no {FOLDER_SCENARIO} in it, a folder of orderlab import is accepted")
    if weeks is not None and weeks < 1:
        raise InputError(f"--weeks: {weeks}: 1 or more is accepted")
    trace = read(load(str(folder)).config, Path())
    until = int(trace.placed[-1]) + 1
    found = fit(trace, until, weeks)
    weeks = found.window.weeks
    words = stage_words(trace.config)[found.stage]
    if found.counts["ended"] < FEW:
        raise InputError(
            f"FOLDER: {folder}: {found.counts['ended']} orders of the last {weeks} weeks tell when they were "
            f"{words}, {FEW} are needed"
        )
    why = f"placed in the last {weeks} weeks"
    fits = _fits(trace, until, found)
    values = []
    if found.counts["paid"] >= FEW:
        methods = {
            name: method.model_dump(mode="json", exclude_defaults=True)
            | {"clearing_hours": _rounded(method.clearing_hours)}
            for name, method in found.config.processing.payment.methods.items()
        }
        paid = f"n = {found.counts['paid']} paid in the last {weeks} weeks"
        seen = {f"{name}.clearing_hours": found.counts["paid"] for name in methods}
        values.append(Value("processing.payment.methods", methods, "data", paid, seen))
    fulfilment, handled = found.config.fulfilment, f"n = {found.counts['handled']} {why}"
    alone = fulfilment.waiting_hours is None and fulfilment.waiting_share_of_promise is None
    if alone and found.counts["handled"] >= FEW:
        values.append(
            Value("fulfilment.waiting_hours", None, "data", f"{handled}: the staff explains when parcels leave")
        )
    before = trace.config.fulfilment
    if (fulfilment.picking, fulfilment.packing) != (before.picking, before.packing):
        said = f"{handled}: the pace at which parcels leave on their day"
        names = ("picking.minutes_per_order", "picking.minutes_per_line", "picking.seconds_per_unit", "packing.minutes")
        for path in names:
            block, _, name = path.partition(".")
            values.append(Value(f"fulfilment.{path}", getattr(getattr(fulfilment, block), name), "data", said))
    for name in ("waiting_hours", "waiting_share_of_promise"):
        waiting = getattr(fulfilment, name)
        if waiting is not None and found.counts["handled"] >= FEW:
            said = f"{handled}; {fits}" if found.stage == "shipped" else handled
            values.append(Value(f"fulfilment.{name}", _rounded(waiting), "data", said, {"": found.counts["handled"]}))
    if found.stage == "shipped":
        return values
    known = found.config.placement.trace
    if known is not None and (found.by_promise or known.promise_knows.transit):
        knows = {"handling": round(known.promise_knows.handling, 3), "transit": round(known.promise_knows.transit, 3)}
        values.append(Value("placement.trace.promise_knows", knows, "data", handled))
    return values + _transit(found, f"n = {found.counts['ended']} {why}; {fits}")


def _fits(trace: Trace, until: int, found: Fit) -> str:
    """How far the simulated times to the last stage are from the observed, of the orders that count."""
    ended = reached(trace, found.stage)
    some = part(trace, recent(trace, trace.placed, until, found.window.weeks) & (ended != UNOBSERVED))
    ours = getattr(simulated(some, found.config), found.stage)
    came = ours != UNOBSERVED
    days, seen = (ours - some.placed)[came] / DAY, (reached(some, found.stage) - some.placed) / DAY
    return (
        f"mean {days.mean():.2f} days until {stage_words(trace.config)[found.stage]} for {seen.mean():.2f} observed "
        f"(standard error {seen.std(ddof=1) / np.sqrt(seen.size):.2f}), distance {distance(days, seen):.3f}"
    )


def _transit(found: Fit, why: str) -> list[Value]:
    carrier, within = found.config.delivery.carrier, "within the transit times"
    name = "transit_share_of_promise" if found.by_promise else "transit_hours"
    return [
        Value(
            f"delivery.carrier.{name}",
            {zone: _rounded(table) for zone, table in getattr(carrier, name).items()},
            "data",
            why,
            {"default": found.counts["ended"]},
        ),
        Value("delivery.carrier.delivery_start", carrier.delivery_start, "data", within),
        Value("delivery.carrier.delivery_end", carrier.delivery_end, "data", within),
        Value("delivery.doors.not_home", found.config.delivery.doors.not_home, "data", within),
    ]


def _rounded(table: tuple[float, ...]) -> list[float]:
    return [round(value, 3) for value in table]


INSTEAD = (
    {"fulfilment.waiting_hours", "fulfilment.waiting_share_of_promise"},
    {"delivery.carrier.transit_hours", "delivery.carrier.transit_share_of_promise"},
)
"""Two ways to say one thing: who writes one takes the other away."""


def write_into(folder: Path, values: list[Value]) -> None:
    """Put values into the scenario's ``set``, in one step; a line of the same path or meaning is replaced."""
    file = folder / FOLDER_SCENARIO
    lines = file.read_text(encoding="utf-8").splitlines()
    for value in values:
        line = f"  {value.path}: {plain(value.value)}  # {WORDS[value.mark]} ({value.why})"
        paths = next((pair for pair in INSTEAD if value.path in pair), {value.path})
        where = [k for k, old in enumerate(lines) if old.strip().partition(":")[0] in paths]
        if not where:
            lines.insert(_end_of_set(lines), line)
            continue
        lines[where[0]] = line
        lines = [old for k, old in enumerate(lines) if k not in where[1:]]
    _put(folder / TABLES / MARKS, with_marks(folder, values))
    _put(folder / TABLES / REPLAY, _observed(folder / TABLES / REPLAY, values))
    _put(file, "\n".join(lines) + "\n")


def _observed(file: Path, values: list[Value]) -> str:
    """How the tables are read, with the orders that the fitted values rest on; of what was said otherwise, none."""
    text = file.read_text(encoding="utf-8")
    known = read_file(file, str(file)).values.get("set", {}).get("placement.trace", {}).get("observations", {})
    gone = {path for value in values for pair in INSTEAD if value.path in pair for path in pair}
    gone |= {value.path for value in values}
    kept = {path: n for path, n in known.items() if not any(path == one or path.startswith(f"{one}.") for one in gone)}
    line = f"{OBSERVATIONS}{plain({**kept, **observations(values)})}"
    lines = [old for old in text.splitlines() if not old.startswith(OBSERVATIONS)]
    return "\n".join([*lines, line]) + "\n"


def _put(file: Path, text: str) -> None:
    """Write a file beside its place first."""
    handle, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-")
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(text)
    Path(made).replace(file)


def _end_of_set(lines: list[str]) -> int:
    """Where a further value of ``set`` stands: behind its last indented line, before whatever the user wrote below."""
    at = next((k for k, line in enumerate(lines) if line.rstrip() == "set:"), len(lines) - 1) + 1
    while at < len(lines) and (not lines[at].strip() or lines[at][0] in " #"):
        at += 1
    return at
