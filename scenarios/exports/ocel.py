"""The event log as OCEL 2.0 JSON, which process-mining tools such as pm4py open.

Object-centric: an order, its lines, parcels, returns and tickets, the routes that carried it and the nodes and items it
drew on are objects of their own, and an event names every object it is about. Values are strings, as the published
schema of the format wants them, next to their declared types. Times are the scenario's clock, written as UTC.

Reference: Berti, Koren, Adams and others, OCEL (Object-Centric Event Log) 2.0 Specification, section 8 (2023).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.exports.vocabulary import EVENTS, OBJECT_TYPES, STAMPS, VALUES, attributes, words
from sim.delivery.delivery import CARRIER, COUNTER, OWN_FLEET
from sim.life.happening import COLUMNS, Happening
from sim.life.returns import Reason
from sim.life.tickets import Topic
from sim.outcome import Outcome
from sim.units import UNOBSERVED

Object = dict[str, Any]
Row = dict[str, int]
Attributes = dict[str, str]
Related = dict[str, str]
"""Identifiers of objects, each with what it is to the event or object."""
_BY = {OWN_FLEET: "van", CARRIER: "carrier", COUNTER: "collected at a store"}


def ocel_json(outcome: Outcome) -> Iterator[str]:
    """Give the document piece by piece, an object or event a line, so that a large log needs no memory of its own."""
    log = _Log(outcome)
    yield "{\n"
    yield f'"objectTypes": {json.dumps(_types(OBJECT_TYPES))},\n'
    yield f'"eventTypes": {json.dumps(_types(_event_types()))},\n'
    yield from _array("objects", log.objects())
    yield ",\n"
    yield from _array("events", log.events())
    yield "\n}\n"


def _array(name: str, items: Iterable[Object]) -> Iterator[str]:
    yield f'"{name}": ['
    for place, item in enumerate(items):
        yield f"{',' if place else ''}\n{json.dumps(item)}"
    yield "\n]"


def _types(attributes: dict[str, dict[str, str]]) -> list[Object]:
    return [
        {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in found.items()]}
        for name, found in attributes.items()
    ]


def _event_types() -> dict[str, Attributes]:
    """Return event type -> its attributes and their types."""
    found: dict[str, Attributes] = {"place order": {}}
    found |= {name: {} for names in STAMPS.values() for name in names.values()}
    return found | {happening.name: attributes(happening) for happening in EVENTS.values()}


class _Log:
    """One replication's objects and events."""

    def __init__(self, outcome: Outcome) -> None:
        self._facts, self._tape, self._log = outcome.facts, outcome.facts.tape, outcome.log
        self._start = datetime.combine(outcome.facts.config.start, time(), UTC)
        self._placed = outcome.log.orders.arrays()["placed"]
        self._parcels = _numbered(_rows(self._log.fulfilments.arrays()))

    def objects(self) -> Iterator[Object]:
        tape, facts, goods = self._tape, self._facts, self._tape.baskets
        for customer in np.unique(tape.address.customer).tolist():
            yield self._object("customer", customer)
        for node in facts.nodes:
            yield self._object("node", node)
        for item, price in enumerate(tape.goods.price.tolist()):
            yield self._object("item", item, {"price": _money(price)})
        start = goods.line_start.tolist()
        for order in np.flatnonzero(self._placed != UNOBSERVED).tolist():
            of = {
                "channel": tape.channels[tape.channel[order]],
                "value": _money(int(facts.order_value[order])),
                "promised by": self._moment(int(facts.promise_close[order])),
            }
            yield self._object("order", order, of, {f"customer:{tape.address.customer[order]}": "placed by"})
            for line in range(start[order], start[order + 1]):
                of = {"quantity": str(goods.quantity[line])}
                related = {f"order:{order}": "part of", f"item:{goods.item[line]}": "of"}
                yield self._object("line", f"{order}.{line - start[order]}", of, related)
        for name, row in self._parcels.items():
            related = {f"order:{row['order']}": "part of", f"node:{facts.nodes[row['node']]}": "sent from"}
            yield self._object("parcel", name, {"delivered by": _BY[row["carrier"]]}, related)
        for trip, row in enumerate(_rows(self._log.trips.arrays())):
            of = {"van": f"{facts.vans[row['van_type']]} {row['van']}", "stops": str(row["stops"])}
            if row["returned"] != UNOBSERVED:
                of["kilometres"] = f"{row['metres'] / 1000:.3f}"
            yield self._object("route", trip, of, {f"node:{facts.nodes[row['node']]}": "starts from"})
        for number, row in enumerate(_rows(self._log.returns.arrays())):
            of = {"reason": words(Reason, row["reason"]), "units": str(row["units"])}
            yield self._object("return", number, of, {f"line:{row['order']}.{row['line']}": "of"})
        for number, row in enumerate(_rows(self._log.tickets.arrays())):
            yield self._object("ticket", number, {"topic": words(Topic, row["topic"])}, _order_of(row, "about"))

    def events(self) -> Iterator[Object]:
        for number, (name, when, related, of) in enumerate(self._worded()):
            yield {
                "id": f"event:{number}",
                "type": name,
                "time": self._moment(when),
                "attributes": [{"name": key, "value": value} for key, value in of.items()],
                "relationships": _relationships(related),
            }

    def _worded(self) -> Iterator[tuple[str, int, Related, Attributes]]:
        log = self._log
        customers, start = self._tape.address.customer.tolist(), self._tape.baskets.line_start.tolist()
        for order, placed in enumerate(self._placed.tolist()):
            if placed == UNOBSERVED:
                continue
            lines = {f"line:{order}.{line}": "line" for line in range(start[order + 1] - start[order])}
            yield (
                "place order",
                placed,
                {f"order:{order}": "order", f"customer:{customers[order]}": "customer"} | lines,
                {},
            )
        yield from _stamps("order", enumerate(_rows(log.orders.arrays())))
        yield from _stamps("parcel", self._parcels.items())
        yield from _stamps("route", enumerate(_rows(log.trips.arrays())))
        yield from _stamps("return", enumerate(_rows(log.returns.arrays())))
        yield from _stamps("ticket", enumerate(_rows(log.tickets.arrays())))
        for event_row in log.rows():
            happening = EVENTS.get(int(event_row["kind"]))
            if happening is not None:
                row = {name: int(event_row[COLUMNS[name]]) for name in happening.fields}
                related = self._related(row, happening)
                yield happening.name, int(event_row["time"]), related, _attributes(row, happening)

    def _related(self, row: Row, happening: Happening) -> Related:
        """Name the objects an event is about, as far as its row does."""
        found: Related = {}
        for subject in happening.about:
            if row[subject] >= 0:
                kind = "route" if subject == "trip" else subject
                found[f"{kind}:{self._name(subject, row)}"] = kind
        return found

    def _name(self, subject: str, row: Row) -> str:
        if subject in ("line", "parcel"):
            return f"{row['order']}.{row[subject]}"
        return self._facts.nodes[row["node"]] if subject == "node" else str(row[subject])

    def _object(
        self, kind: str, name: str | int, of: Attributes | None = None, related: Related | None = None
    ) -> Object:
        attributes = [{"name": key, "value": value, "time": self._moment(0)} for key, value in (of or {}).items()]
        found: Object = {"id": f"{kind}:{name}", "type": kind, "attributes": attributes}
        return found | {"relationships": _relationships(related or {})}

    def _moment(self, when: int) -> str:
        return (self._start + timedelta(microseconds=when)).isoformat().replace("+00:00", "Z")


