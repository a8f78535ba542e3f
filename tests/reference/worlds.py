"""Random small businesses for the oracle and the invariants: configurations with trouble in every room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import own_solver
from hypothesis import strategies as st
from reference.hours import BREAKS, calendars, contact_channels, drivers, staffings, traffic
from reference.sites import SHARES, collections, demands, nodes, offers, transfers

from sim.config import SimConfig
from sim.delivery.days import delivery_days
from sim.placement.collecting import handing_over
from sim.tape import Tape, draw
from sim.units import MINUTE

_BY_AUDIT = f"{Path(own_solver.__file__)}::ByAudit"
"""Knows overtime, breaks and several trips, as `savings` does not."""


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
                "web": {"share": 0.5, "address_error": draw(SHARES), "line_error": draw(SHARES)},
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
            "checkout": draw(st.sampled_from([{}, {}, {"price_elasticity": 3.0, "promise_elasticity": 0.4}])),
            "cancellation": draw(st.sampled_from([{}, {}, {"share": 0.3, "after_hours": 4.0}, {"share": 0.5}])),
            "custom": draw(st.sampled_from([
                {}, {}, {"lost_after_late": 0.7}, {"headroom": 1.8, "lost_after_late": 0.3, "won_after_on_time": 0.6},
            ])),
        },
        "processing": {
            "automation": switches,
            "integration": draw(st.sampled_from(["event", "hourly", "daily"])),
            "verification": {"desk": draw(staffings()), "manual_minutes": 5.0, "correction_hours": 2.0},
            "payment": {
                "decline": draw(SHARES), "retry": 0.7, "review": draw(SHARES), "review_rejection": 0.3,
                "fraud": draw(st.sampled_from([0.0, 0.1])), "screen_power": draw(st.sampled_from([1.0, 8.0])),
                "chargeback_days": draw(st.sampled_from([0.5, 25.0])),
                "review_desk": draw(staffings(2)), "methods": draw(st.sampled_from([{}, slow_money])),
            },
            "reserve_minutes": draw(st.sampled_from([None, None, 10.0, 400.0])),
            "price": {"error": draw(SHARES), "too_high": draw(SHARES), "size": draw(st.sampled_from([0.15, 0.9])),
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
                        {"policy": "days_of_cover", "cover_days": low + 1, "history_days": 9},
                        {"policy": "forecast_order_up_to", "history_days": 2},
                    ]
                )
            ),
            "review": draw(st.sampled_from(["periodic", "periodic", "continuous"])),
            "visibility": draw(st.sampled_from(["event", "hourly", "daily"])),
            "counts": {"every_days": draw(st.sampled_from([None, None, 1, 3])), "time": "10:00"},
            "transfers": draw(transfers()),
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
                    [{}, {}, {"opening": "full"}, {"opening_days": 0.0}, {"opening_days": 0.5}]
                )
            ),
            "record_error": draw(SHARES),
            "shrinkage_per_day": draw(st.sampled_from([0.0, 0.1])),
            "lead_time_days": draw(st.sampled_from([0.0, 0.1, 1.5])),
            "safety_buffer": draw(st.integers(0, 1)),
            "partial_lines": draw(st.booleans()),
            "backorder_rule": draw(st.sampled_from(["first_come", "express_first", "smallest_first", "shelf_open"])),
            "substitution": draw(st.sampled_from([
                {}, {}, {"accepted": 0.7, "group_size": 3},
                {"accepted": 0.5, "group_size": 2, "instead": {0: 2, 1: 0, 2: 2}},
            ])),
            "incoming_days": draw(st.sampled_from([None, None, 0.5, 3.0, 60.0])),
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
            "look_again_hours": draw(st.sampled_from([None, None, 1.0, 6.0])),
            "sourcing": draw(st.sampled_from([
                {"rule": "nearest"}, {"rule": "nearest"}, {"rule": "centres_first"}, {"rule": "fewest_parcels"},
                {"rule": "cheapest", "cost_per_kilometre": 0.4, "markdown_avoided": 0.5}, {"rule": "load_balance"},
                {"rule": "rationing", "threshold": 1},
            ])),
            "picking": {"mispick": draw(SHARES)},
            "packing": {"damage": draw(SHARES)},
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
                "not_home": draw(SHARES), "maximum_attempts": draw(st.integers(1, 3)),
                "address_correction_hours": draw(st.sampled_from([1.0, 50.0])),
            },
            "carrier": {
                "attempts_included": draw(st.integers(1, 3)), "held_days": draw(st.sampled_from([0.0, 3.0])),
                "lost": draw(SHARES), "lost_after_days": draw(st.sampled_from([0.5, 7.0])),
                "collection_time": draw(st.sampled_from(["10:00", "18:30", "24:00"])),
                "transit_hours": {"default": [1.0, 5.0, 30.0], "1": [0.0, 10.0]},
            },
            "promise": {"standard_days": draw(st.integers(0, 2)), "collect_days": draw(st.integers(0, 1)),
                        "collect_hours": draw(st.sampled_from([0.5, 6.0])),
                        **draw(st.sampled_from([{}, {}, {"slot_zones": ["0"], "express_within_kilometres": 3.0}]))},
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
                "changed_mind": draw(SHARES), "delay_days": draw(st.sampled_from([1.0, 20.0])),
                "window_days": draw(st.sampled_from([2.0, 30.0, 60.0])), "fee": draw(st.sampled_from([0.0, 5.0])),
                "misgraded": draw(st.sampled_from([0.0, 0.0, 0.6])),
                "transit_days": draw(st.sampled_from([0.3, 2.5])), "at_till": draw(SHARES),
                "refund": draw(st.sampled_from(["on_scan", "on_receipt", "on_inspection"])),
            },
            "satisfaction": {"slow_answer_hours": draw(st.sampled_from([0.5, 24.0])), "slow_refund_days": 3.0},
            "lost": {"sent_again": draw(st.sampled_from([0.0, 0.5, 1.0]))},
            "late": draw(st.sampled_from([
                {}, {"claims": 0.8, "charge_options": ["slot", "express", "collect"], "credit": 2.5,
                     "credit_share": 0.1},
            ])),
            "support": {
                "desk": draw(staffings(2)), "first_contact_resolution": draw(SHARES), "question": draw(SHARES),
                "where_is_my_order": 0.9, "channels": draw(contact_channels()),
                "waking_start": draw(st.sampled_from(["00:00", "07:00"])),
                "waking_end": draw(st.sampled_from(["21:00", "24:00"])),
            },
        },
    }  # fmt: skip
    if document["delivery"]["solver"]["name"] == _BY_AUDIT:
        document["delivery"]["fleet"]["drivers"]["breaks"] = draw(st.sampled_from(BREAKS))
        document["delivery"]["fleet"]["trips_per_plan"] = draw(st.sampled_from([1, 2, 4]))
        document["delivery"]["fleet"]["lateness_cost_per_minute"] = draw(st.sampled_from([None, 0.1, 2.0]))
    document["delivery"]["fleet"]["reload_minutes"] = draw(st.sampled_from([0.0, 0.0, 12.5]))
    if document["delivery"]["mode"] == "carrier" and draw(st.booleans()):
        document["delivery"]["promise"] |= {"standard_days": None, "quantile": draw(st.sampled_from([0.5, 0.95]))}
    if len(document["fulfilment"]["nodes"]) == 1:
        document["inventory"]["transfers"] = {}  # there is nobody to send to
    stores = any(node["kind"] == "store" for node in document["fulfilment"]["nodes"].values())
    if stores and document["placement"]["walk_ins"]["purchases_per_day"]:
        document["inventory"]["review"] = "periodic"  # a continuous review does not hear of walk-ins
    config = SimConfig.model_validate(document)
    if not handing_over(config) or not config.follow_up_days:
        document["placement"]["preferences"]["collect"] = 0.0
    try:
        delivery_days(config)
    except ValueError:  # carrier and vans of a mixed fleet share no day, and nobody could be promised one
        document["calendar"]["carrier"]["days"] = None
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
