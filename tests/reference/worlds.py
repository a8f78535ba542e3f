"""Random small businesses for the oracle and the invariants: configurations with trouble in every room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import own_solver
from hypothesis import strategies as st

from sim.config import SimConfig
from sim.placement.collecting import handing_over
from sim.tape import Tape, draw
from sim.units import MINUTE

_BY_AUDIT = f"{Path(own_solver.__file__)}::ByAudit"
"""Knows overtime, as `savings` does not."""
_SHARES = st.sampled_from([0.0, 0.05, 0.3, 0.8])
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@st.composite
def shifts(draw: st.DrawFn, most: int = 4) -> list[dict[str, Any]]:
    """One or two shifts, overlapping or not, with or without a break; the first is worked every day."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 2))):
        begin = draw(st.sampled_from([0, 6, 8, 12]))
        end = draw(st.sampled_from([14, 17, 20, 24, 3]))
        shift: dict[str, Any] = {
            "start": f"{max(begin, 6) if end == 3 else begin:02d}:00", "end": f"{end:02d}:00",
            "staff": draw(st.integers(1, most)),
        }  # fmt: skip
        if number and draw(st.booleans()):
            shift["days"] = draw(st.lists(st.sampled_from(_WEEKDAYS), min_size=1, max_size=6, unique=True))
        if draw(st.booleans()):
            shift["breaks"] = [{"start": "12:30", "end": "13:15"}] if begin <= 12 else []
        found.append(shift)
    return found


@st.composite
def staffings(draw: st.DrawFn, most: int = 4) -> dict[str, Any]:
    """A roster, sometimes with breakdowns."""
    staffing: dict[str, Any] = {
        "shifts": draw(shifts(most)),
        "shrinkage": draw(st.sampled_from([0.0, 0.0, 0.3])),
        "last_start_minutes": draw(st.sampled_from([0.0, 0.0, 7.0, 40.0])),
        "shifts_on": draw(dated_shifts()),
    }
    if draw(st.integers(0, 3)) == 0:
        staffing["breakdowns"] = {
            "hours_between": draw(st.sampled_from([0.5, 3.0, 40.0])),
            "repair_minutes": draw(st.sampled_from([10.0, 300.0])),
        }
    return staffing


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    """Every day, or some days, closed dates and short ones."""
    if draw(st.booleans()):
        return {}
    days = st.lists(st.sampled_from(_WEEKDAYS), min_size=2, max_size=6, unique=True)
    found = {}
    for who in ("warehouse", "carrier", *draw(st.sampled_from([(), ("vans", "support"), ("stores",)]))):
        found[who] = {
            "closed": draw(st.sampled_from([[], ["2026-03-03", "2026-03-08"]])),
            "short": draw(st.sampled_from([[], [], ["2026-03-04", "2026-03-06", "2026-03-07"]])),
        } | draw(st.sampled_from([{}, {"short_from": "11:00", "short_to": "13:30"}]))
        if who in ("warehouse", "carrier"):
            found[who]["days"] = draw(days)
    return found


@st.composite
def dated_shifts(draw: st.DrawFn) -> dict[str, Any]:
    """Shifts of single dates, or none."""
    dates = draw(st.sampled_from([[], [], ["2026-03-05", "2026-03-09"]]))
    return {day: draw(st.sampled_from([[], [{"start": "09:00", "end": "15:00", "staff": 2}]])) for day in dates}


@st.composite
def traffic(draw: st.DrawFn) -> dict[str, Any]:
    """The same speed all day, or rush hours, known to the plans by their mean or not at all."""
    slow = st.sampled_from([0.3, 0.5, 1.0, 1.4])
    times = draw(st.sets(st.sampled_from(["00:00", "07:00", "09:15", "16:00", "18:00", "23:59"]), max_size=4))
    return {
        "speeds": {time: draw(slow) for time in sorted(times)},
        "plans_know": draw(st.sampled_from(["mean", "nothing"])),
        "slack": draw(st.sampled_from([0.0, 0.15])),
    }


@st.composite
def drivers(draw: st.DrawFn) -> dict[str, Any]:
    """As many drivers as vans all day, or a roster of their own."""
    if draw(st.booleans()):
        return {"pay": "shift", "planned_overtime_hours": draw(st.sampled_from([0.0, 0.5, 2.0]))}
    spans = draw(st.lists(st.sampled_from([("07:00", "15:00"), ("09:00", "12:30"), ("13:00", "22:00")]), max_size=2))
    shifts = [{"start": start, "end": end, "staff": draw(st.integers(1, 3))} for start, end in spans]
    return {"pay": "hour", "shifts": [*shifts, {"start": "10:00", "end": "20:00", "staff": 1, "days": _WEEKDAYS[:5]}]}


