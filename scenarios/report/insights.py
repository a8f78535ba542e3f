"""Where it chokes and whom it serves worst, in words.

A station is as bad a bottleneck as the hours that work stood in its queue. The dock and the road
are none by themselves, because much of what waits there was promised for later; they count with
the hours of those parcels that came late in the end. Who gives up leaves no queue behind and is counted
apart (`given_up`). An order is served the worse the later it came, and worse still
if it never came, came wrong, or made the customer ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.report.given_up import given_up
from sim.delivery.delivery import COUNTER
from sim.kpis.left_out import LeftBehind, left_behind
from sim.kpis.marks import Mark
from sim.kpis.stations import StationUse, station_use
from sim.kpis.view import View, read
from sim.life.collection import NOT_COLLECTED
from sim.outcome import Outcome
from sim.tracking.timeline import Entry, moment, span, timelines
from sim.units import DAY, HOUR

OVERLOADED, SLACK = 0.95, 0.80
"""Utilisation from which people, and below which hours, are what a queue lacks."""

NOTABLE = 0.1
"""Share of the time of late orders from which the dock or the road is worth a sentence."""

YEARLY = 300 * DAY
"""Days of demand from which a date needs its year."""

NEVER_CAME, WRONG, CONTACT, ATTEMPT = 5 * DAY, DAY, DAY // 4, DAY // 4
"""What a grievance weighs, as lateness."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A place where work waits: its name, hours waited in all, and a sentence."""

    name: str
    hours: float
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class WorstOrder:
    """An order that was served badly: its row on the tape, a headline, and what happened."""

    order: int
    headline: str
    entries: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max((len(when) for when, _ in self.entries), default=0)
        return "\n".join([self.headline, *(f"  {when.rjust(width)}  {text}" for when, text in self.entries)])


def bottlenecks(outcome: Outcome, count: int = 3) -> list[Bottleneck]:
    """Return the places where most hours were spent waiting, worst first."""
    view = read(outcome)
    found = [_station(view, use) for use in view.once(station_use) if use.waited > 0]
    left = view.of(LeftBehind)
    found += _never_left(view, left)
    found += _late_parcels(view, left)
    found += [Bottleneck(*told) for told in given_up(outcome, view)]
    return sorted(found, key=lambda one: (-one.hours, one.name))[:count]


def worst_orders(outcome: Outcome, count: int = 3) -> list[WorstOrder]:
    """Return the worst-served orders with their timelines, worst first."""
    view = read(outcome)
    grievance = _grievance(view)
    ranked = np.lexsort((np.arange(grievance.size), -grievance))[:count]
    orders = [int(order) for order in ranked if grievance[order] > 0]
    stories = timelines(outcome, orders)
    at_the_counter = {
        order for rows in outcome.log.chunks() for order in rows["order"][rows["kind"] == NOT_COLLECTED.code].tolist()
    }
    return [_worst(view, order, stories[order], order in at_the_counter) for order in orders]


def place(station: str) -> str:
    """Return a station's name as people say it: ``picking.north`` is picking at north."""
    task, _, node = station.partition(".")
    words = task.replace("_", " ")
    return f"{words} at {node.replace('_', ' ')}" if node else words


