"""An answer of a policy that cannot be used fails the cell with policy, method, moment and value."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load, run
from sim.records import Records, RecordsView

DISPATCH = {
    "Past": "next_decision at day 0, 00:00: -2 is not accepted, a whole number of microseconds, at least a second ",
    "Same": "next_decision at day 0, 00:00: -1 is not accepted",
    "Tick": "next_decision at day 0, 00:00: 1 is not accepted",
    "AlmostASecond": "next_decision at day 0, 00:00: 1999997 is not accepted",
    "Fraction": "next_decision at day 0, 00:00: 1799999999.0 is not accepted",
    "NoTime": "nan is not accepted",
    "NothingSaid": "None is not accepted",
    "TrueTime": "True is not accepted",
    "Late": "next_decision at day 0, 12:59: raised ZeroDivisionError: integer division or modulo by zero",
    "SaysFull": "raised SimulationError: picking.north: more than 9 waiting",
    "Short": "a bool array of shape (",
    "Numbers": "select at day 0, ",
    "Words": "'all' is not accepted",
    "Column": "a bool array of shape (",
    "Hidden": "a bool array of shape (",
    "Boasts": "a bool array of shape (",
    "Scribbler": "raised ValueError: assignment destination is read-only",
    "Unlocker": "raised ValueError: cannot set WRITEABLE flag to True of this array",
}
SOURCING = {
    "Elsewhere": "choose at day 0, ",
    "MinusOne": "-1 is not accepted, accepted: 0 (north), 1 (south)",
    "Nobody": "None is not accepted",
    "NoRule": "1000000 is not accepted, a rule with choose() is accepted",
    "Plunderer": "raised TypeError: 'Units' object does not support item assignment",
}
REPLENISHMENT = {
    "Negative": "numbers from 0 to 2147483647 are accepted",
    "Single": " days before the run: 5 is not accepted, 40 whole numbers from 0 to 2147483647 are accepted",
    "NotNumbers": " days before the run: np.float64(nan) is not accepted",
    "HalfUnits": "np.float64(0.5) is not accepted, of item 0 ",
    "Endless": "is not accepted, of item 0 40 whole numbers from 0 to 2147483647 are accepted",
    "TooFew": "array([0]) is not accepted",
    "Renumbers": "raised ValueError: assignment destination is read-only",
}
HONEST = {"dispatch": ("Clean", "Thorough", "Never"), "sourcing": ("First", "Quickest"), "policy": ("UpToTen",)}


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs one replication of a small scenario with a policy of `policies.py`; returns it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(Path(__file__).with_name("policies.py"), tmp_path / "policies.py")

    def call(block: str, name: str) -> Any:
        where = {
            "dispatch": "delivery.dispatch={{policy: {}}}",
            "sourcing": "fulfilment.sourcing={{rule: {}}}",
            "policy": "inventory.policy={{policy: {}}}",
        }[block]
        changes = [
            where.format(f"policies.py::{name}"),
            "placement.catalogue.items=40",
            "delivery.solver.name=savings",
            "delivery.solver.iterations=1",
            "fulfilment.nodes={north: {x_kilometres: 1}, south: {x_kilometres: -1}}",
        ]
        return run(load("tiny", changes), replications=1).replications[0]

    return call


CASES = [(block, name) for block, cases in (("dispatch", DISPATCH), ("sourcing", SOURCING)) for name in cases]
CASES += [("policy", name) for name in REPLENISHMENT]


@pytest.mark.parametrize(("block", "name"), CASES)
def test_an_answer_that_cannot_be_used_fails_the_cell(ran: Any, block: str, name: str) -> None:
    failure = ran(block, name).failure
    kind = {"dispatch": "dispatch policy", "sourcing": "sourcing rule", "policy": "replenishment policy"}[block]
    assert failure.startswith(f"{kind} policies.py::{name}: "), failure
    assert (DISPATCH | SOURCING | REPLENISHMENT)[name] in failure
    assert len(failure.splitlines()) == 1


def test_who_says_that_time_is_up_is_not_believed(ran: Any) -> None:
    """It was told to have taken the hour of its limit, and without a limit it ended the run."""
    assert ran("dispatch", "SaysLate").failure.startswith("OutOfTime")


@pytest.mark.parametrize(("block", "name"), [(block, name) for block, names in HONEST.items() for name in names])
def test_an_honest_policy_runs(ran: Any, block: str, name: str) -> None:
    done = ran(block, name)
    assert done.failure == ""
    assert (done.kpis["kilometres_per_drop"] is None) == (name == "Never")


def test_a_view_of_the_records_is_as_they_are_now_and_changes_nothing() -> None:
    records = Records(np.array([[5, 6]]), (1,))
    view = RecordsView(records)
    records.reserve(0, 1, 2)
    assert list(view.promisable[0]) == records.units[0].tolist() == view.units[0].tolist() == [4, 3]
    assert view.position(0).tolist() == [5, 4]
    for name in ("reserve", "restock", "receive"):
        assert not hasattr(view, name)
    with pytest.raises(TypeError):
        view.promisable[0] = [9, 9]  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        view.units[0, 0] = 9
    with pytest.raises(ValueError, match="WRITEABLE"):
        view.units.flags.writeable = True
