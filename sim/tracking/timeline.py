"""What happened to one order, in words: the tracking page as a pure function of log and facts.

Times are microseconds since the start; durations in the text are rounded as people say them. The
entries come from the order's row, its parcels, returns and contacts, and its events, whatever
order these were written in; they are told by time, and at one moment in the order of its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.delivery.delivery import CARRIER, COUNTER, OWN_FLEET
from sim.life import HAPPENINGS
from sim.life.happening import COLUMNS
from sim.life.parcels import DOOR_ATTEMPT, DOORS, Door
from sim.life.returns import REASONS, Reason
from sim.life.tickets import TOPICS, Topic
from sim.outcome import Facts, Outcome
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED

Entry = tuple[int, str]
Row = dict[str, int]
_OTHERWISE = {CARRIER: "with the carrier", COUNTER: "for the counter of a store"}
Columns = Mapping[str, NDArray[np.int64]]


def timeline(outcome: Outcome, order: int) -> list[Entry]:
    """Return what happened to an order as (microseconds, text), in the order it happened.

    Raises
    ------
    IndexError
        If the tape has no such order.
    """
    return timelines(outcome, [order])[order]


def timelines(outcome: Outcome, orders: Sequence[int]) -> dict[int, list[Entry]]:
    """Return the timelines of several orders, reading the log once."""
    count = outcome.facts.tape.orders
    for order in orders:
        if not 0 <= order < count:
            raise IndexError(f"order {order}: the tape has orders 0 to {count - 1}")
    stories = {order: _Story(outcome.facts) for order in orders}
    wanted = np.zeros(count, dtype=np.bool_)
    wanted[list(stories)] = True
    log = outcome.log
    for event in _events(outcome, wanted):
        stories[int(event["order"])].event(event)
    for order, story in stories.items():
        story.order(order, _row(log.orders.arrays(), order))
    for order, parcel in _rows_of(log.fulfilments.arrays(), wanted):
        stories[order].parcels.append(parcel)
    for order, back in _rows_of(log.returns.arrays(), wanted):
        stories[order].sent_back(back)
    for order, ticket in _rows_of(log.tickets.arrays(), wanted):
        stories[order].contact(ticket)
    return {order: story.entries(order) for order, story in stories.items()}


def span(microseconds: int) -> str:
    """Return a duration as people say it: ``12 min``, ``3.5 h``, ``2.1 days``."""
    if microseconds < 90 * MINUTE:
        return f"{round(microseconds / MINUTE)} min"
    return f"{microseconds / HOUR:.1f} h" if microseconds < 36 * HOUR else f"{microseconds / DAY:.1f} days"


def moment(time: int, start: date, *, year: bool = False) -> str:
    """Return a time as ``Tue 3 Mar 14:05``, with the year if asked; `start` is the date of time 0."""
    day = start + timedelta(days=int(time) // DAY)
    minutes = int(time) % DAY // MINUTE
    return f"{day:%a} {day.day} {day:%b}{f' {day:%Y}' if year else ''} {minutes // 60:02d}:{minutes % 60:02d}"


def _row(columns: Columns, index: int) -> Row:
    return {name: int(column[index]) for name, column in columns.items()}


def _rows_of(columns: Columns, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, Row]]:
    order = columns["order"]
    rows = np.flatnonzero(order >= 0)
    for index in rows[wanted[order[rows]]].tolist():
        yield int(order[index]), _row(columns, index)


def _events(outcome: Outcome, wanted: NDArray[np.bool_]) -> Iterator[np.void]:
    for chunk in outcome.log.chunks():
        rows = np.flatnonzero(chunk["order"] >= 0)
        yield from chunk[rows[wanted[chunk["order"][rows]]]]


def _units(count: int) -> str:
    return f"{count} unit{'' if count == 1 else 's'}"


class _Story:
    """One order's entries: (time, place on an order's way, text)."""

    def __init__(self, facts: Facts) -> None:
        self.parcels: list[Row] = []
        self._facts = facts
        self._entries: list[tuple[int, int, str]] = []
        self._doors: dict[int, list[tuple[int, int, int, int]]] = {}
        self._words: dict[str, Callable[[int], str]] = {
            "line": lambda line: f"line {line + 1}",
            "units": _units,
            "amount": self._money,
            "stars": lambda stars: f"{stars // 100} star{'' if stars == 100 else 's'}",
        }

    def entries(self, order: int) -> list[Entry]:
        for ref, row in enumerate(self.parcels):
            self._parcel(order, f"parcel {ref + 1} " if len(self.parcels) > 1 else "", row, self._doors.get(ref, []))
        return [(time, text) for time, _, text in sorted(self._entries, key=lambda entry: entry[:2])]

    def order(self, order: int, row: Row) -> None:
        facts, tape = self._facts, self._facts.tape
        placed, captured = row["placed"], row["captured"]
        lines = int(tape.baskets.line_start[order + 1] - tape.baskets.line_start[order])
        goods = f"{lines} line{'' if lines == 1 else 's'}, {self._money(int(facts.order_value[order]))}"
        self._add(placed, 0, f"placed by {tape.channels[tape.channel[order]]}: {goods}")
        if placed == UNOBSERVED:  # a candidate that did not order
            return
        if row["entry_started"] != UNOBSERVED:
            self._add(captured, 1, f"keyed by the order desk, {span(captured - placed)} later")
        elif captured - placed > MINUTE:
            self._add(captured, 1, f"reached the order system, {span(captured - placed)} later")
        if row["verification_entered"] != UNOBSERVED:
            self._add(row["verified"], 2, f"verified by a clerk, {span(row['verified'] - captured)} later")
        opens, closes = (
            moment(times[order], facts.config.start) for times in (facts.promise_open, facts.promise_close)
        )
        self._add(row["confirmed"], 5, f"confirmed, promised between {opens} and {closes}")

    def _parcel(self, order: int, name: str, row: Row, doors: list[tuple[int, int, int, int]]) -> None:
        node, own = self._facts.nodes[row["node"]], row["carrier"] == OWN_FLEET
        self._add(row["picked"], 7, f"{name}picked at {node}, {span(row['picked'] - row['released'])} after release")
        self._add(row["staged"], 8, f"{name}packed and labelled")
        if row["handed_over"] != UNOBSERVED:
            vans = [van for time, _, van, _ in doors if time >= row["handed_over"]]
            by = f"on van {vans[0]}" if own and vans else "on a van" if own else _OTHERWISE[row["carrier"]]
            again = ", again" if any(time < row["handed_over"] for time, *_ in doors) else ""
            self._add(row["handed_over"], 9, f"{name}left {by}{again}")
        for time, number, van, outcome in doors:
            if outcome != Door.DELIVERED:
                where = f", van {van}" if own else ""
                self._add(time, 10, f"{name}{DOORS[Door(outcome)]} (attempt {number}{where})")
        late = row["delivered"] - int(self._facts.promise_close[order])
        came = "ready" if row["carrier"] == COUNTER else "delivered"
        self._add(row["delivered"], 11, f"{name}{came}, {f'{span(late)} late' if late > 0 else 'on time'}")

    def sent_back(self, row: Row) -> None:
        line = f"line {row['line'] + 1}"
        reason = REASONS[Reason(row["reason"])]
        self._add(row["requested"], 14, f"return of {_units(row['units'])} of {line} requested: {reason}")
        self._add(row["received"], 15, f"return of {line} received")
        self._add(row["inspected"], 16, f"return of {line} inspected")

    def contact(self, row: Row) -> None:
        again = ", again" if row["contact"] > 1 else ""
        self._add(row["opened"], 13, f"the customer {TOPICS[Topic(row['topic'])]}{again}")
        waited = row["answered"] - row["opened"]
        self._add(row["answered"], 13, f"support answered {f'after {span(waited)}' if waited > MINUTE else 'at once'}")
        self._add(
            row["abandoned"], 13, f"the customer gave up after {span(row['abandoned'] - row['opened'])} of waiting"
        )

    def event(self, row: np.void) -> None:
        happening, time = HAPPENINGS[int(row["kind"])], int(row["time"])
        of = {name: int(row[COLUMNS[name]]) for name in happening.fields}
        if happening is DOOR_ATTEMPT:
            self._doors.setdefault(of["parcel"], []).append((time, of["attempt"], of["van"], of["reason"]))
        elif happening.words:
            said = {name: say(of[name]) for name, say in self._words.items() if name in of}
            if happening.reasons is not None:
                said["reason"] = happening.reasons[of["reason"]]
            self._add(time, happening.rank, happening.words.format(**said))

    def _add(self, time: int, rank: int, text: str) -> None:
        if time != UNOBSERVED:
            self._entries.append((time, rank, text))

    def _money(self, amount: int) -> str:
        return f"{amount / 100:,.2f} {self._facts.config.currency}"
