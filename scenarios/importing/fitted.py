"""Fitted values into the scenario of a folder: each line that had the value is replaced, the others stay."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

from scenarios.errors import InputError
from scenarios.finding import FOLDER_SCENARIO
from scenarios.importing.stages import FEW, distance, fit, part, recent, simulated
from scenarios.importing.values import MARKS, TABLES, WORDS, Value, with_marks
from scenarios.reading import plain
from scenarios.resolve import load
from scenarios.traces import read
from sim.units import DAY, UNOBSERVED


def fitted_values(folder: Path, weeks: int) -> list[Value]:
    """Return what the last `weeks` of a folder's orders say of its stages, with n, period and goodness of fit.

    Raises
    ------
    InputError
        If it is no imported folder, or holds too few delivered orders.
    """
    if not (folder / FOLDER_SCENARIO).is_file():
        raise InputError(f"FOLDER: {folder}: no {FOLDER_SCENARIO} in it, a folder of orderlab import is accepted")
    if weeks < 1:
        raise InputError(f"--weeks: {weeks}: 1 or more is accepted")
    trace = read(load(str(folder)).config, Path())
    until = int(trace.placed[-1]) + 1
    found = fit(trace, until, weeks)
    if found.counts["delivered"] < FEW:
        raise InputError(
            f"FOLDER: {folder}: {found.counts['delivered']} delivered orders in {weeks} weeks, {FEW} are needed"
        )
    cohort = recent(trace, trace.placed, until, weeks) & (trace.observed.delivered != UNOBSERVED)
    some = part(trace, cohort)
    _, _, delivered = simulated(some, found.config)
    came = delivered != UNOBSERVED
    lead, seen = (delivered - some.placed)[came] / DAY, (some.observed.delivered - some.placed) / DAY
    fits = f"distance to the observed lead times {distance(lead, seen):.3f}, mean {seen.mean():.2f} days"
    error = seen.std(ddof=1) / np.sqrt(seen.size)
    n, why = found.counts, f"placed in the last {weeks} weeks"
    carrier, doors = found.config.delivery.carrier, found.config.delivery.doors
    transit: tuple[str, object] = (
        ("transit_share_of_promise", _rounded(carrier.transit_share_of_promise["default"]))
        if found.by_promise
        else ("transit_hours", _rounded(carrier.transit_hours["default"]))
    )
    values = [
        Value(
            f"delivery.carrier.{transit[0]}",
            {"default": transit[1]},
            "data",
            f"n = {n['delivered']} {why}; standard error {error:.2f}; {fits}",
        ),
        Value("delivery.carrier.delivery_start", "00:00", "data", "within the transit times"),
        Value("delivery.carrier.delivery_end", "24:00", "data", "within the transit times"),
        Value("delivery.doors.not_home", doors.not_home, "data", "within the transit times"),
    ]
    fulfilment = found.config.fulfilment
    for name in ("waiting_hours", "waiting_share_of_promise"):
        waiting = getattr(fulfilment, name)
        if waiting is not None and n["handled"] >= FEW:
            values.append(Value(f"fulfilment.{name}", _rounded(waiting), "data", f"n = {n['handled']} {why}"))
    known = found.config.placement.trace
    if known is not None and found.by_promise:
        knows = {"handling": round(known.promise_knows.handling, 3), "transit": 0}
        values.append(Value("placement.trace.promise_knows", knows, "data", f"n = {n['handled']} {why}"))
    return values


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
    _put(file, "\n".join(lines) + "\n")


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
