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

from scenarios.exports.vocabulary import EVENTS, OBJECT_TYPES, STAMPS, Told, words
from sim.aftersales.returns import Reason
from sim.aftersales.support import Topic
from sim.log import Kind
from sim.outcome import Outcome
from sim.units import UNOBSERVED

Object = dict[str, Any]
Row = dict[str, int]
Attributes = dict[str, str]
Related = dict[str, str]
"""Identifiers of objects, each with what it is to the event or object."""


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
    kinds = {"": {}, "units": {"units": "integer"}}
    kinds |= {name: {name: "float"} for name in ("money", "stars")}
    found: dict[str, Attributes] = {"place order": {}}
    found |= {name: {} for names in STAMPS.values() for name in names.values()}
    for told in EVENTS.values():
        found[told.name] = kinds[told.value] | ({"reason": "string"} if told.reasons is not None else {})
    return found


class _Log:
    """One replication's objects and events."""

    def __init__(self, outcome: Outcome) -> None:
        self._facts, self._tape, self._log = outcome.facts, outcome.facts.tape, outcome.log
        self._start = datetime.combine(outcome.facts.config.start, time(), UTC)
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
        for order in range(tape.orders):
            of = {"channel": tape.channels[tape.channel[order]], "value": _money(int(facts.order_value[order]))}
            yield self._object("order", order, of, {f"customer:{tape.address.customer[order]}": "placed by"})
            for line in range(start[order], start[order + 1]):
                of = {"quantity": str(goods.quantity[line])}
                related = {f"order:{order}": "part of", f"item:{goods.item[line]}": "of"}
                yield self._object("line", f"{order}.{line - start[order]}", of, related)
        for name, row in self._parcels.items():
            related = {f"order:{row['order']}": "part of", f"node:{facts.nodes[row['node']]}": "sent from"}
            yield self._object("parcel", name, {"delivered by": "carrier" if row["carrier"] else "van"}, related)
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
        for number, (name, when, related, attributes) in enumerate(self._told()):
            yield {
                "id": f"event:{number}",
                "type": name,
                "time": self._moment(when),
                "attributes": [{"name": key, "value": value} for key, value in attributes.items()],
                "relationships": _relationships(related),
            }

    def _told(self) -> Iterator[tuple[str, int, Related, Attributes]]:
        log = self._log
        customers, start = self._tape.address.customer.tolist(), self._tape.baskets.line_start.tolist()
        for order, placed in enumerate(self._tape.placed.tolist()):
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
            told = EVENTS.get(Kind(int(event_row["kind"])))
            if told is not None:
                row = {name: int(event_row[name]) for name in event_row.dtype.names}
                yield told.name, row["time"], self._related(row, told), _attributes(row, told)

    def _related(self, row: Row, told: Told) -> Related:
        """Name the objects an event is about, as far as its row does."""
        order, line, parcel = row["order"], f"{row['order']}.{row['line']}", f"{row['order']}.{row['ref']}"
        found: dict[str, str | int | None] = {
            "order": order,
            "line": line,
            "parcel": parcel,
            "item": row["item"] if row["item"] >= 0 else None,
            "node": self._facts.nodes[row["node"]],
            "route": row["item"] if row["item"] >= 0 else None,  # an attempt names its trip there
        }
        return {f"{kind}:{found[kind]}": kind for kind in told.about if found[kind] is not None}

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


def _attributes(row: Row, told: Told) -> Attributes:
    scale = {"money": 100, "stars": 100}.get(told.value, 1)
    value = f"{row['value'] / scale:.2f}" if scale > 1 else str(row["value"])
    reason = {} if told.reasons is None else {"reason": words(told.reasons, row["reason"])}
    return {**({told.value: value} if told.value else {}), **reason}


def _relationships(related: Related) -> list[Object]:
    return [{"objectId": name, "qualifier": qualifier} for name, qualifier in related.items()]


def _money(minor: int) -> str:
    return f"{minor / 100:.2f}"
