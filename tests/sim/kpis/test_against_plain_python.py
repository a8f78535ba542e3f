"""The KPIs of simulated businesses, computed again the slow way: one order, one event after the other."""

from collections import defaultdict
from itertools import pairwise, takewhile

import pytest

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.goods import (
    GOODS_DOWNGRADED,
    GOODS_SCRAPPED,
    RECORD_CORRECTED,
    STOCK_PICKED,
    STOCK_RECEIVED,
    STOCK_RETURNED,
    STOCK_SHRUNK,
)
from sim.life.lines import LINE_BACKORDERED, LINE_CANCELLED, LINE_SHORT, WRONG_LINE
from sim.life.orders import HELD, RATED, REJECTED, WRONG_PRICE, Hold
from sim.life.parcels import CARRIER_CHARGED, DOOR_ATTEMPT, PARCEL_LOST, RETURNED_TO_SENDER
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE

BUSINESSES = {
    "short of stock": {"inventory": {"opening_days": 0.3, "record_error": 0.3, "out_of_stock": {"wait": 1}}},
    "by carrier": {
        "delivery": {"mode": "carrier", "carrier": {"lost": 0.1}},
        "aftersales": {"returns": {"changed_mind": 0.3}},
    },
    "by hand": {"processing": {"automation": "manual"}, "fulfilment": {"picking": {"mispick": 0.1}}},
}


@pytest.fixture(scope="module", params=BUSINESSES)
def outcome(request):
    changes = dict(BUSINESSES[request.param])
    delivery = {"solver": {"name": "manual"}, "fleet": {"vans": {"van": {"count": 4, "capacity_litres": 2000}}}}
    changes["delivery"] = delivery | changes.get("delivery", {})
    base = {"days": 2, "placement": {"demand": {"orders_per_day": 150}, "catalogue": {"items": 15}}}
    config = SimConfig.model_validate(base | changes)
    return simulate(config, draw(config, 7, 0))


@pytest.fixture(scope="module")
def events(outcome):
    found = defaultdict(list)
    for row in outcome.log.rows():
        found[int(row["kind"])].append({name: int(row[name]) for name in row.dtype.names})
    return found


@pytest.fixture(scope="module")
def parcels(outcome):
    table = outcome.log.fulfilments.arrays()
    rows = [dict(zip(table, map(int, values), strict=True)) for values in zip(*table.values(), strict=True)]
    return [row for row in rows if row["order"] >= 0]


def test_quality(outcome, events, parcels):
    facts, tape, kpis = outcome.facts, outcome.facts.tape, evaluate(outcome)
    orders = {name: values.tolist() for name, values in outcome.log.orders.arrays().items()}
    wrong = {e["order"] for e in events[WRONG_LINE.code] if e["reason"] != 2}
    damaged = {e["order"] for e in events[WRONG_LINE.code] if e["reason"] == 2}
    price = {e["order"] for e in events[WRONG_PRICE.code]}
    address = {e["order"] for e in events[DOOR_ATTEMPT.code] if e["reason"] == 2}
    cut = {e["order"] for e in events[LINE_CANCELLED.code]}
    picked = defaultdict(int)
    for e in events[STOCK_PICKED.code]:
        picked[e["order"]] += e["value"]
    for e in events[PARCEL_LOST.code] + events[RETURNED_TO_SENDER.code]:
        picked[e["order"]] -= e["value"]
    accurate = full = timely = perfect = delivered = confirmed = 0
    hours = []
    for order in range(tape.orders):
        confirmed += orders["confirmed"][order] >= 0
        if orders["delivered"][order] < 0:
            continue
        delivered += 1
        hours.append((orders["delivered"][order] - int(tape.placed[order])) / HOUR)
        accurate += order not in wrong | price | address
        first, last = tape.baskets.line_start[order], tape.baskets.line_start[order + 1]
        whole = picked[order] == int(tape.baskets.quantity[first:last].sum())
        in_full = whole and order not in wrong | cut
        on_time = orders["delivered"][order] <= facts.promise_close[order]
        papers = tape.uniforms["documents"][order] >= facts.config.fulfilment.labelling.document_error
        full += in_full
        timely += in_full and on_time
        perfect += bool(in_full and on_time and papers and order not in damaged | price)
    assert delivered > 100
    assert kpis["order_accuracy"] == pytest.approx(accurate / delivered)
    assert kpis["in_full"] == pytest.approx(full / delivered)
    assert kpis["on_time_in_full"] == pytest.approx(timely / confirmed)
    assert kpis["perfect_order"] == pytest.approx(perfect / confirmed)
    assert kpis["order_cycle_time"] == pytest.approx(sum(hours) / len(hours))
    assert sum(h <= kpis["order_cycle_time_p90"] for h in hours) / len(hours) == pytest.approx(0.9, abs=0.02)
    late = sum(p["delivered"] > facts.promise_close[p["order"]] for p in parcels)
    came = sum(p["delivered"] >= 0 for p in parcels)
    assert kpis["on_time_delivery"] == pytest.approx(1 - late / came)


