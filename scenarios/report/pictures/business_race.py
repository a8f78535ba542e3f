"""A business race as a picture: what each solver's plans lack, against what the customer and the books see of it."""

from __future__ import annotations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.report.pictures.raced import HUES
from scenarios.report.pictures.style import DOTS_PER_INCH, plain
from scenarios.study.racing.business_result import BusinessRace

PANELS = (
    ("on_time_delivery", "delivered on time, %", 100.0),
    ("cost_per_order", "cost an order", 1.0),
    ("profit_a_month", "profit a month", 1.0),
)


def draw(raced: BusinessRace) -> Figure:
    """Plan gap across, a KPI up, a point with its interval for each solver and budget."""
    drawing = Figure(figsize=(10.0, 3.6), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(drawing)
    rows = [row for row in raced.rows if row.plan_gap.mean is not None]
    hue = {name: HUES[at % len(HUES)] for at, name in enumerate(dict.fromkeys(row.entry.solver for row in rows))}
    budgets = sorted({row.entry.seconds for row in rows})
    for axes, (key, title, factor) in zip(drawing.subplots(1, len(PANELS)), PANELS, strict=True):
        plain(axes)
        axes.set_title(title, loc="left", fontsize=10)
        axes.set_xlabel("plan gap, %")
        for row in rows:
            found = row.kpis[key]
            if found.mean is None or row.plan_gap.mean is None:
                continue
            size = 4 + 3 * budgets.index(row.entry.seconds)
            mean, low, high = (
                factor * (found.mean if end is None else end) for end in (found.mean, found.low, found.high)
            )
            axes.errorbar(
                row.plan_gap.mean, mean, [[mean - low], [high - mean]],
                marker="o", markersize=size, color=hue[row.entry.solver], linewidth=1,
            )  # fmt: skip
            if row.entry.seconds == budgets[-1]:
                axes.annotate(
                    row.entry.solver, (row.plan_gap.mean, mean), xytext=(5, 4), textcoords="offset points", fontsize=8
                )
    return drawing
