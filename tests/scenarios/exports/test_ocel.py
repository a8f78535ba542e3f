"""The document against the published schema (OCEL 2.0 Specification, section 8.2) and against the log it tells."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from scenarios import run
from scenarios.exports.ocel import ocel_json
from scenarios.exports.vocabulary import EVENTS, OBJECT_TYPES
from sim.life.parcels import DOOR_ATTEMPT
from sim.outcome import Outcome

Document = dict[str, Any]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run("tiny+delivery.mode=mixed+placement.demand.orders_per_day=300", replications=1).outcome


@pytest.fixture(scope="module")
def document(outcome: Outcome) -> Document:
    found: Document = json.loads("".join(ocel_json(outcome)))
    return found


def texts(items: list[Document], *required: str) -> None:
    """Each item has these keys, and each is a text."""
    for item in items:
        assert all(isinstance(item[key], str) for key in required), item


def test_it_follows_the_published_schema(document: Document) -> None:
    assert set(document) == {"eventTypes", "objectTypes", "events", "objects"}
    for kind in (*document["eventTypes"], *document["objectTypes"]):
        texts([kind], "name")
        texts(kind["attributes"], "name", "type")
    texts(document["events"], "id", "type", "time")
    texts(document["objects"], "id", "type")
    for one in (*document["events"], *document["objects"]):
        texts(one["relationships"], "objectId", "qualifier")
    for event in document["events"]:
        texts(event["attributes"], "name", "value")
        assert datetime.fromisoformat(event["time"]).utcoffset() is not None
    for thing in document["objects"]:
        texts(thing["attributes"], "name", "value", "time")


def test_every_type_and_attribute_is_declared_and_every_relationship_leads_somewhere(document: Document) -> None:
    for kind, ones in (("eventTypes", "events"), ("objectTypes", "objects")):
        declared = {one["name"]: {item["name"] for item in one["attributes"]} for one in document[kind]}
        for one in document[ones]:
            assert {item["name"] for item in one["attributes"]} <= declared[one["type"]]
    known = [thing["id"] for thing in document["objects"]]
    assert len(set(known)) == len(known)
    assert len({event["id"] for event in document["events"]}) == len(document["events"])
    related = {item["objectId"] for one in (*document["events"], *document["objects"]) for item in one["relationships"]}
    assert related <= set(known)
    assert {thing["type"] for thing in document["objects"]} == set(OBJECT_TYPES)


def test_it_tells_what_the_log_has(outcome: Outcome, document: Document) -> None:
    told = Counter(event["type"] for event in document["events"])
    things = Counter(thing["type"] for thing in document["objects"])
    tape, log = outcome.facts.tape, outcome.log
    assert things["order"] == told["place order"] == tape.orders
    assert things["line"] == tape.lines
    assert told["deliver parcel"] == int((log.fulfilments.arrays()["delivered"] >= 0).sum())
    assert things["return"] == len(log.returns)
    assert things["ticket"] == told["open ticket"] == len(log.tickets)
    kinds = log.rows()["kind"]
    for kind, words in EVENTS.items():
        assert told[words.name] == int((kinds == kind).sum())


def test_a_van_delivers_on_a_route_and_the_carrier_does_not(outcome: Outcome, document: Document) -> None:
    by = {thing["id"]: thing["attributes"][0]["value"] for thing in document["objects"] if thing["type"] == "parcel"}
    assert set(by.values()) == {"van", "carrier"}
    visited: Counter[str] = Counter()
    for event in document["events"]:
        if event["type"] == "attempt delivery":
            about = {item["qualifier"]: item["objectId"] for item in event["relationships"]}
            assert ("route" in about) == (by[about["parcel"]] == "van")
            visited[about.get("route", "")] += 1
    stops = outcome.log.trips.arrays()["stops"].tolist()
    assert [visited[f"route:{trip}"] for trip in range(len(stops))] == stops


def test_two_nodes_with_vans_of_their_own_share_no_route() -> None:
    two = "tiny+fulfilment.nodes={north: {y_kilometres: 3}, south: {y_kilometres: -3}}+placement.catalogue.items=15"
    found = run(f"{two}+placement.demand.orders_per_day=150", replications=1).outcome
    log, told = found.log, json.loads("".join(ocel_json(found)))
    trips = log.trips.arrays()
    assert set(trips["node"].tolist()) == {0, 1}
    routes = {thing["id"]: thing for thing in told["objects"] if thing["type"] == "route"}
    assert len(routes) == len(log.trips)
    assert Counter(event["type"] for event in told["events"])["depart"] == len(log.trips)
    rows = log.rows()
    attempts = iter(rows[rows["kind"] == DOOR_ATTEMPT.code])
    for event in told["events"]:
        if event["type"] == "attempt delivery":
            about = {item["qualifier"]: item["objectId"] for item in event["relationships"]}
            trip = int(about["route"].removeprefix("route:"))
            row = next(attempts)
            assert (trips["node"][trip], trips["van"][trip]) == (row["node"], row["resource"])
            assert trips["departed"][trip] <= row["time"] <= trips["returned"][trip]


def test_an_order_goes_its_way_in_time(document: Document) -> None:
    way = ["place order", "confirm order", "release parcel", "pick parcel", "hand parcel over", "deliver parcel"]
    seen: dict[str, dict[str, str]] = {}
    for event in document["events"]:
        order = next((item["objectId"] for item in event["relationships"] if item["qualifier"] == "order"), "")
        if event["type"] in way:
            seen.setdefault(order, {})[event["type"]] = event["time"]
    whole = [found for found in seen.values() if len(found) == len(way)]
    assert len(whole) > 100
    for found in whole:
        moments = [datetime.fromisoformat(found[step]) for step in way]
        assert moments == sorted(moments)
