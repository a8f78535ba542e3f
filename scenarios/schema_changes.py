"""What a document of an older format is told: each default that has come to mean something else, once.

We are young and carry no old meanings along: an older document runs with today's defaults, and whoever wrote it is told
which of them it leans on have changed. Keys that are written otherwise now are refused with what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.provenance import source
from scenarios.reading import KeyPath
from scenarios.scenario import Scenario

CURRENT = 2

SINCE: dict[int, dict[str, str]] = {
    1: {
        "delivery.fleet.drivers": "drivers are paid by the shift, driving or not; they were in cost_per_hour",
        "delivery.fleet.vans": "a van costs its lease by the month, driven or not, and fuel, tyres and repair by the "
        "kilometre; its cost_per_hour is without the driver",
        "delivery.carrier.attempts_included": "the carrier holds what it cannot deliver and brings it back at a price, "
        "days later; its attempts were free and the parcel was back at once",
        "processing.payment.fraud": "some orders are fraud; what is let through comes back as a chargeback with a fee",
        "processing.payment.review_rejection": "of honest orders under review; it was of all of them",
        "aftersales.late.claims": "some customers get the charge of a late express delivery back; nobody did",
        "aftersales.lost.sent_again": "half of who loses a parcel wants it sent again; all were refunded",
        "aftersales.satisfaction.unanswered": "support that is not reached or slow, and slow refunds, cost stars",
        "processing.price.too_high": "a wrong price is charged, noticed by some customers and paid back; nobody minded",
        "inventory.partial_lines": "what is there of a line is promised and shipped; a line was all or nothing",
        "inventory.backorder_rule": "who waits is served before who comes; newcomers took what was there",
        "processing.verification.desk.overtime_factor": "what people finish after their shift is paid for, at every "
        "desk and node; it was free",
        "processing.verification.correction_minutes": "putting right what was noticed takes minutes; it took none",
        "aftersales.support.channels": "calls are hung up, mail and chat wait; all were given up alike",
        "aftersales.support.waking_start": "customers get in touch by day, and call while the desk is open",
        "aftersales.support.desk": "agents are away for 30 % of their time",
        "fulfilment.packing.check_seconds_per_line": "checking and putting right take packers' time; they took none",
        "aftersales.support.asks_after_hours": "who asks where an order is waits first, and not if it has come by then",
    }
}
"""Format -> path -> what its default means since."""


def changes(scenario: Scenario) -> list[str]:
    """Return a line for each changed default that an older document leans on, and none for one of today."""
    written = scenario.header.schema_version
    if written >= CURRENT:
        return []
    found = [
        f"  {path}: {words}"
        for version in range(written, CURRENT)
        for path, words in SINCE[version].items()
        if not _settled(scenario, tuple(path.split(".")))
    ]
    if not found:
        return []
    return [f"{scenario.name}: schema {written}; defaults that mean something else in schema {CURRENT}:", *found]


def all_changes(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the lines for some scenarios, each default told once."""
    lines: list[str] = []
    for scenario in scenarios:
        lines += [line for line in changes(scenario) if line not in lines]
    return lines


def _settled(scenario: Scenario, path: KeyPath) -> bool:
    """Whether the document says something of its own at a path or below it."""
    return any(place[: len(path)] == path and source(scenario, place) == "your answer" for place in scenario.origins)