def overtime(outcome, station):
    """Time in which more people were at work than on the shift, in the days of demand."""
    table = getattr(outcome.log, station.table).arrays()
    rows = table[station.started] >= 0
    if station.node >= 0:
        rows &= table["node"] == station.node
    horizon, busy = outcome.facts.horizon, defaultdict(int)
    for begin, end in zip(table[station.started][rows].tolist(), table[station.finished][rows].tolist(), strict=True):
        busy[begin] += 1
        busy[end if end >= 0 else outcome.facts.end] -= 1
    there = defaultdict(int)
    for time, change in takewhile(lambda step: step[0] < horizon, station.roster.changes()):
        there[time] += change
    at_work, on_shift, last, total = 0, station.roster.at_start, 0, 0
    for time in sorted({*busy, *there, horizon}):
        total += max(0, at_work - on_shift) * (min(time, horizon) - min(last, horizon))
        at_work, on_shift, last = at_work + busy[time], on_shift + there[time], time
    return total


def test_money(outcome, events, parcels):
    facts, config, kpis = outcome.facts, outcome.facts.config, evaluate(outcome)
    cost = {k: int(c) for k, c in enumerate(facts.tape.goods.unit_cost)}

    def goods(kind):
        return sum(e["value"] * cost[e["item"]] for e in events[kind]) / 100

    def total(kind):
        return sum(e["value"] for e in events[kind]) / 100

    vans = 0.0
    for trip in trips(outcome):
        van = config.delivery.fleet.vans[facts.vans[trip["van_type"]]]
        back = trip["returned"] >= 0
        hours = ((trip["returned"] if back else facts.end) - trip["departed"]) / HOUR
        metres = trip["metres"] if back else 0
        vans += van.cost_per_trip * (trip["after"] < 0)
        vans += van.cost_per_kilometre * metres / 1000 + van.cost_per_hour * hours
    assert kpis["cost.shipping"] == pytest.approx(vans + total(CARRIER_CHARGED.code), abs=0.02)
    labour = sum((s.staffed + s.overtime_factor * overtime(outcome, s)) / HOUR * s.wage / 100 for s in facts.stations)
    check = config.processing.verification
    if config.processing.switches.verification:
        put_right = sum(e["reason"] in (Hold.DETAILS, Hold.PRICE) for e in events[HELD.code])
        labour += put_right * check.correction_minutes / 60 * check.desk.wage_per_hour
    assert kpis["cost.labour"] == pytest.approx(labour, abs=0.02)
    labels = sum(int(t) >= 0 for t in outcome.log.returns.arrays()["received"])
    spoilt = goods(GOODS_SCRAPPED.code) + (1 - config.aftersales.returns.seconds_value) * goods(GOODS_DOWNGRADED.code)
    assert kpis["cost.returns"] == pytest.approx(labels * config.aftersales.returns.label_cost + spoilt, abs=0.01)
    turnover = total(PAYMENT_CAPTURED.code) - total(REFUNDED.code)
    assert kpis["online_turnover"] == pytest.approx(turnover)
    costs = sum(value for key, value in kpis.items() if key.startswith("cost."))
    kept = goods(STOCK_PICKED.code) - goods(STOCK_RETURNED.code) - goods(GOODS_SCRAPPED.code)
    assert kpis["profit"] == pytest.approx(turnover - costs - kept + goods(GOODS_DOWNGRADED.code))


