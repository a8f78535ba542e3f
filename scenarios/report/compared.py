"""The page of a comparison: verdict, targets, bridge, service side by side, what differs, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.alternatives import best_in_words
from scenarios.answer import amount, in_words, part_name, standings
from scenarios.kpi_rows import asked_for
from scenarios.reading import dotted, leaves, plain
from scenarios.report.repeating import provenance
from scenarios.report.study_page import Part, Rows, StudyPage, Tile, render, waterfall
from scenarios.scenario import as_simulated
from scenarios.spans import spans
from scenarios.study.explaining.accounting import pieces
from scenarios.study.explaining.money import money
from scenarios.study.explaining.whose import piece_in_words
from scenarios.study.labels import label, name_of, within
from scenarios.study.searching.goals import Constraint
from scenarios.study.statistics.comparison import Comparison
from scenarios.study.statistics.intervals import UNCLEAR, Estimate
from scenarios.study.statistics.observed import kpi_estimate
from scenarios.study.warned import warnings_of
from scenarios.tables import said
from scenarios.text_tables import number, signed, unit_label
from scenarios.writing import to_yaml
from sim.kpis import definition

SERVICE = (
    "on_time_delivery", "orders_late", "order_cycle_time", "order_cycle_time_p95", "customer_satisfaction",
    "order_accuracy", "fill_rate", "lost_sales", "cancel_rate", "first_attempt_success", "return_rate",
    "tickets_per_order", "first_response_time", "tickets_abandoned",
)  # fmt: skip
"""What customers meet, in the order in which a planner asks."""

MOST_DIFFERENCES = 40

LONGEST = 24
"""Letters of a name that stands above a column."""

WORDS = (
    ("Replication", "One simulated day, week or month with customers of its own; several show how much is luck."),
    ("Paired", "Both alternatives met the same customers, so that their luck cancels out of the difference."),
    ("95 % interval", "Where the long-run mean lies, but for one time in twenty."),
    (
        "Equal, unclear",
        "Equal: within the margin that matters. Unclear, 12: about 12 simulated days or weeks would tell.",
    ),
    ("Variance reduction", "How many times more replications other customers in A and B would have needed."),
    ("Holm", "A rule by which many verdicts together are as sure as one alone."),
)


NAMED = 3
"""Alternatives that a title names one by one."""


def comparison_page(comparisons: Sequence[Comparison], tables: Sequence[str], repeat: str) -> bytes:
    """Return the page; `tables` are what the command printed of each comparison."""
    a = comparisons[0].a
    count, days = len(a.replications), a.days_counted
    same = all(one.same_customers for one in comparisons)
    customers = "the same customers in all" if same else "not the same customers in all"
    return render(
        StudyPage(
            title=_title([name_of(one.b.scenario) for one in comparisons], within(name_of(a.scenario))),
            subtitle=f"{spans(count, days)} each, {customers}, from {a.simulated.start.isoformat()} on",
            headline=best_in_words(comparisons) if len(comparisons) > 1 else (),
            parts=[part_of(one, table) for one, table in zip(comparisons, tables, strict=True)],
            repeat=repeat,
            facts=provenance(a),
            yaml=to_yaml(as_simulated(a.scenario)),
            words=WORDS,
            warnings=warnings_of({run.scenario.name: run.replications for run in (a, *(one.b for one in comparisons))}),
        )
    )


def _title(names: Sequence[str], base: str) -> str:
    if len(names) > NAMED:
        return f"{len(names)} alternatives to {base}"
    return f"{', '.join(names)} instead of {base}"


def part_of(one: Comparison, table: str) -> Part:
    """Return the part of a page that tells one comparison; `table` is what the command printed of it."""
    currency = one.a.simulated.currency
    worth = money(one)
    steps = []
    if worth is not None:
        moved = sorted(((k, v) for k, v in worth.bridge.items() if round(v)), key=lambda part: -abs(part[1]))
        rest = (worth.profit.mean or 0.0) - sum(value for _, value in moved)
        bars = [(part_name(key).capitalize(), value, amount(value)) for key, value in moved]
        if round(rest):
            bars.append(("The rest", rest, amount(rest)))
        steps = waterfall(bars, ("Profit", worth.profit.mean or 0.0, amount(worth.profit.mean)))
    return Part(
        title=label(one.a.scenario, one.b.scenario),
        lead=in_words(one),
        tiles=_tiles(one),
        waterfall=steps,
        unit=f"{currency} a month",
        service=_service(one, currency),
        differs=_differs(one),
        rests=_rests(one),
        printed=table,
    )


def tile(target: Constraint, found: Estimate, state: str, currency: str) -> Tile:
    """Return a target as a tile: what is wanted, what was found, how that stands."""
    about = definition(target.kpi)
    unit = unit_label(about.unit, currency)
    limit = f"{target.sign} {number(target.limit, about.unit)} {unit}".rstrip()
    return Tile(about.title, f"{number(found.mean, about.unit)} {unit}".rstrip(), limit, state)


def _tiles(one: Comparison) -> list[Tile]:
    return [
        tile(target, kpi_estimate(target.kpi, one.b.observed), state, one.a.simulated.currency)
        for target, _, state in standings(one)
    ]


def _service(one: Comparison, currency: str) -> Rows:
    rows, needed = [], []
    for key in dict.fromkeys((*SERVICE, *asked_for(one.a.scenario, one.b.scenario))):
        found = one.kpis().get(key)
        if found is None or (found.a is None and found.b is None):
            continue
        about, gap = definition(key), found.estimate
        unit = unit_label(about.unit, currency)
        spread = "" if gap.low is None else f"{signed(gap.low, about.unit)} to {signed(gap.high, about.unit)}"
        values = (number(found.a, about.unit), number(found.b, about.unit), signed(gap.mean, about.unit))
        named = unit and unit != "orders" and not unit.startswith("per ")
        if found.verdict == UNCLEAR and found.replications_needed is not None:
            needed.append(found.replications_needed)
        rows.append((f"{about.title}, {unit}" if named else about.title, *values, spread, said(found)))
    names, note = _columns(one)
    if needed:
        means = f"{UNCLEAR.capitalize()}, {needed[0]:,}: about {spans(needed[0], one.a.days_counted)} would tell."
        note = f"{note}. {means}" if note else means
    head = ("", *names, "change", f"{100 * one.a.scenario.experiment.confidence:g} % interval", "verdict")
    return Rows(head, rows, frozenset({1, 2, 3, 4}), note=note)


def _columns(one: Comparison) -> tuple[tuple[str, str], str]:
    """Return what the two columns are called; long names stand below the table and not above it."""
    names = (name_of(one.a.scenario), name_of(one.b.scenario))
    if max(map(len, names)) <= LONGEST:
        return names, ""
    return ("A", "B"), f"A: {names[0]}; B: {names[1]}"


def _differs(one: Comparison) -> Rows | None:
    sides = [
        dict(leaves({k: v for k, v in as_simulated(run.scenario).values().items() if k != "experiment"}))
        for run in (one.a, one.b)
    ]
    paths = [path for path in dict.fromkeys([*sides[0], *sides[1]]) if sides[0].get(path) != sides[1].get(path)]
    rows = [
        (dotted(path), *("-" if path not in side else plain(side[path]) for side in sides))
        for path in paths[:MOST_DIFFERENCES]
    ]
    if len(paths) > MOST_DIFFERENCES:
        rows.append((f"and {len(paths) - MOST_DIFFERENCES} more", "", ""))
    names, note = _columns(one)
    return Rows(("value", *names), rows, note=note) if rows else None


def _rests(one: Comparison) -> Rows | None:
    found = pieces(one)
    everything = sum(abs(piece.amount) for piece in found)
    rows = [
        (
            part_name(piece.part.partition(" ")[0]).capitalize(),
            piece_in_words(piece).replace("`", ""),
            " and ".join(dict.fromkeys((*piece.sources.values(), *piece.counts.values()))),
            amount(piece.amount),
            f"{100 * abs(piece.amount) / everything:.0f} %",
        )
        for piece in found
        if abs(piece.amount) >= 0.005 * everything
    ]
    head = ("part", "priced by", "whose number", f"{one.a.simulated.currency} a month", "share")
    return Rows(head, rows, frozenset({3, 4})) if rows else None
