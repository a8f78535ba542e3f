"""Tickets: contacts with the support desk, their stamps and topics."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Subject

TICKET = Subject(
    "ticket",
    "tickets",
    ("order", "topic", "contact", "channel", "opened", "answered", "resolved", "abandoned"),
    {
        "opened": "open ticket",
        "answered": "answer ticket",
        "resolved": "resolve ticket",
        "abandoned": "abandon ticket",
    },
)


class Topic(IntEnum):
    """What a contact is about."""

    QUESTION = 0
    WHERE_IS_MY_ORDER = 1
    COMPLAINT = 2


TOPICS = {
    Topic.QUESTION: "asked a question",
    Topic.WHERE_IS_MY_ORDER: "asked where the order is",
    Topic.COMPLAINT: "complained",
}
