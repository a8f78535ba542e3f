"""What is declared holds: every happening has a writer and words, and nobody reads what a row does not have."""

from __future__ import annotations

import ast
import inspect
import json
from enum import IntEnum
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import own_solver
import pytest

import sim
from scenarios.exports.ocel import ocel_json
from sim.config import SimConfig
from sim.kpis import evaluate
from sim.kpis.series import hourly
from sim.life import HAPPENINGS, SUBJECTS
from sim.life.happening import COLUMNS, UNITS, Happening, Rows
from sim.log import EVENT_TYPE, Log
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.tracking.timeline import timelines

ROOMS = Path(sim.__file__).parent
MODULES = sorted(file.stem for file in (ROOMS / "life").glob("*.py") if file.stem not in ("__init__", "happening"))
"""Every file of a subject, one that was added a moment ago too."""
EVERY = pytest.mark.parametrize("happening", HAPPENINGS.values(), ids=lambda one: one.name or str(one.code))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """A business in which everything happens: give yours a value here at which it does."""
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 200},
                "catalogue": {"items": 15},
                "walk_ins": {"purchases_per_day": 40},
                "preferences": {"collect": 0.4},
                "cancellation": {"share": 0.1},
            },
            "processing": {
                "payment": {"decline": 0.3, "review": 0.2},
                "price": {"error": 0.2},
                "reserve_minutes": 30.0,
            },
            "inventory": {
                "opening_days": 0.5,
                "record_error": 0.6,
                "shrinkage_per_day": 0.3,
                "lead_time_days": 0.3,
                "stores": {"opening_days": 3.0},
                "substitution": {"accepted": 0.5, "group_size": 3},
                "transfers": {"every_days": 1, "below_days": 0.5, "up_to_days": 1.0, "keep_days": 1.0, "days": 0.2},
            },
            "fulfilment": {
                "picking": {"mispick": 0.2},
                "packing": {"damage": 0.1},
                "nodes": {"centre": {"x_kilometres": -3.0}, "shop": {"kind": "store", "counter_places": 3}},
                "stores": {
                    "offers": {"acceptance": 0.5},
                    "collection": {"never_collected": 0.3, "extra_basket": 0.5},
                },
            },
            "delivery": {
                "mode": "mixed",
                "fleet_radius_kilometres": 6.0,
                "solver": {"name": f"{Path(own_solver.__file__)}::ByAudit"},
                "fleet": {
                    "vans": {"van": {"count": 1, "capacity_litres": 60}},
                    "traffic": {"incidents": {"per_day": 100.0}},
                    "drivers": {
                        "pay": "shift",
                        "breaks": [{"after_hours": hour, "by_hours": hour, "minutes": 5} for hour in range(1, 9)],
                    },
                },
                "doors": {"not_home": 0.3, "maximum_attempts": 2},
                "carrier": {"lost": 0.1},
                "price": {"standard": 3.95},
            },
            "aftersales": {"returns": {"changed_mind": 0.3, "at_till": 0.5}},
        }
    )
    return simulate(config, draw(config, 5, 0))


def test_codes_are_different_and_fit_a_byte() -> None:
    declared = [
        value for name in MODULES for value in vars(import_module(f"sim.life.{name}")).values()
        if isinstance(value, Happening)
    ]  # fmt: skip
    assert sorted(one.code for one in declared) == sorted(HAPPENINGS), "a code twice, or a file that life does not name"
    assert all(0 < code < 256 for code in HAPPENINGS)


@EVERY
def test_no_two_fields_stand_in_one_place(happening: Happening) -> None:
    columns = [COLUMNS[name] for name in happening.fields]
    assert len(set(columns)) == len(columns)
    assert set(columns) <= set(EVENT_TYPE.names or ())
    assert set(happening.about) <= set(happening.fields)
    assert (happening.reasons is not None) == ("reason" in happening.fields)
    assert [name for name in happening.fields if name in UNITS] == ([happening.value] if happening.value else [])
    with pytest.raises(KeyError, match="has no"):
        happening.column("nothing of the kind")


