"""The pictures by name: what each is called, what is to be seen in it, and how it is drawn.

A picture is drawn from the outcome of one replication, because a mean over replications has no
single van to draw.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from scenarios.report.pictures import costs, demand, lead_times, routes, schedule, stages, stations, stock, warm_up
from scenarios.report.pictures.drawing import Drawing
from scenarios.report.pictures.svg import svg
from scenarios.study.running.results import RunResult
from sim.kpis.view import View, read
from sim.outcome import Outcome

Drawn = tuple[Drawing, str] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its heading, what is to be seen in it, and the text of an SVG file.

    A notebook displays it by itself.
    """

    name: str
    heading: str
    caption: str
    svg: str

    @property
    def source(self) -> str:
        """The picture as a data URL that an HTML page can hold."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode("ascii")

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"{self.heading}: {self.caption}"


def _lead_times(outcome: Outcome, view: View) -> Drawn:
    return _with(
        lead_times.draw(outcome),
        "Share of orders that had reached a stage so many days after they were placed, in the trace and in the model, "
        "over the orders that have the stamp in both.",
    )


def _orders(outcome: Outcome, view: View) -> Drawn:
    return _with(demand.draw(outcome), "What customers ask for, what leaves the dock, what arrives.")


def _stages(outcome: Outcome, view: View) -> Drawn:
    return _with(
        stages.draw(view),
        "Where the time of a delivered order goes; blue is the order system, orange the warehouse, green the road.",
    )


def _costs(outcome: Outcome, view: View) -> Drawn:
    return _with(costs.draw(view), "What it takes to fulfil an order, the goods themselves aside.")


def _stations(outcome: Outcome, view: View) -> Drawn:
    return _with(
        stations.draw(view),
        "How busy people are, red where there is hardly time to spare, and how long work waits for them.",
    )


def _stock(outcome: Outcome, view: View) -> Drawn:
    return _with(
        stock.draw(outcome),
        "Stock of all nodes at cost; the records differ from the shelf by what vanished and was not counted yet.",
    )


def _routes(outcome: Outcome, view: View) -> Drawn:
    drawn = routes.draw(outcome)
    if drawn is None:
        return None
    drawing, seen = drawn
    return drawing, f"{seen} Tints only tell tours apart; dotted lines are the way out and back."


def _schedule(outcome: Outcome, view: View) -> Drawn:
    return schedule.draw(outcome)


def _with(drawing: Drawing | None, caption: str) -> Drawn:
    return None if drawing is None else (drawing, caption)


DRAWN: dict[str, tuple[str, Callable[[Outcome, View], Drawn]]] = {
    "lead_times": ("Simulated beside observed", _lead_times),
    "orders": ("Orders over time", _orders),
    "stages": ("Cycle time by stage", _stages),
    "stations": ("Stations", _stations),
    "costs": ("Cost of an order", _costs),
    "stock": ("Stock over time", _stock),
    "routes": ("Map of routes", _routes),
    "schedule": ("Schedule of vans", _schedule),
}
"""Name -> heading and how it is drawn, in the order of the page."""


def warm_up_of(result: RunResult) -> list[Picture]:
    """Return the picture of how a steady-state design was settled; none where its days were given or all days count."""
    drawing = None if result.counted is None else warm_up.draw(result.counted)
    if drawing is None:
        return []
    caption = (
        "Means over the replications of the pilot, the rhythm of the day taken out. The warm-up ends where the last of "
        "the red lines stands, at the next midnight."
    )
    return [Picture("warm_up", "Warm-up", caption, svg(drawing))]


def hang(outcome: Outcome, names: tuple[str, ...] = tuple(DRAWN)) -> list[Picture]:
    """Return the pictures of these names that this outcome has something to show in."""
    view = read(outcome)
    found = []
    for name in names:
        heading, draw = DRAWN[name]
        drawn = draw(outcome, view)
        if drawn is not None:
            drawing, caption = drawn
            found.append(Picture(name, heading, caption, svg(drawing)))
    return found