@st.composite
def contact_channels(draw: st.DrawFn) -> dict[str, Any]:
    """One way to reach the desk, or three of different kinds."""
    patience = draw(st.sampled_from([5.0, 120.0]))
    if draw(st.booleans()):
        return {"phone": {"share": 1, "patience_minutes": patience, "in_opening_hours": draw(st.booleans())}}
    return {
        "phone": {"share": 0.5, "patience_minutes": patience, "in_opening_hours": True, "first": 0},
        "chat": {"share": 0.2, "patience_minutes": 30.0},
        "mail": {"share": 0.3, "first": draw(st.integers(0, 2))},
    }


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
            "hands_over": draw(st.sampled_from([True, True, False])),
            "hands_over_from": draw(st.sampled_from([None, None, "2026-03-06"])),
            "most_orders_a_day": draw(st.sampled_from([None, None, 15])),
        }
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
        "never_collected": draw(_SHARES),
        "extra_basket": draw(_SHARES),
    }


@st.composite
def configurations(draw: st.DrawFn, modes: tuple[str, ...] = ("carrier",)) -> SimConfig:
    """A business of 40 to 300 orders in which everything that can go wrong does so often."""
    switches = {name: draw(st.booleans()) for name in ("entry", "verification", "status_updates")}
    slow_money = {
        "card": {"share": 0.6, "clearing_hours": [0.0, 0.0, 0.2]},
        "slip": {"share": 0.4, "clearing_hours": [1.0, 50.0]},
    }
    low = draw(st.sampled_from([0.0, 1.0, 4.0]))
    start = draw(st.sampled_from([date(2026, 3, 2), date(2026, 3, 7), date(2026, 3, 5)]))
    days = draw(st.integers(1, 2))
    document: dict[str, Any] = {
        "days": days,
        "calendar": draw(calendars()),
        "start": start,
        "follow_up_days": draw(st.sampled_from([0, 1, 5, 60])),
        "placement": {
            "demand": draw(demands(start, days)),
            "channels": {
                "web": {"share": 0.5, "address_error": draw(_SHARES), "line_error": draw(_SHARES)},
                "phone": {
                    "share": 0.4, "staffed": True, "entry_minutes": draw(st.sampled_from([2.0, 15.0])),
                    "patience_minutes": draw(st.sampled_from([None, 3.0, 30.0])), "address_error": 0.2,
                },
                "store": {"share": 0.1, "staffed": True, "entry_minutes": 4.0},
            },
            "order_desk": draw(staffings(2)),
            "catalogue": {"items": draw(st.sampled_from([3, 15, 60]))},
            "baskets": {"lines": draw(st.sampled_from([1.0, 2.5])), "quantity": draw(st.sampled_from([1.0, 2.0]))},
            "addresses": {"customers": draw(st.sampled_from([500, 40]))},
            "walk_ins": {
                "purchases_per_day": draw(st.sampled_from([0.0, 20.0, 150.0])), "quantity": 1.5,
                "hour_of_day": [1.0] * 24,
            },
            "preferences": {"collect": draw(st.sampled_from([0.0, 0.0, 1.0, 5.0])),
                            "collect_growth_per_month": draw(st.sampled_from([0.0, 9.0]))},
            "custom": draw(st.sampled_from([
                {}, {}, {"lost_after_late": 0.7}, {"headroom": 1.8, "lost_after_late": 0.3, "won_after_on_time": 0.6},
            ])),
        },
        "processing": {
            "automation": switches,
            "integration": draw(st.sampled_from(["event", "hourly", "daily"])),
            "verification": {"desk": draw(staffings()), "manual_minutes": 5.0, "correction_hours": 2.0},
            "payment": {
                "decline": draw(_SHARES), "retry": 0.7, "review": draw(_SHARES), "review_rejection": 0.3,
                "fraud": draw(st.sampled_from([0.0, 0.1])), "screen_power": draw(st.sampled_from([1.0, 8.0])),
                "chargeback_days": draw(st.sampled_from([0.5, 25.0])),
                "review_desk": draw(staffings(2)), "methods": draw(st.sampled_from([{}, slow_money])),
            },
            "price": {"error": draw(_SHARES), "too_high": draw(_SHARES), "size": draw(st.sampled_from([0.15, 0.9])),
                      "too_low": draw(st.sampled_from(["absorbed", "cancelled"]))},
        },
        "inventory": {
            "policy": draw(
                st.sampled_from(
                    [
                        {"policy": "min_max", "reorder_point": low, "order_up_to": low + 1},
                        {"policy": "min_max", "reorder_point": low, "order_up_to": low + 3},
                        {"policy": "fixed_quantity", "reorder_point": low, "order_quantity": 1.5},
                        {"policy": "base_stock", "order_up_to": low},
                        {"policy": "days_of_cover", "cover_days": low + 1, "history_days": 1},
                        {"policy": "forecast_order_up_to", "history_days": 2},
                    ]
                )
            ),
            "review": draw(st.sampled_from(["periodic", "periodic", "continuous"])),
            "visibility": draw(st.sampled_from(["event", "hourly", "daily"])),
            "counts": {"every_days": draw(st.sampled_from([None, None, 1, 3])), "time": "10:00"},
            "stores": draw(st.sampled_from([
                {}, {"safety_buffer": 0, "assortment": 0.6, "opening_days": 1.0,
                     "counts": {"every_days": 2, "time": "13:00"}},
                {"safety_buffer": 2, "record_error": 0.5, "shrinkage_per_day": 0.2, "opening_days": 3.0,
                 "policy": {"policy": "days_of_cover", "cover_days": 2.0, "history_days": 2}},
            ])),
            "review_every_days": draw(st.integers(1, 2)),
            "lead_time_law": draw(
                st.sampled_from(
                    [{"law": "uniform", "spread": 0.2}, {"law": "gamma", "variation": 0.7}, {"law": "exponential"}]
                )
            ),
            "supplier": draw(st.sampled_from([{}, {"short": 0.5, "short_share": 0.3, "minimum_units": 2}])),
            **draw(
                st.sampled_from(
                    [{}, {"opening_days": 0.0}, {"opening_days": 0.5}, {"opening_days": 0.0, "opening_days_to": 2.0}]
                )
            ),
            "record_error": draw(_SHARES),
            "shrinkage_per_day": draw(st.sampled_from([0.0, 0.1])),
            "lead_time_days": draw(st.sampled_from([0.0, 0.1, 1.5])),
            "safety_buffer": draw(st.integers(0, 1)),
            "partial_lines": draw(st.booleans()),
            "backorder_rule": draw(st.sampled_from(["first_come", "express_first", "smallest_first", "shelf_open"])),
            "out_of_stock": draw(
                st.sampled_from(
                    [
                        {"wait": 1, "drop_line": 1, "cancel_order": 1},
                        {"wait": 1, "drop_line": 0, "cancel_order": 0},
                        {"wait": 0, "drop_line": 1, "cancel_order": 0},
                    ]
                )
            ),
        },
        "fulfilment": {
            "nodes": draw(nodes()),
            "stores": {
                "shop_work": draw(st.sampled_from([0.0, 0.4])),
                "last_pick_up": draw(st.sampled_from(["11:00", "16:00", "24:00"])),
                "send_orders": draw(st.sampled_from([True, True, True, False])),
                "offers": draw(offers()),
                "collection": draw(collections(start)),
            },
            "split_backorders": draw(st.booleans()),
            "split_over_nodes": draw(st.booleans()),
            "sourcing": draw(st.sampled_from([
                {"rule": "nearest"}, {"rule": "nearest"}, {"rule": "centres_first"}, {"rule": "fewest_parcels"},
                {"rule": "cheapest", "cost_per_kilometre": 0.4, "markdown_avoided": 0.5}, {"rule": "load_balance"},
                {"rule": "rationing", "threshold": 1},
            ])),
            "picking": {"mispick": draw(_SHARES)},
            "packing": {"damage": draw(_SHARES)},
            **draw(st.sampled_from([{}, {"waiting_hours": [0.0, 0.0, 30.0]}, {"waiting_hours": [2.0, 50.0]},
                                    {"waiting_share_of_promise": [0.0, 0.1, 0.7]}])),
            "short_message_minutes": draw(st.sampled_from([1.0, 10.0, 600.0])),
        },
        "delivery": {
            "mode": draw(st.sampled_from(modes)),
            "fleet_radius_kilometres": 4.0,
            "solver": {"name": draw(st.sampled_from(["savings", "savings", _BY_AUDIT])), "iterations": 1},
            "planning": {"sees": draw(st.sampled_from(["event", "hourly", {"at": "06:00"}, {"at": "13:30"}]))},
            "fleet": {
                "vans": {"van": {"count": 2, "capacity_litres": 300.0}}, "drivers": draw(drivers()),
                "traffic": draw(traffic()),
            },
            "doors": {
                "not_home": draw(_SHARES), "maximum_attempts": draw(st.integers(1, 3)),
                "address_correction_hours": draw(st.sampled_from([1.0, 50.0])),
            },
            "carrier": {
                "attempts_included": draw(st.integers(1, 3)), "held_days": draw(st.sampled_from([0.0, 3.0])),
                "lost": draw(_SHARES), "lost_after_days": draw(st.sampled_from([0.5, 7.0])),
                "collection_time": draw(st.sampled_from(["10:00", "18:30", "24:00"])),
                "transit_hours": {"default": [1.0, 5.0, 30.0], "1": [0.0, 10.0]},
            },
            "promise": {"standard_days": draw(st.integers(0, 2)), "collect_days": draw(st.integers(0, 1)),
                        "collect_hours": draw(st.sampled_from([0.5, 6.0]))},
            "price": draw(
                st.sampled_from(
                    [
                        {},
                        {"standard": 3.95, "express": 9.5, "free_from": 50.0, "free_options": ["standard", "slot"]},
                        {"standard": 5.0, "slot": 2.0, "express": 7.0, "free_from": 80.0},
                        {"standard": 2.0, "collect": 3.0, "free_from": 60.0, "free_options": ["standard"]},
                    ]
                )
            ),
        },
        "tracking": {"delay_notices": draw(st.booleans())},
        "aftersales": {
            "returns": {
                "changed_mind": draw(_SHARES), "delay_days": draw(st.sampled_from([1.0, 20.0])),
                "window_days": draw(st.sampled_from([2.0, 30.0, 60.0])), "fee": draw(st.sampled_from([0.0, 5.0])),
                "transit_days": draw(st.sampled_from([0.3, 2.5])), "at_till": draw(_SHARES),
                "refund": draw(st.sampled_from(["on_scan", "on_receipt", "on_inspection"])),
            },
            "satisfaction": {"slow_answer_hours": draw(st.sampled_from([0.5, 24.0])), "slow_refund_days": 3.0},
            "lost": {"sent_again": draw(st.sampled_from([0.0, 0.5, 1.0]))},
            "late": draw(st.sampled_from([
                {}, {"claims": 0.8, "charge_options": ["slot", "express", "collect"], "credit": 2.5,
                     "credit_share": 0.1},
            ])),
            "support": {
                "desk": draw(staffings(2)), "first_contact_resolution": draw(_SHARES), "question": draw(_SHARES),
                "where_is_my_order": 0.9, "channels": draw(contact_channels()),
                "waking_start": draw(st.sampled_from(["00:00", "07:00"])),
                "waking_end": draw(st.sampled_from(["21:00", "24:00"])),
            },
        },
    }  # fmt: skip
    stores = any(node["kind"] == "store" for node in document["fulfilment"]["nodes"].values())
    if stores and document["placement"]["walk_ins"]["purchases_per_day"]:
        document["inventory"]["review"] = "periodic"  # a continuous review does not hear of walk-ins
    config = SimConfig.model_validate(document)
    if not handing_over(config) or not config.follow_up_days:
        document["placement"]["preferences"]["collect"] = 0.0
    return SimConfig.model_validate(document)


@dataclass(frozen=True)
class World:
    """A configuration, and the recipe of its tape; `tied` puts everything on whole quarters of an hour."""

    config: SimConfig
    seed: int
    tied: bool

    @property
    def tape(self) -> Tape:
        tape = draw(self.config, self.seed, 0)
        return on_the_quarter(tape) if self.tied else tape


@st.composite
def worlds(draw: st.DrawFn, modes: tuple[str, ...] = ("carrier",)) -> World:
    """Small businesses."""
    return World(draw(configurations(modes)), draw(st.integers(0, 10_000)), draw(st.booleans()))


def on_the_quarter(tape: Tape) -> Tape:
    """The same orders placed on whole quarters of an hour, with equal tasks: a world full of ties."""
    quarter = 15 * MINUTE
    factors = {name: np.ones_like(column) for name, column in tape.factors.items()}
    walk_ins = tape.walk_ins
    if walk_ins is not None:
        walk_ins = replace(walk_ins, time=walk_ins.time // quarter * quarter)
    return replace(tape, placed=tape.placed // quarter * quarter, factors=factors, walk_ins=walk_ins)
