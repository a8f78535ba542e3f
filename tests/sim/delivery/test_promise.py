"""What the checkout promises, for every moment of the day and every wish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.promise import promise_windows
from sim.life.parcels import DOOR_ATTEMPT
from sim.model import simulate
from sim.outcome import Outcome
from sim.refusals import refuse_impossible
from sim.tape import EXPRESS, SLOT, STANDARD, Observed, Tape, draw
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED

BASE = draw(SimConfig.model_validate({"days": 4, "placement": {"demand": {"orders_per_day": 200}}}), 2, 0)


def wishing(preference: int) -> Tape:
    return replace(BASE, preference=np.full(BASE.orders, preference, dtype=np.uint8))


def windows(preference: int, **promise: Any) -> tuple[np.ndarray, np.ndarray]:
    return promise_windows(wishing(preference), SimConfig.model_validate({"delivery": {"promise": promise}}))


def test_standard_is_by_the_end_of_a_day_and_the_cut_off_costs_one() -> None:
    opens, closes = windows(STANDARD, cut_off="14:00", standard_days=2, day_end="20:00")
    assert np.array_equal(opens, BASE.placed)
    late = BASE.placed % DAY >= 14 * HOUR
    assert 0 < late.sum() < late.size
    assert np.array_equal(closes, BASE.placed // DAY * DAY + np.where(late, 3, 2) * DAY + 20 * HOUR)


def test_slots_start_at_offered_times_and_leave_two_hours() -> None:
    opens, closes = windows(SLOT, slots=["09:00", "15:30"], slot_hours=1.5, slot_days=0)
    assert set((opens % DAY).tolist()) == {9 * HOUR, 15 * HOUR + 30 * MINUTE}
    assert np.all(closes - opens == 90 * MINUTE)
    assert np.all(opens >= BASE.placed + 2 * HOUR)
    assert np.all(opens < BASE.placed + 3 * DAY)


def test_express_hours_count_while_doors_are_served() -> None:
    opens, closes = windows(EXPRESS, express_hours=4.0, day_start="08:00", day_end="21:00")
    assert np.array_equal(opens, BASE.placed)
    assert np.all(closes % (15 * MINUTE) == 0)
    moment = BASE.placed % DAY
    inside = (moment >= 8 * HOUR) & (moment <= 17 * HOUR)
    assert np.all((closes - BASE.placed)[inside] >= 4 * HOUR)
    assert np.all((closes - BASE.placed)[inside] < 4 * HOUR + 15 * MINUTE)
    early = moment < 8 * HOUR
    assert np.all(closes[early] == BASE.placed[early] // DAY * DAY + 12 * HOUR)
    night = moment >= 21 * HOUR
    assert np.all(closes[night] == (BASE.placed[night] // DAY + 1) * DAY + 12 * HOUR)
    assert night.any()
    assert early.any()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    preference=st.sampled_from([STANDARD, SLOT, EXPRESS]),
    cut_off=st.sampled_from(["00:00", "09:00", "14:00", "20:00"]),
    standard_days=st.integers(0, 5),
    slot_days=st.integers(0, 3),
    slot_hours=st.sampled_from([0.5, 2.0, 6.0]),
    express_hours=st.sampled_from([0.25, 3.0, 12.0]),
)
def test_a_promise_lies_ahead_of_its_order(preference: int, **promise: Any) -> None:
    opens, closes = windows(preference, **promise)
    assert np.all(opens >= BASE.placed)
    assert np.all(closes > opens)


@pytest.mark.parametrize(
    ("promise", "line"),
    [
        ({"cut_off": "22:00", "standard_days": 0}, "cut_off 22:00 is after day_end 21:00"),
        ({"day_start": "18:00", "day_end": "08:00"}, "day_end 08:00 is not after day_start 18:00"),
    ],
)
def test_a_window_that_cannot_be_reached_is_refused(promise: dict[str, Any], line: str) -> None:
    with pytest.raises(ValueError, match=line):
        windows(STANDARD, **promise)
    windows(STANDARD, **(promise | {"day_end": "24:00"}))


def test_a_trace_brings_its_own_promises() -> None:
    promised = np.where(np.arange(BASE.orders) % 3 == 0, UNOBSERVED, BASE.placed + 5 * DAY)
    none = np.full(BASE.orders, UNOBSERVED, dtype=np.int64)
    observed = Observed(none, none, none, promised, np.zeros(BASE.orders, dtype=np.int8), none)
    opens, closes = promise_windows(replace(wishing(SLOT), observed=observed), SimConfig())
    drawn = promise_windows(wishing(SLOT), SimConfig())
    known = promised != UNOBSERVED
    assert np.array_equal(closes[known], promised[known])
    assert np.array_equal(opens[known], BASE.placed[known])
    assert np.array_equal(closes[~known], drawn[1][~known])
    assert known.any()


@pytest.mark.parametrize("slots", [["10:00"], ["10:00", "12:00", "14:00"]])
def test_slots_are_equally_likely(slots: list[str]) -> None:
    opens, _ = windows(SLOT, slots=slots)
    counts = np.unique(opens % DAY, return_counts=True)[1]
    assert counts.size == len(slots)
    share = 1 / len(slots)
    assert np.all(np.abs(counts / BASE.orders - share) <= 5 * np.sqrt(share * (1 - share) / BASE.orders))


QUICK = {"transit_hours": {"default": [10, 20]}}
TASKS = ("picking", "packing", "labelling")
WEEKDAYS_ONLY = [{"start": "08:00", "end": "18:00", "staff": 3, "days": ["mon", "tue", "wed", "thu", "fri"]}]


def promised_days(document: dict[str, Any]) -> dict[int, set[int]]:
    """Day of the order (0 is a Monday) -> days promised, of standard orders."""
    config = SimConfig.model_validate(
        {
            "days": 7,
            "placement": {"demand": {"orders_per_day": 200}, "preferences": {"slot": 0, "express": 0}},
            **document,
        }
    )
    tape = draw(config, 3, 0)
    closes = promise_windows(tape, config)[1]
    found: dict[int, set[int]] = {}
    for placed, close in zip((tape.placed // DAY).tolist(), (closes // DAY).tolist(), strict=True):
        found.setdefault(placed, set()).add(close)
    return found


def test_a_promise_counts_dispatch_days_and_delivery_days() -> None:
    """Nobody picks at the weekend: what is ordered from Friday's cut-off on leaves on Monday."""
    shifts = dict.fromkeys(TASKS, WEEKDAYS_ONLY)
    warehouse = {"fulfilment": {"nodes": {"north": {"shifts": shifts}}}}
    carrier = {"delivery": {"mode": "carrier"}}
    usual = {0: {1, 2}, 1: {2, 3}, 2: {3, 4}, 3: {4, 5}, 4: {5, 6}, 5: {6, 7}, 6: {7, 8}}
    assert promised_days(carrier) == usual
    assert promised_days({**warehouse, **carrier}) == {**usual, 4: {5, 8}, 5: {8}, 6: {8}}
    no_sunday = {"calendar": {"carrier": {"days": ["mon", "tue", "wed", "thu", "fri", "sat"]}}}
    # What would leave on Sunday leaves with Monday's collection.
    assert promised_days({**carrier, **no_sunday}) == {**usual, 4: {5, 7}, 5: {7, 8}, 6: {8}}
    both = {"calendar": {"warehouse": {"days": ["mon", "tue"], "closed": ["2026-03-03"]}}}
    assert promised_days({**carrier, **both})[1] == {8}