def test_stock(outcome, events):
    facts, kpis = outcome.facts, evaluate(outcome)
    signs = {STOCK_PICKED.code: -1, STOCK_SHRUNK.code: -1, STOCK_RECEIVED.code: 1, STOCK_RETURNED.code: 1}
    moves = sorted(((e["time"], sign, e) for kind, sign in signs.items() for e in events[kind]), key=lambda m: m[0])
    shelf = facts.opening_stock.copy()
    unit_cost = facts.tape.goods.unit_cost
    integral, before = 0.0, 0
    for time, sign, e in moves:
        if time >= facts.horizon:
            break
        integral += float((shelf * unit_cost).sum()) * (time - before)
        shelf[e["node"], e["item"]] += sign * e["value"]
        before = time
    integral += float((shelf * unit_cost).sum()) * (facts.horizon - before)
    assert kpis["stock_value"] == pytest.approx(integral / facts.horizon / 100, rel=1e-4)
    # Replay the records as the order system keeps them; shrinkage passes them by.
    record = facts.opening_record.copy()
    del signs[STOCK_SHRUNK.code]
    for kind, sign in [*signs.items(), (RECORD_CORRECTED.code, 1)]:
        for e in events[kind]:
            if e["time"] < facts.horizon:
                record[e["node"], e["item"]] += sign * e["value"]
    assert kpis["record_accuracy"] == pytest.approx(float((record == shelf).mean()))


