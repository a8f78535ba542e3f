"""A value at a leaf of a scenario file: refused with one line, or what is run of it makes sense."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scenarios import load, run
from scenarios.errors import InputError, one_line, printable, shortened
from scenarios.scenario import Scenario
from sim.kpis import DEFINITIONS

LIMIT_MINUTES = 0.1
HOUSE = """
extends: tiny
days: 2
follow_up_days: 30
placement:
  demand: {orders_per_day: 40}
  walk_ins: {purchases_per_day: 30}
  custom: {headroom: 1.5, lost_after_late: 0.3, won_after_on_time: 0.1}
fulfilment:
  nodes: {shop: {kind: store, pickers: 1, packers: 1, labellers: 1, inspectors: 1, x_kilometres: 2}}
inventory: {supplier: {short: 0.1}, counts: {every_days: 1}}
tracking: {delay_notices: true}
overheads: {rent: {per_year: 9000}}
"""
"""A small business in which every room has something to do."""
SMALL = ("delivery.solver.name=manual", f"experiment.time_limit_minutes={LIMIT_MINUTES}")
"""No kernels to load, and an end to what would take hours."""
SLACK_SECONDS = 60.0
"""Of a busy machine: what ends a cell is an alarm, and loading comes on top."""
SIGNED = ("profit", "contribution", "profit_margin", "estimate_error", "turnover", "online_turnover", "group_turnover")
"""KPIs that may be below zero: credits for late orders may be worth more than the orders, of which a run warns."""
NET = ("cost.shipping", "shipping_cost_per_order", "cost_per_order")
"""Less what the carrier pays for parcels it has lost, which may be more than its charges where it loses most."""


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}[str(value)]
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    if isinstance(value, float) and "e" in (text := repr(value)) and "." not in text:
        return text.replace("e", ".0e")
    return json.dumps(value)


def write_house(folder: Path) -> None:
    """The base of every case, and the order file that some of them name."""
    (folder / "house.yaml").write_text(f"name: house\n{HOUSE}")
    orders = [f"A{number},2026-03-02 10:{10 + number}:00" for number in range(30)]
    (folder / "orders.csv").write_text("\n".join(["id,placed", *orders]) + "\n")


def loaded(document: Mapping[str, Any], folder: Path) -> Scenario:
    """Write a scenario that lays a document upon the house, and load it."""
    file = folder / "case.yaml"
    lines = [f"{key}: {flow(one)}\n" for key, one in document.items()]
    file.write_text(f"name: case\nextends: house.yaml\n{''.join(lines)}")
    return load(file, SMALL)


def nonsense(document: Mapping[str, Any], folder: Path) -> str:
    """Load and run a scenario that lays a document upon the house; return what is wrong with how that went.

    Nothing is, an empty text, when it is refused or fails in one line, or when every value that comes out makes sense.
    """
    began = time.monotonic()
    try:
        result = run(loaded(document, folder), replications=1, jobs=1)
    except (InputError, OSError) as error:  # a command tells of a file that cannot be read in one line too
        return _of_line(printable(shortened(str(error))))
    except Exception as error:
        return f"a defect: {type(error).__name__}: {one_line(error)}"[:300]
    (done,) = result.replications
    if not done.failure:
        return "; ".join(_of_kpis(done.kpis))
    if not done.failure.startswith(("no result after", "solver ", "replenishment policy ", "dispatch policy ")):
        return f"a defect: {done.failure}"
    if (took := time.monotonic() - began) > LIMIT_MINUTES * 60 + SLACK_SECONDS:
        return f"{took:.0f} seconds, {LIMIT_MINUTES * 60:g} are allowed"
    return _of_line(done.failure)


def _of_line(line: str) -> str:
    if len(line.splitlines()) != 1 or not line.isprintable():
        return f"no line: {line[:200]!r}"
    return f"a long line: {line[:200]}..." if len(line) > 900 else ""


def _of_kpis(kpis: Mapping[str, float | None]) -> Iterator[str]:
    for key, value in kpis.items():
        unit = DEFINITIONS[key if key in DEFINITIONS else key.partition(".")[0]].unit
        if value is None:
            continue
        if not math.isfinite(value):
            yield f"{key} is {value}"
        elif value < 0 and key.partition(".")[0] not in SIGNED and key not in NET:
            yield f"{key} is {value}, below zero"
        elif unit == "share" and value > 1 + 1e-9 and key not in SIGNED:
            yield f"{key} is {value}, more than all"
