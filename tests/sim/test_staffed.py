"""Every staffed station of a whole run, seen through the log: its people, its queue, its load."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import simpy
from hand_made import World
from reference.staff import staff_on

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.matters import Matter, Matters
from sim.model import simulate
from sim.outcome import Outcome, StationFacts
from sim.settings import Staffing
from sim.staffed import check_load, check_open
from sim.tape import draw
from sim.units import DAY, HOUR, UNOBSERVED

CONFIG = SimConfig.model_validate(
    {
        "days": 3,
        "follow_up_days": 50,
        "processing": {"automation": "manual", "payment": {"review": 0.2}},
        "placement": {
            "demand": {"orders_per_day": 500},
            "order_desk": {"shifts": [{"start": "08:00", "end": "20:00", "staff": 3}]},
        },
        "fulfilment": {
            "nodes": {"a": {"pickers": 4, "packers": 2}, "b": {"x_kilometres": 4.0, "pickers": 3, "packers": 1}}
        },
        "delivery": {"mode": "carrier"},
        "aftersales": {
            "returns": {"changed_mind": 0.3},
            "support": {"question": 0.3, "channels": {"phone": {"share": 1, "patience_minutes": 20}}},
        },
    }
)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return simulate(CONFIG, draw(CONFIG, 6, 0))


def staffing(station: str) -> Staffing:
    task, _, node = station.partition(".")
    if node:
        return CONFIG.fulfilment.nodes[node].staffing(task)
    return {
        "order_desk": CONFIG.placement.order_desk,
        "verification": CONFIG.processing.verification.desk,
        "fraud_review": CONFIG.processing.payment.review_desk,
        "support": CONFIG.aftersales.support.desk,
    }[task]


def passes(outcome: Outcome, station: StationFacts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Entered, started and finished of who was served."""
    table = getattr(outcome.log, station.table).arrays()
    rows = (table[station.started] != UNOBSERVED) & (table[station.finished] != UNOBSERVED)
    if station.node >= 0:
        rows &= table["node"] == station.node
    entered = outcome.facts.tape.placed if station.entered == "placed" else table[station.entered]
    return entered[rows], table[station.started][rows], table[station.finished][rows]


def test_the_stations_are_those_planners_name(outcome: Outcome) -> None:
    names = [station.name for station in outcome.facts.stations]
    of_nodes = [f"{task}.{node}" for node in "ab" for task in ("picking", "packing", "labelling", "inspection")]
    assert sorted(names) == sorted(["order_desk", "verification", "fraud_review", "support", *of_nodes])


