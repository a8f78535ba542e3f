"""One picture of a run: its busiest wave on the map, its main KPIs with intervals, its orders by the hour.

The picture in the README is this one, of ``run("city_day")``.
"""

from __future__ import annotations

import numpy as np

from scenarios.report.pictures.demand import shown_until
from scenarios.report.pictures.drawing import INK, Drawing, Panel, Stairs, Words, round_ticks, values
from scenarios.report.pictures.hues import DELIVERED, PLACED, calendar
from scenarios.report.pictures.routes import busiest_day, busiest_wave, map_of, trips
from scenarios.study.running.results import RunResult
from scenarios.text_tables import counted, number, unit_label
from sim.kpis import definition
from sim.outcome import Outcome
from sim.tracking.timeline import moment
from sim.units import DAY, HOUR

SHOWN = (
    "order_volume", "on_time_delivery", "perfect_order", "order_cycle_time", "customer_satisfaction",
    "cost_per_order", "shipping_cost_per_order", "kilometres_per_drop",
)  # fmt: skip


def draw(result: RunResult) -> tuple[Drawing, Drawing] | None:
    """Draw the overview of a run with vans, to stand beside each other; None without."""
    outcome = result.outcome
    day = busiest_day(outcome)
    if day is None:
        return None
    wave = [trip for trip in busiest_wave(trips(outcome, day)) if trip.doors.size]
    city = map_of(outcome.facts, wave)
    doors = sum(trip.doors.size for trip in wave)
    when = moment(wave[0].left, outcome.facts.config.start)
    city.title = f"{counted(len(wave), 'van')}, {counted(doors, 'door')}, {when}", INK
    right = Drawing([[_numbers(result)], [_hours(outcome)]], height=560, width=560, heights=(1.0, 0.62))
    return Drawing([[city]], height=560, width=560), right


def _numbers(result: RunResult) -> Panel:
    """The main KPIs as a table of text."""
    count, per_cent = len(result.replications), 100 * result.scenario.experiment.confidence
    words = f"mean of {count} replications, {per_cent:g} % interval" if count > 1 else "one replication"
    panel = Panel((0.0, 1.0), (len(SHOWN) - 0.5, -0.5), title=(f"{result.scenario.name}: {words}", INK), bare=True)
    currency = result.scenario.config.currency
    kpis = result.kpis()
    for row, key in enumerate(SHOWN):
        kpi = kpis[key]
        interval = "" if kpi.low is None else f"{number(kpi.low, kpi.unit)} to {number(kpi.high, kpi.unit)}"
        mean = f"{number(kpi.mean, kpi.unit)} {unit_label(kpi.unit, currency)}"
        panel.add(
            [
                Words(0.0, row, definition(key).title),
                Words(0.68, row, mean, anchor="end", bold=True),
                Words(1.0, row, interval, "#666666", anchor="end", size=11),
            ]
        )
    return panel


def _hours(outcome: Outcome) -> Panel:
    """Orders placed and parcels delivered in each hour."""
    end = shown_until(outcome)
    edges = np.arange(0, end + HOUR, HOUR)
    delivered = outcome.log.fulfilments.arrays()["delivered"]
    placed, _ = np.histogram(outcome.log.orders.arrays()["placed"], edges)
    came, _ = np.histogram(delivered[delivered >= 0], edges)
    scale, dates = calendar(outcome.facts.config.start, end)
    high = float(max(came.max(initial=0), placed.max(initial=0), 1))
    panel = Panel(scale, (0.0, 1.05 * high), y_label="an hour", title=("orders placed", PLACED))
    panel.x_ticks = [(day, text.split(" ", 1)[0]) for day, text in dates]
    panel.y_ticks = round_ticks(0.0, high, most=5, whole=True)
    panel.add([Stairs(values(came), edges / DAY, DELIVERED, opacity=0.45)])
    panel.add([Stairs(values(placed), edges / DAY, PLACED, filled=False)])
    panel.add([Words(scale[1], panel.y[1], "parcels delivered", DELIVERED, anchor="end", up=6)])
    return panel
