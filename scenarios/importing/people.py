"""Who works in an imported business: as many hours as its orders ask for, never the staff of another.

A shop of forty orders a day has nobody who only labels: where one person can do a day's picking, packing, labelling and
inspecting in the opening hours, the tasks follow one another and end when the warehouse closes. A larger one has people
at every task all day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import polars as pl

from scenarios.errors import InputError
from scenarios.importing.values import Mark, Value
from scenarios.traces.sales import Sales
from sim.config import SimConfig
from sim.units import DAY, HOUR, WEEK, time_of_day

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_DAYS = DAYS[:5]
ENOUGH, SELDOM = 100, 0.03
"""Shipped stamps that tell weekdays, and the share of them below which a weekday is an exception."""
LINES_AN_HOUR = 33
BUSY = 0.85
"""Share of the paid time that is worked where there is enough to do."""
CONTACTS_AN_ORDER = 0.15
KEYED, KEYED_MINUTES = 0.2, 6.0
"""Orders a clerk keys, should entry not be automated, and how long one takes."""
IN_TURN = "one person does one task after the other"
WORKING_HOURS = 10
"""Of a warehouse that is open from 08:00 to 18:00, as the default is."""
QUARTERS = 4
"""Shifts are of whole quarters of an hour."""
BUSY_DAY = 0.95
TASKS = ("picking", "packing", "labelling", "inspection")


@dataclass(frozen=True, slots=True)
class Day:
    """A busy open day: nineteen in twenty ask for less, and a busy week is done within itself."""

    orders: float
    lines: float


def open_days(text: str) -> list[str]:
    """The days named in an answer; all seven where none is."""
    return [day for day in DAYS if day in text.lower()] or list(DAYS)


def dispatch_days(orders: pl.DataFrame) -> list[str]:
    """Weekdays on which parcels left, as the file's stamps say; none where too few orders have one."""
    weekday = orders.select(pl.from_epoch(pl.col("shipped").drop_nulls(), "us").dt.weekday()).to_series()
    if weekday.len() < ENOUGH:
        return []
    return [day for number, day in enumerate(DAYS, start=1) if (weekday == number).sum() >= SELDOM * weekday.len()]