def test_people_work_one_at_a_time_and_only_while_they_are_there(outcome: Outcome) -> None:
    for station in outcome.facts.stations:
        entered, started, finished = passes(outcome, station)
        assert started.size > 20, f"{station.name} has too little to do for a test"
        assert np.all(started >= entered)
        assert np.all(finished >= started)
        plan = staffing(station.name)
        order = np.argsort(started, kind="stable")
        ends = np.sort(finished)
        for k, start in enumerate(started[order].tolist()):
            busy = k + 1 - int(np.searchsorted(ends, start, side="right"))
            here = staff_on(plan, CONFIG.start + timedelta(days=start // DAY), start % DAY)
            assert 1 <= busy <= here, f"{station.name}: {busy} at work, {here} present at {start / HOUR:.2f} h"


def test_length_of_queue_is_rate_times_wait(outcome: Outcome) -> None:
    """Little's law for each station: the mean queue, stepped through in time, against the sum of waits."""
    for station in outcome.facts.stations:
        entered, started, _ = passes(outcome, station)
        moments = np.concatenate((entered, started))
        steps = np.repeat([1, -1], entered.size)
        order = np.lexsort((-steps, moments))
        queue = np.cumsum(steps[order])
        assert queue.min() >= 0
        assert queue[-1] == 0
        area = int((queue[:-1] * np.diff(moments[order])).sum())
        horizon = moments.max() - moments.min()
        rate, wait = entered.size / horizon, (started - entered).mean()
        assert area / horizon == pytest.approx(rate * wait, rel=1e-9)


def test_staffed_time_is_the_roster_s(outcome: Outcome) -> None:
    for station in outcome.facts.stations:
        plan = staffing(station.name)
        quarters = range(0, CONFIG.days * DAY, HOUR // 4)
        people = sum(staff_on(plan, CONFIG.start + timedelta(days=t // DAY), t % DAY) for t in quarters)
        assert station.staffed == people * HOUR // 4
        assert station.wage == round(plan.wage_per_hour * 100)


def test_many_orders_that_have_not_ended_are_warned_of() -> None:
    document = {"days": 1, "placement": {"demand": {"orders_per_day": 100}}, "delivery": {"mode": "carrier"}}
    short = SimConfig.model_validate({**document, "follow_up_days": 0})
    outcome = simulate(short, draw(short, 1, 0))
    (warning,) = [text for text in outcome.warnings if "had not ended" in text]
    orders = outcome.log.orders.arrays()
    unfinished = int(((orders["closed"] < 0) & (orders["rejected"] < 0)).sum())
    assert warning.startswith(f"{unfinished} of {outcome.facts.tape.orders} orders had not ended")
    assert unfinished == evaluate(outcome)["orders_open"]
    long = SimConfig.model_validate({**document, "follow_up_days": 40})
    assert not any("had not ended" in text for text in simulate(long, draw(long, 1, 0)).warnings)


@pytest.mark.parametrize(
    ("returns", "tickets", "said"), [(1, 0, "; 1 return was open too"), (1, 2, "1 return, 2 tickets were open too")]
)
def test_what_was_open_besides_is_counted_in_words(returns: int, tickets: int, said: str) -> None:
    document = {"days": 1, "placement": {"demand": {"orders_per_day": 100}}, "delivery": {"mode": "carrier"}}
    config = SimConfig.model_validate({**document, "follow_up_days": 0})
    outcome = simulate(config, draw(config, 1, 0))
    matters = Matters(0, simpy.Environment().event())
    matters.begin(Matter.RETURN, returns)
    matters.begin(Matter.TICKET, tickets)
    (warning,) = check_open(outcome.log, outcome.facts, matters)
    assert warning.endswith(said)


def test_work_handed_over_in_the_night_after_is_busy_work_and_can_be_too_much() -> None:
    config = SimConfig.model_validate(
        {
            "days": 1,
            "placement": {"demand": {"orders_per_day": 400}},
            "processing": {"integration": "daily"},
            "fulfilment": {"nodes": {"north": {"pickers": 1}}},
            "delivery": {"mode": "carrier"},
        }
    )
    outcome = simulate(config, draw(config, 1, 0))
    assert evaluate(outcome)["utilisation.picking.north"] == pytest.approx(1.0, abs=0.02)
    assert any(text.startswith("picking.north is overloaded") for text in outcome.warnings)


@pytest.mark.parametrize(
    ("hours", "there", "said"),
    [
        (9, 1.0, None),
        (8, 1.0, "8 hours of work for 8 staffed hours (load 1.00)"),
        (9, 0.8, "8 hours of work for 9 staffed hours, 20 % of them away or under repair (load 1.11)"),
    ],
)
def test_who_still_waits_would_take_as_long_as_who_was_served(hours: int, there: float, said: str | None) -> None:
    """Two parcels took two hours each, two more still wait: eight hours of work, all of the first day."""
    station = StationFacts("picking.north", "fulfilments", 0, "released", "picking_started", "picked", hours * HOUR, 1)
    station = replace(station, available=there)
    world = World([(1,)] * 4, stations=(station,))
    for order in range(2):
        world.parcel(order, order, released=HOUR, picking_started=2 * HOUR, picked=4 * HOUR)
    for order in range(2, 4):
        world.parcel(order, order, released=HOUR)
    outcome = world.outcome()
    warnings = check_load(outcome.log, outcome.facts)
    assert [text.partition("overloaded: ")[2].partition(";")[0] for text in warnings] == ([said] if said else [])
