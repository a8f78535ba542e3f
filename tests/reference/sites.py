"""Random demand and sites for the oracle's businesses: events, nodes and stores, offers to them, collection at them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from reference.hours import dated_shifts, shifts

SHARES = st.sampled_from([0.0, 0.05, 0.3, 0.8])


@st.composite
def demands(draw: st.DrawFn, start: date, days: int) -> dict[str, Any]:
    """A daily rate, one that grows and has events, or a table of every day."""
    found: dict[str, Any] = {"orders_per_day": draw(st.sampled_from([40.0, 80.0, 140.0]))}
    dates = [start + timedelta(days=day) for day in range(days)]
    match draw(st.sampled_from(["rate", "rate", "events", "table"])):
        case "events":
            found["growth_per_year"] = draw(st.sampled_from([0.0, 10.0]))
            found["events"] = {
                "before": {"from": start - timedelta(days=9), "to": start - timedelta(days=1), "factor": 0.0},
                "peak": {
                    "from": dates[-1], "to": dates[-1] + timedelta(days=draw(st.sampled_from([0, 30]))),
                    "factor": draw(st.sampled_from([0.0, 0.4, 2.5])),
                    "expected": draw(st.sampled_from([None, 0.0, 1.5, 6.0])),
                },
            }  # fmt: skip
        case "table":
            orders = st.one_of(
                st.fixed_dictionaries({"all": st.sampled_from([30.0, 90.0])}),
                st.fixed_dictionaries({"web": st.sampled_from([0.0, 50.0]), "store": st.just(7.5)}),
            )
            found["by_day"] = {day: draw(orders) for day in dates}
    return found


@st.composite
def nodes(draw: st.DrawFn) -> dict[str, Any]:
    """Some nodes around the city."""
    found: dict[str, Any] = {}
    for name in ("north", "south", "west")[: draw(st.integers(1, 3))]:
        tasks = ("picking", "packing", "labelling", "inspection")
        own = draw(st.lists(st.sampled_from(tasks), max_size=2, unique=True))
        worn = draw(st.lists(st.sampled_from(tasks), max_size=1))
        found[name] = {
            "x_kilometres": draw(st.sampled_from([-4.0, 0.0, 3.5])),
            "y_kilometres": draw(st.sampled_from([-3.0, 0.0, 2.0])),
            "demand_share": draw(st.sampled_from([1.0, 0.3])),
            "pickers": draw(st.integers(1, 3)),
            "packers": draw(st.integers(1, 2)),
            "labellers": 1,
            "inspectors": 1,
            "shifts": {task: draw(shifts(3)) for task in own},
            "last_start_minutes": draw(st.sampled_from([0.0, 0.0, 20.0])),
            "shifts_on": {task: draw(dated_shifts()) for task in own},
            "breakdowns": {task: {"hours_between": 2.0, "repair_minutes": 60.0} for task in worn},
            "kind": draw(st.sampled_from(["centre", "store"])) if found else "centre",
            "excluded": draw(st.sampled_from([False, False, False, True])) if found else False,
            "counter_places": None,
            "hands_over": draw(st.sampled_from([True, True, False])),
            "hands_over_from": None,
            "most_orders_a_day": draw(st.sampled_from([None, None, 15])),
        }
        if found[name]["kind"] == "store":
            found[name]["counter_places"] = draw(st.sampled_from([None, None, 1, 4]))
            found[name]["hands_over_from"] = draw(st.sampled_from([None, None, "2026-03-06"]))
    return found


def offers() -> st.SearchStrategy[dict[str, Any]]:
    """Stores that mostly refuse, one after another or together, for all reasons."""
    return st.sampled_from([
        {"most_stores": 1, "acceptance": 0.4, "correlation": 0.0},
        {"mode": "broadcast", "acceptance": 0.5, "response_minutes": 50.0, "most_orders_a_day": 5},
        {"acceptance": 0.3, "item_spread": 0.5, "refusals_per_order": 0.1, "time_out_minutes": 15.0,
         "correlation": 0.8, "opt_out": ["tue"]},
        {"acceptance": 0.0, "incentive": 2.0, "incentive_effect": 0.5, "most_stores": 2, "response_minutes": 0.0},
    ])  # fmt: skip


@st.composite
def collections(draw: st.DrawFn, start: date) -> dict[str, Any]:
    """Customers who come soon or too late, to stores that have it or wait for a truck."""
    return {
        "source": draw(st.sampled_from(["store", "store", "centre"])),
        "within_kilometres": draw(st.sampled_from([None, 4.0])),
        "items": draw(st.sampled_from([{}, {}, {start: 0.5, start + timedelta(days=1): 0.9}])),
        "truck_time": draw(st.sampled_from(["05:00", "13:00", "24:00"])),
        "truck_hours": draw(st.sampled_from([0.0, 2.5])),
        "notice_minutes": draw(st.sampled_from([0.0, 30.0])),
        "hours_until_collected": draw(st.sampled_from([0.5, 6.0])),
        "hold_days": draw(st.sampled_from([0.2, 1.0])),
        "reserved": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "never_collected": draw(SHARES),
        "extra_basket": draw(SHARES),
    }


def transfers() -> st.SearchStrategy[dict[str, Any]]:
    """Goods that go from node to node, at once or later than the next look, on the hour of other things."""
    return st.sampled_from([
        {},
        {"every_days": 1, "time": "18:00", "below_days": 2.0, "up_to_days": 2.0, "keep_days": 2.0, "days": 0.0},
        {"every_days": 1, "time": "10:00", "below_days": 2.0, "up_to_days": 3.0, "keep_days": 3.0, "days": 1.0,
         "minimum_units": 2},
        {"every_days": 2, "time": "00:00", "below_days": 1.0, "up_to_days": 1.0, "keep_days": 1.0, "days": 0.3},
    ])  # fmt: skip