def busy_day(sales: Sales, days: int) -> Day:
    """Orders and lines of a busy day of a business that works so many days a week."""
    lines = pl.max_horizontal("line_count", pl.lit(1))
    counted = sales.orders.select("placed", lines.alias("lines"))

    def most(name: pl.Expr) -> float:
        by_day = counted.group_by(pl.col("placed") // DAY).agg(name.alias("n"))["n"]
        by_week = counted.group_by(pl.col("placed") // WEEK).agg(name.alias("n"))["n"]
        return max(float(by_day.quantile(BUSY_DAY, "higher") or 1.0), float(by_week.max() or 1.0) / days)  # type: ignore[arg-type]

    return Day(orders=most(pl.len()), lines=most(pl.col("lines").sum()))


def enough_pickers(day: Day) -> int:
    """People who pick a busy day's lines in eight hours."""
    return max(1, ceil(day.lines / (LINES_AN_HOUR * 8 * BUSY)))


def hours_asked_for(day: Day, returned: float) -> dict[str, float]:
    """Paid hours of a busy day by task, at the model's own minutes; of the orders the share `returned` comes back."""
    model = SimConfig()
    fulfilment, picking = model.fulfilment, model.fulfilment.picking
    minutes = {
        "picking": day.orders * picking.minutes_per_order + day.lines * picking.minutes_per_line,
        "packing": day.orders * fulfilment.packing.minutes
        + day.lines * fulfilment.packing.quality_check * fulfilment.packing.check_seconds_per_line / 60,
        "labelling": day.orders * fulfilment.labelling.seconds / 60,
        "inspection": day.orders * returned * model.aftersales.returns.inspection_minutes,
        "support": day.orders * CONTACTS_AN_ORDER * model.aftersales.support.handling_minutes,
        "verification": day.orders * model.processing.verification.manual_minutes,
        "entry": day.orders * KEYED * KEYED_MINUTES,
    }
    return {task: work / 60 / BUSY for task, work in minutes.items()}


def staffing(sales: Sales, answers: Mapping[str, tuple[Any, Mark]], sources: Mapping[str, str]) -> list[Value]:
    """The warehouse and the desks, as answered, else as many hours as the orders ask for.

    Raises
    ------
    InputError
        If the warehouse closes before it opens.
    """
    wage, whose = float(answers["hour_costs"][0]), answers["hour_costs"][1]
    start, end = str(answers["opens"][0]), str(answers["closes"][0])
    opens, closes = _quarter(start, "opens"), _quarter(end, "closes")
    if closes <= opens:
        raise InputError(f"--answers: closes: {end} is not after {start}, when it opens; a later time is accepted")
    days = open_days(str(answers["open_days"][0]))
    returned = float(answers["return_rate_percent"][0]) / 100
    hours = hours_asked_for(busy_day(sales, len(days)), returned)
    quarters = {task: max(1, ceil(hours[task] * QUARTERS)) for task in hours}

    def shifts(begin: int, finish: int, staff: int = 1) -> list[dict[str, Any]]:
        return [{"start": _clock(begin), "end": _clock(finish), "days": days, "staff": staff}]

    def twice(task: str) -> list[dict[str, Any]]:
        """Half of the time when the day begins and half before it ends, so that nobody waits for long."""
        half, staff = -(-quarters[task] // 2), -(-quarters[task] // (closes - opens))
        if 2 * half >= closes - opens:
            return shifts(opens, closes, staff)
        return shifts(opens, opens + half) + shifts(closes - half, closes)

    people = {"picking": answers["pickers"], "packing": answers["packers"]}
    answered = {task: int(count) for task, (count, mark) in people.items() if mark == "answer"}
    in_turn = sum(quarters[task] for task in TASKS if task not in answered) <= closes - opens
    busy = {"picking": int(people["picking"][0]), "packing": int(people["packing"][0])}
    busy |= {"labelling": max(1, busy["picking"] // 4), "inspection": max(1, busy["picking"] // 6)}
    roster: dict[str, list[dict[str, Any]]] = {}
    at = closes
    for task in ("labelling", "packing", "picking", "inspection"):
        if task in answered or not in_turn:
            roster[task] = shifts(opens, closes, busy[task])
        else:
            roster[task] = shifts(at - quarters[task], at)
            at -= quarters[task]
    why = f"{IN_TURN}, as long as a busy day takes" if in_turn else sources["pickers"]
    if answered:
        why = f"{', '.join(f'{count} {task}' for task, count in answered.items())}, all day; of the others: {why}"
    when = any(answers[name][1] == "answer" for name in ("opens", "closes", "open_days"))
    mark: Mark = "answer" if answered or when else whose
    node = {"x_kilometres": 0, "y_kilometres": 0, "wage_per_hour": wage, "shifts": {t: roster[t] for t in TASKS}}
    asked = "as many hours as a busy day asks for"
    desks = {
        "placement.order_desk": twice("entry"),
        "processing.verification.desk": twice("verification"),
        "aftersales.support.desk": twice("support"),
    }
    nobody = shifts(opens, opens + 1)
    return [
        Value("fulfilment.nodes", {"north": None, "warehouse": node}, mark, why),
        Value("processing.automation", "full", "default", "a web shop's orders come in by themselves"),
        *(Value(f"{path}.shifts", roster, "default", asked) for path, roster in desks.items()),
        *(Value(f"{path}.wage_per_hour", wage, whose, sources["hour_costs"]) for path in desks),
        Value("processing.payment.review_desk.shifts", nobody, "default", "no order is sent there"),
        Value("processing.payment.review_desk.wage_per_hour", 0, "default", "no order is sent there"),
    ]


def default_people(sales: Sales, days: int) -> str:
    """How long the default staff works, in the words of a question."""
    asked = hours_asked_for(busy_day(sales, days), 0.0)
    if sum(asked[task] for task in TASKS) > WORKING_HOURS:
        return "all day"
    return f"{IN_TURN}, {60 * sum(asked[task] for task in TASKS):.0f} minutes a day"


def _quarter(text: str, name: str) -> int:
    """Quarters of an hour since midnight."""
    try:
        return round(time_of_day(text) / HOUR * QUARTERS)
    except ValueError:
        raise InputError(f"--answers: {name}: {text} is no time of day, such as 08:00") from None


def _clock(quarters: int) -> str:
    return f"{quarters // QUARTERS:02d}:{quarters % QUARTERS * 15:02d}"
