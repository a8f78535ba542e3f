"""What is said of promises that a carrier cannot keep, however quick the house is."""

import re

import numpy as np
import pytest

from sim.config import SimConfig
from sim.model import simulate
from sim.outcome import Outcome
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES, draw

ALWAYS = {"start": "00:00", "end": "24:00"}
AT_ONCE = {
    "processing": {"payment": {"decline": 0, "review": 0}, "price": {"error": 0}},
    "inventory": {"record_error": 0, "policy": {"policy": "min_max", "order_up_to": 60, "reorder_point": 30}},
    "fulfilment": {
        "nodes": {"north": {**ALWAYS, "pickers": 50, "packers": 50, "labellers": 50}},
        "picking": {"minutes_per_order": 0.01, "minutes_per_line": 0.01, "seconds_per_unit": 0},
        "packing": {"minutes": 0.01, "check_seconds_per_line": 0},
        "labelling": {"seconds": 0.1},
    },
    "placement": {
        "demand": {"orders_per_day": 120},
        "channels": {"web": {"share": 1, "address_error": 0, "line_error": 0}},
    },
}


def shop(promise: dict[str, object], *, calendar: dict[str, object] | None = None) -> Outcome:
    values = {
        **AT_ONCE,
        "days": 7,
        "follow_up_days": 20,
        "delivery": {
            "mode": "carrier",
            "promise": promise,
            "doors": {"not_home": 0},
            "carrier": {"lost": 0, "transit_hours": {"default": [10.0, 14.0, 26.0, 40.0]}},
        },
        "calendar": calendar or {},
    }
    config = SimConfig.model_validate(values)
    return simulate(config, draw(config, 7, 0))


def told(outcome: Outcome) -> dict[str, tuple[int, int]]:
    found = {}
    for warning in outcome.warnings:
        if match := re.match(r"(\w+): the carrier can keep ([\d,]+) of ([\d,]+) promises", warning):
            found[match[1]] = (int(match[2].replace(",", "")), int(match[3].replace(",", "")))
    return found


@pytest.mark.parametrize("calendar", [{}, {"carrier": {"days": ["mon", "tue", "wed", "fri"]}}], ids=["daily", "rests"])
def test_a_house_that_takes_no_time_keeps_just_what_is_said_to_be_possible(calendar: dict[str, object]) -> None:
    outcome = shop({"standard_days": 1, "express_hours": 8}, calendar=calendar)
    facts, parcels = outcome.facts, outcome.log.fulfilments.arrays()
    option = options(facts.tape, collected_at(facts.tape, facts.config))[parcels["order"]]
    kept = (parcels["delivered"] >= 0) & (parcels["delivered"] <= facts.promise_close[parcels["order"]])
    said = told(outcome)
    assert set(said) == {"standard", "slot", "express"}
    for name, (possible, count) in said.items():
        of_it = option == PREFERENCES.index(name)
        assert count == np.unique(parcels["order"][of_it]).size
        assert possible == pytest.approx(int((kept & of_it).sum()), abs=2), "but for who orders as the carrier comes"


def test_promises_that_can_be_kept_are_not_told_of() -> None:
    assert not told(shop({"standard_days": 3, "slot_days": 4, "express_hours": 13, "express_zones": ()}))


def test_vans_are_not_told_of() -> None:
    config = SimConfig.model_validate({"days": 1, "placement": {"demand": {"orders_per_day": 60}}})
    assert not told(simulate(config, draw(config, 7, 0)))