@EVERY
def test_every_happening_is_told_in_the_timeline_or_says_why_not(happening: Happening) -> None:
    assert bool(happening.words) != bool(happening.silent)
    blanks = {"line": "line 1", "units": "2 units", "amount": "3.00 GBP", "stars": "4 stars", "reason": "why"}
    said = {name: text for name, text in blanks.items() if name in happening.fields}
    assert "{" not in happening.words.format(**said)


def test_every_reason_has_words() -> None:
    worded: set[type[IntEnum]] = set()
    enums: set[type[IntEnum]] = set()
    for name in MODULES:
        for value in vars(import_module(f"sim.life.{name}")).values():
            if inspect.isclass(value) and issubclass(value, IntEnum) and value is not IntEnum:
                enums.add(value)
            if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
                kinds = {type(key) for key in value}
                (kind,) = kinds
                if issubclass(kind, IntEnum):
                    assert set(value) == set(kind), f"{kind.__name__}: a member without words"
                    worded.add(kind)
    states = {"Payment"}  # shown to nobody
    assert {one.__name__ for one in enums - worded} <= states


def test_only_named_writers_write() -> None:
    """A room calls the function of a happening; only these know places in a row."""
    for path in sorted(ROOMS.rglob("*.py")):
        if path.parent.name == "life" or path.name == "log.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("add", "add_all"):
                owner = ast.unparse(node.value)
                assert not owner.endswith("log"), f"{path.name}: {owner}.{node.attr}"


def test_each_happening_is_written_by_functions_of_its_own_file() -> None:
    for name in MODULES:
        module = import_module(f"sim.life.{name}")
        source = inspect.getsource(module)
        for constant, value in vars(module).items():
            if isinstance(value, Happening):
                assert f"{constant}.code" in source or f"(log, {constant}" in source, f"{constant} is never written"


def noise(outcome: Outcome) -> Outcome:
    """The same log with rubbish in every place of a row that its happening has no field for."""
    log = Log(len(outcome.log.orders), further_parcels=0, walk_ins=len(outcome.log.walk_ins))
    for table in outcome.log.tables:
        setattr(log, table.name, table)
    rng = np.random.default_rng(1)
    for chunk in outcome.log.chunks():
        rows = chunk.copy()
        for code, happening in HAPPENINGS.items():
            mine = rows["kind"] == code
            held = {COLUMNS[name] for name in happening.fields} | {"time", "kind"}
            if "order" not in happening.fields:
                held.add("order")  # -1: of no order, which is what keeps it out of a cohort
            for name in set(EVENT_TYPE.names or ()) - held:
                rows[name][mine] = rng.integers(0, 100, int(mine.sum()))
        log.add_all(rows.size, **{name: rows[name] for name in EVENT_TYPE.names or ()})
    return Outcome(log, outcome.facts)


def test_nobody_reads_a_field_that_a_happening_does_not_have(outcome: Outcome) -> None:
    unseen = set(HAPPENINGS) - set(np.unique(outcome.log.rows()["kind"]).tolist())
    assert not unseen, f"never happen in this test: {[HAPPENINGS[code].name or code for code in sorted(unseen)]}"
    other = noise(outcome)
    assert evaluate(other) == evaluate(outcome)
    assert hourly(other) == hourly(outcome)
    orders = range(outcome.facts.tape.orders)
    assert timelines(other, orders) == timelines(outcome, orders)
    exported = (sorted(map(json.dumps, json.loads("".join(ocel_json(one)))["events"])) for one in (other, outcome))

    def without_number(events: list[str]) -> list[Any]:
        return sorted(json.dumps({**json.loads(event), "id": ""}) for event in events)

    ours, theirs = map(without_number, exported)
    assert ours == theirs


def test_rows_answer_to_names() -> None:
    log = Log(1)
    log.add(7, 13, 0, 2, 1, 0, 5, 3, 0, 0, 4)
    rows = Rows(HAPPENINGS[13], next(iter(log.chunks())))
    assert [int(rows[name][0]) for name in ("time", "order", "line", "parcel", "item", "node", "units")] == [
        7, 0, 2, 1, 5, 3, 4,
    ]  # fmt: skip
    assert rows.values.tolist() == [4]
    with pytest.raises(KeyError, match="has no van"):
        rows["van"]


def test_every_stamp_that_is_told_is_a_column() -> None:
    for subject in SUBJECTS:
        assert set(subject.events) <= set(subject.columns)