def _station(view: View, use: StationUse) -> Bottleneck:
    name = place(use.facts.name)
    busy = use.utilisation
    work = {"orders": "order", "fulfilments": "parcel", "returns": "return", "tickets": "customer"}[use.facts.table]
    share = ""
    if use.facts.table in ("orders", "fulfilments") and view.delivered_count:
        cycle = int(view.orders["delivered"][view.delivered].sum()) - int(view.placed[view.delivered].sum())
        share = f", {100 * use.waited / cycle:.1f} % of all order cycle time" if cycle else ""
    load, advice = "", ""
    if busy is not None:
        there = use.facts.available
        away = f" and away for {100 * (1 - there):.0f} %" if there < 1 else ""
        load = f", while its people are busy {100 * busy:.0f} % of their time{away}"
        if busy >= OVERLOADED * there:
            advice = ": more people, or less work for each, is what it lacks"
        elif busy < SLACK * there:
            advice = ": work comes when few are there, so look at the hours before the headcount"
    mean = span(use.waited // use.passes)
    many = f"{use.passes:,} pass{'es' * (use.passes != 1)}"
    sentence = f"{name.capitalize()}: each {work} waits {mean} on average ({many}{share}){load}{advice}."
    return Bottleneck(name, use.waited / HOUR, sentence)


def _never_left(view: View, left: LeftBehind) -> list[Bottleneck]:
    """Parcels that stood ready for a van and had not left when the run ended, and why."""
    parcels = view.parcels
    rows, ready = left_behind(parcels)
    why = left.commonest(parcels["order"][rows])
    if why is None:
        return []
    hours = int((view.facts.end - parcels["staged"][rows]).sum()) / HOUR
    sentence = (
        f"Dock: {rows.size:,} of {ready:,} parcels that stood ready for a van had not left at the "
        f"end: {why[1]} ({why[0]:,})."
    )
    return [Bottleneck("dock, left behind", hours, sentence)]


def _late_parcels(view: View, left: LeftBehind) -> list[Bottleneck]:
    """Where parcels that came late spent their time once they were ready: at the dock, on the way, for a place."""
    parcels = view.parcels
    rows = np.flatnonzero((parcels["delivered"] >= 0) & (parcels["staged"] >= 0))
    late = rows[parcels["delivered"][rows] > view.facts.promise_close[parcels["order"][rows]]]
    if not late.size:
        return []
    taken = int((parcels["delivered"][late] - view.placed[parcels["order"][late]]).sum())
    who = f"parcels that came late ({late.size:,}, {100 * late.size / rows.size:.1f} %)"
    found = []
    why = left.commonest(parcels["order"][late])
    held = f"the plan of a wave left {why[0]:,} behind because {why[1]}" if why is not None else None
    staged, left_at, came = (parcels[name][late] for name in ("staged", "handed_over", "delivered"))
    # What is collected is at its store when it comes, and delivered once it has a place at the counter.
    there = np.where(parcels["carrier"][late] == COUNTER, parcels["eta"][late], came)
    for name, begin, end, did, advice in (
        ("dock", staged, left_at, "stood ready for", held or "departures or second attempts hold them up"),
        ("road", left_at, there, "were on the way for", "a faster way, or a promise that allows for it"),
        (
            "counter",
            there,
            came,
            "waited for a place at the counter for",
            "more places, or parcels held for fewer days",
        ),
    ):
        spent = int((end - begin).sum())
        if spent >= NOTABLE * taken:
            sentence = (
                f"{name.capitalize()}: {who} {did} {span(spent // late.size)} on average, "
                f"{100 * spent / taken:.0f} % of the time their orders took: {advice}."
            )
            found.append(Bottleneck(name, spent / HOUR, sentence))
    return found


def _grievance(view: View) -> NDArray[np.int64]:
    """How badly each confirmed order was served, microseconds of lateness or their like, (orders,); 0: cancelled."""
    delivered = view.orders["delivered"]
    ended = np.where(view.orders["closed"] >= 0, view.orders["closed"], view.facts.end)
    came = np.where(view.delivered, delivered, ended)
    score = np.maximum(came - view.facts.promise_close, 0)
    score[delivered < 0] += NEVER_CAME
    score[view.marks.any_of(Mark.WRONG_GOODS | Mark.DAMAGED | Mark.CUT)] += WRONG
    score[view.marks.any_of(Mark.WRONG_ADDRESS)] += ATTEMPT
    contacts = np.bincount(view.tickets["order"], minlength=score.size) if view.tickets["order"].size else 0
    grievance: NDArray[np.int64] = np.where(view.confirmed & ~view.called_off, score + CONTACT * contacts, 0)
    return grievance


def _worst(view: View, order: int, entries: Sequence[Entry], left_at_the_counter: bool) -> WorstOrder:
    facts = view.facts
    channel = facts.tape.channels[facts.tape.channel[order]]
    value = f"{facts.order_value[order] / 100:,.2f} {facts.config.currency}"
    delivered = int(view.orders["delivered"][order])
    late = delivered - int(facts.promise_close[order])
    if view.censored[order]:
        verdict = "still open at the end"
    elif delivered < 0:
        verdict = "not collected" if left_at_the_counter else "never delivered"
    else:
        verdict = f"delivered {span(late)} late" if late > 0 else "delivered on time"
    marks = Mark(int(view.marks.bits[order]))
    wrongs = {Mark.WRONG_GOODS: "wrong goods", Mark.DAMAGED: "damaged", Mark.CUT: "incomplete"}
    verdict += "".join(f", {word}" for mark, word in wrongs.items() if mark in marks)
    year = facts.horizon > YEARLY
    contacts = int(np.count_nonzero(view.tickets["order"] == order))
    verdict += f", {contacts} contacts" if contacts > 1 else ", one contact" if contacts else ""
    story = tuple((moment(time, facts.config.start, year=year), text) for time, text in entries)
    return WorstOrder(order, f"Order {order} ({channel}, {value}): {verdict}", story)