def test_stations(outcome):
    facts, kpis = outcome.facts, evaluate(outcome)
    for station in facts.stations:
        table = {"orders": outcome.log.orders, "fulfilments": outcome.log.fulfilments}.get(station.table)
        if table is None:
            table = getattr(outcome.log, station.table)
        columns = table.arrays()
        entered = facts.tape.placed if station.entered == "placed" else columns[station.entered]
        here = [station.node < 0 or node == station.node for node in columns.get("node", entered).tolist()]
        came = [int(time) // DAY for time, own in zip(entered.tolist(), here, strict=True) if time >= 0 and own]
        days = facts.config.days
        starts = range(max(1, max(came, default=0) - days + 2))
        first = max(starts, key=lambda day: (sum(day <= one < day + days for one in came), -day))
        begin, end = first * DAY, (first + days) * DAY
        waits, busy, passes = [], 0, []
        for row, started in enumerate(columns[station.started].tolist()):
            if started < 0 or (station.node >= 0 and columns["node"][row] != station.node):
                continue
            waits.append((started - int(entered[row])) / MINUTE)
            passes.append((started, int(columns[station.finished][row])))
            busy += max(0, min(passes[-1][1], end) - max(started, begin))
        wait = kpis[f"wait.{station.name}"]
        assert wait == (pytest.approx(sum(waits) / len(waits)) if waits else None)
        assert kpis[f"utilisation.{station.name}"] == pytest.approx(busy / there(station.roster, passes, begin, end))


def there(roster, passes, begin, end):
    """Moment by moment as many people as are on a shift, or as are at work where that is more."""
    changes = dict(takewhile(lambda step: step[0] < end, roster.changes()))
    moments = sorted({begin, end, *changes, *(moment for one in passes for moment in one)})
    found, level = 0, roster.at_start
    for moment, after in pairwise(moments):
        level += changes.get(moment, 0)
        if begin <= moment < end:
            found += (after - moment) * max(level, sum(a <= moment < b for a, b in passes))
    return found


def trips(outcome):
    columns = {name: column.tolist() for name, column in outcome.log.trips.arrays().items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_road(outcome):
    kpis, left = evaluate(outcome), trips(outcome)
    if not left:
        assert kpis["kilometres_per_drop"] is None
        return
    assert kpis["kilometres"] == pytest.approx(sum(trip["metres"] for trip in left if trip["returned"] >= 0) / 1000)
    assert kpis["kilometres_per_drop"] == pytest.approx(kpis["kilometres"] / sum(trip["stops"] for trip in left))
    used = defaultdict(set)
    for trip in left:
        used[trip["departed"] // DAY].add((trip["node"], trip["van"]))
    assert kpis["vehicles_used"] == pytest.approx(sum(map(len, used.values())) / len(used))


def test_demand(outcome, events):
    tape, kpis = outcome.facts.tape, evaluate(outcome)
    confirmed = [int(t) >= 0 for t in outcome.log.orders.arrays()["confirmed"]]
    lost = {e["order"] for e in events[REJECTED.code] if e["reason"] == 4}
    missed, waited, given_up = defaultdict(int), 0, 0
    for kind in (LINE_BACKORDERED.code, LINE_CANCELLED.code, LINE_SHORT.code):
        for e in events[kind]:
            missed[e["order"], e["line"]] += e["value"]
            waited += e["value"] if kind == LINE_BACKORDERED.code else 0
            given_up += e["value"] if kind == LINE_CANCELLED.code and e["order"] not in lost else 0
    units = lines = filled = 0
    for order in range(tape.orders):
        if not (confirmed[order] or order in lost):
            continue
        first, last = tape.baskets.line_start[order], tape.baskets.line_start[order + 1]
        for line, quantity in enumerate(tape.baskets.quantity[first:last].tolist()):
            units, lines = units + quantity, lines + 1
            given_up += quantity if order in lost else 0
            filled += 0 if order in lost else quantity - min(quantity, missed[order, line])
    assert kpis["fill_rate"] == pytest.approx(filled / units)
    assert kpis["stockout_rate"] == pytest.approx(sum(v > 0 for v in missed.values()) / lines)
    assert kpis["backorder_rate"] == pytest.approx(waited / units)
    assert kpis["lost_sales"] == pytest.approx(given_up / units)


def test_after_sales(outcome, events):
    tape, kpis = outcome.facts.tape, evaluate(outcome)
    got = {order for order, time in enumerate(outcome.log.orders.arrays()["delivered"].tolist()) if time >= 0}
    units = sum(e["value"] for e in events[STOCK_PICKED.code] if e["order"] in got)
    failed = events[PARCEL_LOST.code] + events[RETURNED_TO_SENDER.code]
    units -= sum(e["value"] for e in failed if e["order"] in got)
    returns = outcome.log.returns.arrays()
    assert kpis["return_rate"] == pytest.approx(int(returns["units"].sum()) / units)
    table = outcome.log.tickets.arrays()
    tickets = [dict(zip(table, map(int, values), strict=True)) for values in zip(*table.values(), strict=True)]
    assert kpis["tickets_per_order"] == pytest.approx(len(tickets) / tape.orders)
    first = [t for t in tickets if t["contact"] == 1 and t["resolved"] >= 0]
    settled = 0
    for ticket in first:
        matter = (ticket["order"], ticket["topic"])
        again = [t for t in tickets if (t["order"], t["topic"]) == matter and t["contact"] > 1]
        settled += all(t["opened"] - ticket["resolved"] > 7 * DAY for t in again)
    assert kpis["first_contact_resolution"] == (pytest.approx(settled / len(first)) if first else None)
    stars = [e["value"] / 100 for e in events[RATED.code]]
    assert kpis["customer_satisfaction"] == pytest.approx(sum(stars) / len(stars))
