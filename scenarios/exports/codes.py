"""What the numbers in a log's tables stand for, as a table: happenings and their columns, reasons, nodes, vans, ways.

With it the files of a log can be read by whoever has nothing else. Of a time or a number -1 is one that never was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.delivery.delivery import CARRIER, COUNTER, OWN_FLEET
from sim.life import HAPPENINGS, Kind
from sim.life.happening import COLUMNS
from sim.life.returns import REASONS
from sim.life.tickets import TOPICS
from sim.outcome import Outcome

DELIVERERS = {OWN_FLEET: "own vans", CARRIER: "a carrier", COUNTER: "collected at a store"}


def codes(outcome: Outcome) -> dict[str, Any]:
    """Return the columns ``table``, ``column``, ``of_kind`` (the kind of event it holds for), ``code``, ``meaning``."""
    rows = list(_rows(outcome))
    names = ("table", "column", "of_kind", "code", "meaning")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _rows(outcome: Outcome) -> Iterator[tuple[str, str, int, int, str]]:
    for code, happening in HAPPENINGS.items():
        fields = [f"{COLUMNS[name]} is {name}" for name in happening.fields if COLUMNS[name] != name]
        unit = f", in {happening.unit.value}" if happening.unit is not None and happening.value != "units" else ""
        about = f"; {', '.join(fields)}{unit}" if fields else ""
        yield "events", "kind", -1, code, f"{Kind(code).name.lower().replace('_', ' ')}{about}"
        for reason, words in (happening.reasons or {}).items():
            yield "events", "reason", code, int(reason), words
    facts = outcome.facts
    for table in ("events", "fulfilments", "returns", "trips"):
        for number, name in enumerate(facts.nodes):
            yield table, "node", -1, number, name
    for number, name in enumerate(facts.vans):
        yield "trips", "van_type", -1, number, name
    for number, name in enumerate(facts.config.aftersales.support.channels):
        yield "tickets", "channel", -1, number, name
    named: tuple[tuple[str, str, Mapping[Any, str]], ...] = (
        ("fulfilments", "carrier", DELIVERERS),
        ("returns", "reason", REASONS),
        ("tickets", "topic", TOPICS),
    )
    for table, column, meanings in named:
        for code, meaning in meanings.items():
            yield table, column, -1, int(code), meaning
