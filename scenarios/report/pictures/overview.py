"""One picture of a run: its busiest wave on the map, its main KPIs with intervals, its orders by the hour.

The picture in the README is this one, of ``run("city_day")``.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.report.pictures.demand import shown_until
from scenarios.report.pictures.routes import busiest_day, busiest_wave, draw_wave, trips
from scenarios.report.pictures.style import DELIVERED, PLACED, calendar, plain
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


def draw(result: RunResult) -> Figure | None:
    """Draw the overview of a run with vans; None without."""
    outcome = result.outcome
    day = busiest_day(outcome)
    if day is None:
        return None
    wave = [trip for trip in busiest_wave(trips(outcome, day)) if trip.doors.size]
    drawing = Figure(figsize=(11.0, 5.6), dpi=88, layout="constrained")
    FigureCanvasAgg(drawing)
    halves = drawing.add_gridspec(1, 2)
    left, right = drawing.add_subfigure(halves[0]), drawing.add_subfigure(halves[1])
    city = left.add_subplot()
    plain(city)
    draw_wave(city, outcome.facts, wave)
    doors = sum(trip.doors.size for trip in wave)
    when = moment(wave[0].left, outcome.facts.config.start)
    city.set_title(f"{counted(len(wave), 'van')}, {counted(doors, 'door')}, {when}\n", fontsize=11, loc="left")
    numbers, hours = right.subplots(2, 1, height_ratios=(1.0, 0.62))
    _numbers(numbers, result)
    _hours(hours, outcome)
    return drawing


def _numbers(axes: Axes, result: RunResult) -> None:
    """The main KPIs as a table of text."""
    axes.axis("off")
    count, per_cent = len(result.replications), 100 * result.scenario.experiment.confidence
    words = f"mean of {count} replications, {per_cent:g} % interval" if count > 1 else "one replication"
    axes.set_title(f"{result.scenario.name}: {words}", fontsize=11, loc="left")
    currency = result.scenario.config.currency
    kpis = result.kpis()
    for row, key in enumerate(SHOWN):
        kpi, y = kpis[key], 1.0 - (row + 0.6) / len(SHOWN)
        interval = "" if kpi.low is None else f"{number(kpi.low, kpi.unit)} to {number(kpi.high, kpi.unit)}"
        axes.text(0.0, y, definition(key).title, va="center", fontsize=11, transform=axes.transAxes)
        mean = f"{number(kpi.mean, kpi.unit)} {unit_label(kpi.unit, currency)}"
        axes.text(0.66, y, mean, va="center", ha="right", fontsize=11, fontweight="bold", transform=axes.transAxes)
        axes.text(1.0, y, interval, va="center", ha="right", fontsize=9, color="#666666", transform=axes.transAxes)


def _hours(axes: Axes, outcome: Outcome) -> None:
    """Orders placed and parcels delivered in each hour."""
    plain(axes)
    end = shown_until(outcome)
    edges = np.arange(0, end + HOUR, HOUR)
    delivered = outcome.log.fulfilments.arrays()["delivered"]
    placed, _ = np.histogram(outcome.log.orders.arrays()["placed"], edges)
    came, _ = np.histogram(delivered[delivered >= 0], edges)
    axes.stairs(came, edges / DAY, color=DELIVERED, fill=True, alpha=0.45)
    axes.stairs(placed, edges / DAY, color=PLACED, linewidth=1.3)
    calendar(axes, outcome.facts.config.start, end)
    axes.set_xticks(axes.get_xticks(), [text.get_text().split(" ", 1)[0] for text in axes.get_xticklabels()])
    axes.set_ylabel("an hour")
    axes.set_title("orders placed", loc="left", fontsize=10, color=PLACED)
    axes.set_title("parcels delivered", loc="right", fontsize=10, color=DELIVERED)