def share_kept(outcome: Outcome, of_days: int) -> list[float]:
    """Promises kept among orders that came, by the day they were placed on, the days of later rounds with them."""
    delivered, placed = outcome.log.orders.arrays()["delivered"], outcome.facts.tape.placed
    came, day = delivered != UNOBSERVED, placed // DAY % of_days
    kept = delivered <= outcome.facts.promise_close
    return [float(np.mean(kept[came & (day == one)])) for one in range(of_days)]


def test_a_monday_to_friday_warehouse_keeps_its_friday_promises() -> None:
    shifts = dict.fromkeys(TASKS, WEEKDAYS_ONLY)
    config = SimConfig.model_validate(
        {
            "days": 14,
            "placement": {"demand": {"orders_per_day": 80}, "preferences": {"slot": 0, "express": 0}},
            "fulfilment": {"nodes": {"north": {"shifts": shifts}}},
            "delivery": {
                "mode": "carrier",
                "doors": {"not_home": 0},
                "carrier": {"transit_hours": {"default": [10, 20]}},
            },
        }
    )
    outcome = simulate(config, draw(config, 3, 0))
    assert min(share_kept(outcome, of_days=7)) > 0.9
    left = outcome.log.fulfilments.arrays()["handed_over"]
    assert set((left[left != UNOBSERVED] // DAY % 7).tolist()) <= {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    "nodes",
    [
        {"north": {"shifts": dict.fromkeys(TASKS, WEEKDAYS_ONLY)}, "south": {"y_kilometres": -6}},
        {
            "north": {"shifts": dict.fromkeys(TASKS, WEEKDAYS_ONLY)},
            "high_street": {"kind": "store", "pickers": 1, "packers": 1, "labellers": 1},
        },
        {"north": {"shifts_on": {"picking": {"2026-03-07": [], "2026-03-08": []}}}},
    ],
    ids=["another works at the weekend", "a store is open at the weekend", "one weekend nobody is there"],
)
def test_a_centre_that_rests_keeps_its_promises_beside_nodes_that_do_not(nodes: dict[str, Any]) -> None:
    config = SimConfig.model_validate(
        {
            "days": 7,
            "placement": {"demand": {"orders_per_day": 60}, "preferences": {"slot": 0, "express": 0}},
            "fulfilment": {"nodes": nodes, "stores": {"send_orders": False}},
            "delivery": {
                "mode": "carrier",
                "doors": {"not_home": 0},
                "carrier": {"transit_hours": {"default": [10, 20]}},
            },
        }
    )
    outcome = simulate(config, draw(config, 3, 0))
    assert min(share_kept(outcome, of_days=7)[4:]) > 0.9


@pytest.mark.parametrize(
    "carrier",
    [{"days": ["mon", "tue", "wed", "thu", "fri", "sat"]}, {"closed": ["2026-03-04", "2026-03-08"]}],
    ids=["no Sunday", "closed on two dates"],
)
@pytest.mark.parametrize("mode", ["carrier", "mixed"])
def test_a_carrier_that_rests_does_not_collect_and_promises_know_it(carrier: dict[str, Any], mode: str) -> None:
    config = SimConfig.model_validate(
        {
            "days": 14,
            "calendar": {"carrier": carrier},
            "placement": {"demand": {"orders_per_day": 60}, "preferences": {"slot": 0, "express": 0}},
            "delivery": {
                "mode": mode,
                "fleet_radius_kilometres": 2,
                "solver": {"name": "savings"},
                "doors": {"not_home": 0},
                "carrier": {"transit_hours": {"default": [10, 13]}},
            },
        }
    )
    outcome = simulate(config, draw(config, 3, 0))
    assert min(share_kept(outcome, of_days=14)) > 0.85


def test_doors_are_served_on_the_carrier_s_days_only() -> None:
    config = SimConfig.model_validate(
        {
            "days": 7,
            "placement": {"demand": {"orders_per_day": 80}},
            "calendar": {"carrier": {"days": ["mon", "tue", "wed", "thu", "fri"], "closed": ["2026-03-04"]}},
            "delivery": {"mode": "carrier", "doors": {"not_home": 0.4}},
        }
    )
    rows = simulate(config, draw(config, 3, 0)).log.rows()
    days = rows["time"][rows["kind"] == DOOR_ATTEMPT.code] // DAY
    assert set((days % 7).tolist()) == {0, 1, 2, 3, 4}
    assert 2 not in days


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"delivery": {"promise": {"slots": ["23:00"]}}}, "end after midnight"),
        (
            {"delivery": {"carrier": {"delivery_start": "20:00", "delivery_end": "08:00"}}},
            "delivery_end 08:00 is not after delivery_start 20:00",
        ),
        (
            {"delivery": {"carrier": {"delivery_start": "08:00", "delivery_end": "08:00"}}},
            "delivery_end 08:00 is not after delivery_start 08:00",
        ),
        ({"aftersales": {"returns": {"restockable": 1, "scrapped": 1}}}, "more than all returns"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(document: dict[str, Any], line: str) -> None:
    with pytest.raises(ValidationError, match=line):
        SimConfig.model_validate(document)


def test_express_hours_longer_than_a_day_are_refused_where_somebody_wishes_them() -> None:
    goods = BASE.goods
    document: dict[str, Any] = {"delivery": {"promise": {"express_hours": 20}}}
    with pytest.raises(ValueError, match="express_hours: 20 are longer than the promised day, 08:00 to 21:00"):
        refuse_impossible(SimConfig.model_validate(document), goods)
    document["placement"] = {"preferences": {"express": 0}}
    refuse_impossible(SimConfig.model_validate(document), goods)


def test_a_slot_is_never_offered_in_a_moment() -> None:
    promise = {"slot_days": 0, "cut_off": "24:00", "slots": ["00:00"]}
    config = SimConfig.model_validate(
        {
            "days": 3,
            "delivery": {"mode": "carrier", "promise": promise},
            "placement": {"preferences": {"standard": 0, "slot": 1, "express": 0}},
        }
    )
    tape = draw(config, 3, 0)
    assert (promise_windows(tape, config)[0] - tape.placed).min() >= 2 * HOUR


def by_quantile(quantile: float, **carrier: Any) -> SimConfig:
    """Everything is done in time, everybody opens; parcels take one to a hundred hours, evenly."""
    return SimConfig.model_validate({
        "days": 6, "placement": {"demand": {"orders_per_day": 300}}, "processing": {"automation": "full"},
        "inventory": {"opening": "full", "record_error": 0, "shrinkage_per_day": 0},
        "fulfilment": {"nodes": {"north": {"pickers": 60, "packers": 60, "labellers": 30}}},
        "delivery": {
            "mode": "carrier", "doors": {"not_home": 0},
            "carrier": {"transit_hours": {"default": [1.0, 100.0]}, "lost": 0, **carrier},
            "promise": {"standard_days": None, "quantile": quantile, "day_end": "21:00"},
        },
    })  # fmt: skip


@pytest.mark.parametrize("quantile", [0.6, 0.8, 0.95])
def test_the_date_of_a_quantile_is_kept_by_that_share_of_parcels_and_no_date_before_it_is(quantile: float) -> None:
    config = by_quantile(quantile)
    outcome = simulate(config, draw(config, 1, 0))
    parcels, closes = outcome.log.fulfilments.arrays(), outcome.facts.promise_close
    standard = outcome.facts.tape.preference == STANDARD
    order = parcels["order"]
    mine = standard[order] & (parcels["delivered"] >= 0) & (parcels["handed_over"] // DAY * DAY < closes[order])
    assert mine.sum() > 600
    came, promised = parcels["delivered"][mine], closes[order][mine]
    assert (came <= promised).mean() >= quantile - 0.02
    assert (came <= promised - DAY).mean() < quantile


def test_the_date_of_a_quantile_needs_a_carrier_that_brings_everything() -> None:
    for mode in ("fleet", "mixed"):
        with pytest.raises(ValidationError, match=r"promise.standard_days: none takes the date from transit_hours"):
            SimConfig.model_validate({"delivery": {"mode": mode, "promise": {"standard_days": None}}})
    with pytest.raises(ValidationError, match=r"promise.standard_days: none"):
        by_quantile(0.9, transit_share_of_promise={"default": [0.1, 0.9]})
