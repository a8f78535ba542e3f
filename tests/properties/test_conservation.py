"""Nothing appears and nothing vanishes: goods, money and time are conserved whatever the scenario.

Random small businesses (starved of stock, with wrong records, wrong addresses, nobody home, two nodes, any mode of
delivery) are run to their end, and the identities of the order machine are checked on log and facts alone.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.collection import SOLD_AT_COUNTER
from sim.life.goods import (
    GOODS_DOWNGRADED,
    GOODS_SCRAPPED,
    STOCK_PICKED,
    STOCK_RECEIVED,
    STOCK_RETURNED,
    STOCK_SHRUNK,
    TRANSFER_RECEIVED,
    TRANSFER_SENT,
)
from sim.life.lines import LINE_CANCELLED
from sim.life.orders import RATED
from sim.life.parcels import DOOR_ATTEMPT, GOODS_SENT_AGAIN
from sim.life.payments import DELIVERY_CHARGED, PAYMENT_CAPTURED, REFUNDED, Refund
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import STANDARD, draw
from sim.units import DAY

TRANSIT_DAYS = 1
"""Of what one node sends to another."""

share = st.sampled_from([0.0, 0.1, 0.5])

businesses = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["fleet", "carrier", "mixed"]),
        "automation": st.sampled_from(["manual", "partial", "full"]),
        "integration": st.sampled_from(["event", "hourly"]),
        "fraud": st.sampled_from([0.0, 0.1]),
        "opening_days": st.sampled_from([0.2, 1.0, 4.0]),
        "wait": st.sampled_from([0.0, 1.0, 3.0]),
        "record_error": share,
        "shrinkage": st.sampled_from([0.0, 0.05]),
        "not_home": st.sampled_from([0.0, 0.3, 0.8]),
        "attempts": st.integers(1, 3),
        "address_error": share,
        "lost": st.sampled_from([0.0, 0.2]),
        "changed_mind": st.sampled_from([0.0, 0.4]),
        "refund": st.sampled_from(["on_scan", "on_receipt", "on_inspection"]),
        "split": st.booleans(),
        "two_nodes": st.booleans(),
        "transfers": st.booleans(),
        "seed": st.integers(0, 10**6),
    }
)


def configured(b: dict[str, Any]) -> SimConfig:
    nodes = {"north": {"pickers": 2, "packers": 1, "labellers": 1, "inspectors": 1}}
    if b["two_nodes"]:
        nodes["south"] = {**nodes["north"], "y_kilometres": -3.0}
    every_days = 1 if b["two_nodes"] and b["transfers"] else None
    channels = {
        "web": {"share": 3, "address_error": b["address_error"], "line_error": 0.05},
        "phone": {"share": 1, "staffed": True, "entry_minutes": 5, "patience_minutes": 10},
    }
    return SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 60},
                "catalogue": {"items": 12},
                "channels": channels,
                "addresses": {"customers": 100, "radius_kilometres": 4},
            },
            "processing": {
                "automation": b["automation"],
                "integration": b["integration"],
                "payment": {"fraud": b["fraud"]},
                "price": {"error": 0.0},
            },
            "inventory": {
                "opening_days": b["opening_days"],
                "record_error": b["record_error"],
                "shrinkage_per_day": b["shrinkage"],
                "transfers": {
                    "every_days": every_days,
                    "below_days": 0.5,
                    "up_to_days": 0.5,
                    "keep_days": 0.5,
                    "days": TRANSIT_DAYS,
                },
                "out_of_stock": {"wait": b["wait"], "drop_line": 1, "cancel_order": 1},
            },
            "fulfilment": {"nodes": nodes, "split_backorders": b["split"], "picking": {"mispick": 0.05}},
            "delivery": {
                "mode": b["mode"],
                "fleet_radius_kilometres": 2,
                "solver": {"name": "manual"},
                "fleet": {"vans": {"van": {"count": 3, "capacity_litres": 2000}}},
                "doors": {"not_home": b["not_home"], "maximum_attempts": b["attempts"]},
                "carrier": {"lost": b["lost"]},
            },
            "aftersales": {"returns": {"changed_mind": b["changed_mind"], "refund": b["refund"]}},
        }
    )


def simulated(b: dict[str, Any]) -> Outcome:
    config = configured(b)
    return simulate(config, draw(config, b["seed"], 0))


CHECKS: list[Callable[[Outcome], None]] = []


def identity(check: Callable[[Outcome], None]) -> Callable[[Outcome], None]:
    """An identity that holds for every outcome."""
    CHECKS.append(check)
    return check


def by_line(outcome: Outcome, kinds: tuple[int, ...], reason: int | None = None) -> np.ndarray:
    """Units of these kinds of events by line of the tape."""
    tape, rows = outcome.facts.tape, outcome.log.rows()
    rows = rows[np.isin(rows["kind"], kinds)]
    if reason is not None:
        rows = rows[rows["reason"] == reason]
    units = np.zeros(tape.lines, dtype=np.int64)
    np.add.at(units, tape.baskets.line_start[rows["order"]] + rows["line"], rows["value"])
    return units


def by_order(outcome: Outcome, kind: int) -> np.ndarray:
    """Sum of the values of one kind of events by order."""
    rows = outcome.log.rows()
    rows = rows[rows["kind"] == kind]
    sums = np.zeros(outcome.facts.tape.orders, dtype=np.int64)
    np.add.at(sums, rows["order"], rows["value"])
    return sums


def ascending(*stamps: np.ndarray) -> None:
    """Each stamp that was set is not before any earlier one that was."""
    latest = np.full(stamps[0].shape, -1, dtype=np.int64)
    for stamp in stamps:
        seen = stamp >= 0
        assert (stamp[seen] >= latest[seen]).all()
        latest = np.maximum(latest, stamp)


@identity
def the_shelf_never_holds_less_than_nothing(outcome: Outcome) -> None:
    facts, rows = outcome.facts, outcome.log.rows()
    signs = dict.fromkeys((STOCK_PICKED.code, STOCK_SHRUNK.code, SOLD_AT_COUNTER.code, TRANSFER_SENT.code), -1)
    signs |= dict.fromkeys((STOCK_RECEIVED.code, STOCK_RETURNED.code, TRANSFER_RECEIVED.code), 1)
    rows = rows[np.isin(rows["kind"], list(signs))]
    # The log's own order breaks ties, because it is the order in which things happened.
    order = np.argsort(rows["time"], kind="stable")
    for node in range(len(facts.nodes)):
        for item in range(facts.opening_stock.shape[1]):
            mine = rows[order][(rows[order]["node"] == node) & (rows[order]["item"] == item)]
            moves = mine["value"] * np.array([signs[int(k)] for k in mine["kind"]], dtype=np.int64)
            ends = np.append(mine["time"][1:] != mine["time"][:-1], True) if mine.size else np.empty(0, dtype=bool)
            level = facts.opening_stock[node, item] + np.cumsum(moves)
            assert (level[ends] >= 0).all()
    assert (rows["value"] > 0).all()


@identity
def what_one_node_sends_another_gets(outcome: Outcome) -> None:
    """All that left comes, a day later, unless the run has ended; from and to are those that were said."""
    rows = outcome.log.rows()
    sent, got = (rows[rows["kind"] == kind.code] for kind in (TRANSFER_SENT, TRANSFER_RECEIVED))
    assert (sent["node"] != sent["resource"]).all()
    last = outcome.facts.end - TRANSIT_DAYS * DAY
    left = sorted(zip(sent["time"], sent["item"], sent["node"], sent["resource"], sent["value"], strict=True))
    came = sorted(
        zip(got["time"] - TRANSIT_DAYS * DAY, got["item"], got["resource"], got["node"], got["value"], strict=True)
    )
    assert came == left[: len(came)]
    assert all(time >= last for time, *_ in left[len(came) :])


@identity
def every_unit_ordered_is_cancelled_or_picked_once_an_order_is_over(outcome: Outcome) -> None:
    """Or, where a parcel was lost, as often as its goods were sent."""
    tape, orders = outcome.facts.tape, outcome.log.orders.arrays()
    over = (orders["closed"] >= 0) & (orders["rejected"] < 0)
    lines = over[tape.line_order]
    picked = by_line(outcome, (STOCK_PICKED.code,))
    cancelled = by_line(outcome, (LINE_CANCELLED.code,))
    again = by_order(outcome, GOODS_SENT_AGAIN.code)
    assert (picked + cancelled == tape.baskets.quantity)[lines & (again == 0)[tape.line_order]].all()
    more = np.zeros(tape.orders, dtype=np.int64)
    np.add.at(more, tape.line_order, picked + cancelled - tape.baskets.quantity)
    assert (more == again)[over].all()
    assert not picked[(orders["rejected"] >= 0)[tape.line_order]].any()


@identity
def what_comes_back_was_delivered_and_is_graded_once(outcome: Outcome) -> None:
    tape, returns = outcome.facts.tape, outcome.log.returns.arrays()
    inspected = returns["inspected"] >= 0
    line = tape.baskets.line_start[returns["order"]] + returns["line"]
    asked, graded = np.zeros(tape.lines, dtype=np.int64), np.zeros(tape.lines, dtype=np.int64)
    np.add.at(asked, line, returns["units"])
    np.add.at(graded, line[inspected], returns["units"][inspected])
    assert (asked <= by_line(outcome, (STOCK_PICKED.code,))).all()
    restocked = by_line(outcome, (STOCK_RETURNED.code,), reason=0)
    assert (restocked + by_line(outcome, (GOODS_DOWNGRADED.code, GOODS_SCRAPPED.code)) == graded).all()


@identity
def money_captured_is_for_goods_shipped_and_no_more_is_refunded(outcome: Outcome) -> None:
    tape, rows, orders = outcome.facts.tape, outcome.log.rows(), outcome.log.orders.arrays()
    captured, refunded, charged, again = (
        by_order(outcome, kind.code) for kind in (PAYMENT_CAPTURED, REFUNDED, DELIVERY_CHARGED, GOODS_SENT_AGAIN)
    )
    frauds = rows[rows["reason"] == Refund.CHARGEBACK]
    fraud = np.isin(np.arange(tape.orders), frauds[frauds["kind"] == REFUNDED.code]["order"])
    assert (refunded == captured)[fraud].all()
    assert (refunded <= captured).all()
    worth = np.zeros(tape.orders, dtype=np.int64)
    np.add.at(worth, tape.line_order, by_line(outcome, (STOCK_PICKED.code,)) * tape.price)
    over = orders["closed"] >= 0
    assert (captured == worth + charged)[over & (again == 0)].all()
    assert (captured <= worth + charged)[over].all(), "what is sent again is paid for once"
    # Whoever got nothing at all has paid nothing in the end, but for what is dearer than standard delivery.
    nothing = over & (orders["delivered"] < 0)
    left = captured - refunded
    assert (left <= charged)[nothing].all()
    assert (left == 0)[nothing & (tape.preference == STANDARD)].all()


@identity
def no_stamp_stands_before_the_one_that_had_to_come_first(outcome: Outcome) -> None:
    log, tape = outcome.log, outcome.facts.tape
    orders, parcels = log.orders.arrays(), log.fulfilments.arrays()
    ascending(tape.placed, orders["entry_started"], orders["captured"])
    ascending(orders["captured"], orders["verification_entered"], orders["verification_started"], orders["verified"])
    ascending(orders["verified"], orders["review_entered"], orders["review_started"], orders["reviewed"])
    ascending(tape.placed, orders["captured"], orders["confirmed"], orders["delivered"], orders["closed"])
    made = parcels["order"] >= 0
    stages = ("released", "picking_started", "picked", "packing_started", "packed", "labelling_started", "staged")
    ascending(*(parcels[name][made] for name in (*stages, "handed_over", "delivered", "ended")))
    assert (parcels["released"][made] >= orders["confirmed"][parcels["order"][made]]).all()
    returns, tickets = log.returns.arrays(), log.tickets.arrays()
    ascending(*(returns[name] for name in ("requested", "received", "inspection_started", "inspected")))
    ascending(*(tickets[name] for name in ("opened", "answered", "resolved")))


@identity
def every_order_ends_in_one_way(outcome: Outcome) -> None:
    orders, parcels = outcome.log.orders.arrays(), outcome.log.fulfilments.arrays()
    confirmed, rejected = orders["confirmed"] >= 0, orders["rejected"] >= 0
    assert not (confirmed & rejected).any()
    assert (orders["closed"][rejected] == orders["rejected"][rejected]).all()
    assert (confirmed | rejected)[orders["closed"] >= 0].all()
    made = parcels["order"] >= 0
    assert confirmed[parcels["order"][made]].all()
    over = orders["closed"] >= 0
    assert (parcels["ended"][made] >= 0)[over[parcels["order"][made]]].all()
    rated = outcome.log.rows()
    rated = rated[rated["kind"] == RATED.code]["order"]
    assert np.array_equal(np.sort(rated), np.flatnonzero(orders["delivered"] >= 0))


@identity
def vans_come_back_and_visit_what_they_left_for(outcome: Outcome) -> None:
    rows = outcome.log.rows()
    trips = outcome.log.trips.arrays()
    left, back = trips["departed"], trips["returned"] >= 0
    assert (left >= 0).all()
    assert (trips["returned"][back] >= left[back]).all()
    assert ((trips["metres"] >= 0) == back).all()
    # The run ends with its last order; a van may still be on its way home then, and only then.
    on_the_road = int((~back).sum())
    assert on_the_road <= (left >= left.max(initial=0) - DAY).sum()
    carrier = outcome.log.fulfilments.arrays()["carrier"]
    doors = rows[rows["kind"] == DOOR_ATTEMPT.code]
    if outcome.facts.config.delivery.mode == "fleet":
        assert np.array_equal(np.bincount(doors["item"], minlength=left.size), trips["stops"])
        assert np.array_equal(trips["van"][doors["item"]], doors["resource"])
        assert np.array_equal(trips["node"][doors["item"]], doors["node"])
        if not on_the_road:
            assert doors["value"].sum() <= trips["metres"].sum()
        assert not (carrier == 1).any()
    if outcome.facts.config.delivery.mode == "carrier":
        assert left.size == 0
        assert (doors["item"] == -1).all()


@identity
def nobody_serves_two_at_once(outcome: Outcome) -> None:
    parcels = outcome.log.fulfilments.arrays()
    people = {"picking_started": ("picked", 2), "packing_started": ("packed", 1), "labelling_started": ("staged", 1)}
    for node in range(len(outcome.facts.nodes)):
        for started, (finished, staff) in people.items():
            mine = (parcels["node"] == node) & (parcels[finished] >= 0)
            times = np.concatenate((parcels[started][mine], parcels[finished][mine]))
            steps = np.concatenate((np.ones(mine.sum(), dtype=np.int64), -np.ones(mine.sum(), dtype=np.int64)))
            # A server that ends and another pass that begins at one moment are one after the other.
            inside = np.cumsum(steps[np.lexsort((steps, times))])
            assert inside.max(initial=0) <= staff


@identity
def kpis_agree_with_each_other(outcome: Outcome) -> None:
    kpis = evaluate(outcome)
    for key, value in kpis.items():
        if key.split("_")[-1] in ("accuracy", "rate", "success", "resolution") and value is not None:
            assert 0.0 <= value <= 1.0, key
    assert kpis["order_volume"] == outcome.facts.tape.orders
    if kpis["order_cycle_time"] is not None:
        stages = sum(value for key, value in kpis.items() if key.startswith("stage."))
        assert stages == pytest.approx(kpis["order_cycle_time"], rel=1e-9)
        assert kpis["order_cycle_time_p50"] <= (kpis["order_cycle_time_p95"] or np.inf)
        parts = sum(value for key, value in kpis.items() if key.startswith("cost."))
        assert kpis["cost_per_order"] * kpis["orders_delivered"] == pytest.approx(parts)
    if kpis["perfect_order"] is not None:
        assert kpis["perfect_order"] <= kpis["on_time_in_full"]
    if kpis["days_of_supply"] is not None:
        assert kpis["days_of_supply"] * kpis["inventory_turnover"] == pytest.approx(365)


TUNED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(TUNED, max_examples=200)
@given(businesses)
def test_every_identity_holds_in_every_business(business):
    outcome = simulated(business)
    for check in CHECKS:
        check(outcome)


@pytest.mark.nightly
@settings(TUNED, max_examples=2000)
@given(businesses)
def test_every_identity_holds_in_two_thousand_businesses(business):
    outcome = simulated(business)
    for check in CHECKS:
        check(outcome)


@settings(TUNED, max_examples=5)
@given(businesses)
def test_the_same_tape_and_configuration_give_the_same_log(business):
    first, second = simulated(business).log.columns(), simulated(business).log.columns()
    for table, columns in first.items():
        for name, values in columns.items():
            assert np.array_equal(values, second[table][name]), (table, name)
