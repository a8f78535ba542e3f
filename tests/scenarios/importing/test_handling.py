"""Whether the staff explains when parcels leave: its pace is found where there is a queue, else times are added."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.importing.explaining import explained
from scenarios.importing.handling import with_handling
from scenarios.importing.paces import paced
from scenarios.importing.replaying import part, simulated
from scenarios.importing.transit import stamped
from scenarios.overrides import parse_override
from scenarios.resolve import load, with_values
from scenarios.traces import read
from scenarios.traces.trace import Trace
from sim.units import DAY, HOUR, UNOBSERVED
from tests.scenarios.importing.test_backtest import imported

Run = Callable[..., Any]
Paces = tuple[float, float]
SHIFT = '[{start: "09:00", end: "16:00", staff: 1}]'
TASKS = ("picking", "packing", "labelling", "inspection")
BUSY = (
    f"fulfilment.nodes.warehouse.shifts={{{', '.join(f'{task}: {SHIFT}' for task in TASKS)}}}",
    "fulfilment.picking.minutes_per_order=22",
    "fulfilment.waiting_hours=null",
)
"""Ten orders a day, each of 23 minutes of picking in seven hours: with half as much again there is a queue."""


@pytest.fixture
def trace(orderlab: Run) -> Trace:
    imported(orderlab)
    scenario = with_values(load("shop"), [parse_override(text, "--set") for text in BUSY])
    found = read(scenario.config, Path())
    return part(found, found.placed < 28 * DAY)


def seen_with(trace: Trace, factor: float, packing: float = 1.0, *, later: float = 0.0, packed: bool = False) -> Trace:
    """The trace with the hand-overs of a business that takes so many times the minutes, or hands over hours later."""
    found = simulated(trace, paced(trace.config, factor, packing), replication=5)
    left = found.shipped != UNOBSERVED
    shipped = np.where(left, found.shipped + np.int64(later * HOUR) * (np.arange(left.size) % 3), UNOBSERVED)
    observed = replace(trace.observed, approved=np.where(left, found.approved, UNOBSERVED), shipped=shipped)
    if packed:
        observed = replace(observed, packed=found.packed)
    return replace(trace, observed=observed)


def test_the_pace_of_the_staff_is_found_where_it_explains_the_days(trace: Trace) -> None:
    found = with_handling(trace.config, seen_with(trace, 1.4), 3, by_promise=False).fulfilment
    assert found.waiting_hours is None
    pace = found.picking.minutes_per_order / trace.config.fulfilment.picking.minutes_per_order
    assert 1.25 <= pace <= 1.65


@pytest.mark.parametrize(("paces", "other"), [((1.0, 1.7), (1.7, 1.0)), ((1.7, 1.0), (1.0, 1.7))])
def test_stamps_of_packing_tell_whose_queue_it_was(trace: Trace, paces: Paces, other: Paces) -> None:
    """Either queue sends parcels out a day late; what is forecast of one more picker hangs on which it was."""
    packing = trace.config.fulfilment.packing.model_copy(update={"minutes": 22.0})
    fulfilment = trace.config.fulfilment.model_copy(update={"packing": packing})
    trace = replace(trace, config=trace.config.model_copy(update={"fulfilment": fulfilment}))
    known = np.ones(trace.placed.size, dtype=np.bool_)
    seen = seen_with(trace, *paces, packed=True)
    right, wrong = (explained(seen, paced(trace.config, *pair), known).near for pair in (paces, other))
    assert right > wrong + 0.05


def test_what_no_pace_explains_is_added_as_waiting(trace: Trace) -> None:
    late = seen_with(trace, 1.0, later=48.0)
    found = with_handling(trace.config, late, 3, by_promise=False).fulfilment
    assert found.waiting_hours is not None
    assert found.picking == trace.config.fulfilment.picking


def test_parcels_that_left_too_lately_to_be_back_tell_nothing_of_transit() -> None:
    """Of those that left on the last days only the fastest have come: they would make the carrier faster than it is."""
    placed = np.arange(100, dtype=np.int64) * DAY // 2
    took = np.where(np.arange(100) % 4 == 0, 6 * DAY, 2 * DAY)
    until = 50 * DAY
    came = np.where(placed + took < until, placed + took, UNOBSERVED)
    trace: Any = SimpleNamespace(placed=placed, observed=SimpleNamespace(shipped=placed, delivered=came))
    told = stamped(trace, np.ones(100, dtype=np.bool_), until)
    assert placed[told].max() < until - 6 * DAY
    assert ((came - placed)[told] == 6 * DAY).mean() == pytest.approx(0.25, abs=0.01)