def _numbered(rows: Iterable[Row]) -> dict[str, Row]:
    """Name parcels by their order and their number within it; a row that never became a parcel has no order."""
    seen: Counter[int] = Counter()
    named = {}
    for row in rows:
        if row["order"] != UNOBSERVED:
            named[f"{row['order']}.{seen[row['order']]}"] = row
            seen[row["order"]] += 1
    return named


def _stamps(kind: str, rows: Iterable[tuple[str | int, Row]]) -> Iterator[tuple[str, int, Related, Attributes]]:
    """Tell the stamps of one table as events."""
    for name, row in rows:
        related = {f"{kind}:{name}": kind, **_order_of(row, "order")}
        for stamp, event in STAMPS[kind].items():
            if row[stamp] != UNOBSERVED:
                yield event, row[stamp], related, {}


def _rows(columns: Mapping[str, NDArray[np.int64]]) -> Iterator[Row]:
    for values in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield dict(zip(columns, values, strict=True))


def _order_of(row: Row, qualifier: str) -> Related:
    return {f"order:{row['order']}": qualifier} if row.get("order", UNOBSERVED) >= 0 else {}


def _attributes(row: Row, happening: Happening) -> Attributes:
    found: Attributes = {}
    if happening.unit in VALUES:
        name, _, scale = VALUES[happening.unit]
        value = row[happening.value]
        found[name] = f"{value / scale:.2f}" if scale > 1 else str(value)
    if happening.reason_type is not None:
        found["reason"] = words(happening.reason_type, row["reason"])
    return found


def _relationships(related: Related) -> list[Object]:
    return [{"objectId": name, "qualifier": qualifier} for name, qualifier in related.items()]


def _money(minor: int) -> str:
    return f"{minor / 100:.2f}"
