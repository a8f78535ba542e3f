"""Offers of orders to stores, made and answered; and what no centre has, which they are made for."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Happening, Writer


class Answer(IntEnum):
    """What became of an offer."""

    ACCEPTED = 0
    DECLINED = 1
    TIMED_OUT = 2
    FULL = 3
    WITHDRAWN = 4


ANSWERS = {
    Answer.ACCEPTED: "the store sends it",
    Answer.DECLINED: "the store declines",
    Answer.TIMED_OUT: "nobody in the store answered in time",
    Answer.FULL: "the store has sent as many orders as it may today",
    Answer.WITHDRAWN: "another store was faster",
}


class Elsewhere(IntEnum):
    """Whether a store's record has what no centre has."""

    NOWHERE = 0
    IN_A_STORE = 1


ELSEWHERE = {Elsewhere.NOWHERE: "no centre has it, and no store", Elsewhere.IN_A_STORE: "no centre has it, a store has"}

_FIELDS = ("order", "line", "item", "node")

OFFER_MADE = Happening(
    50, "offer to store", ("order", "node"), (*_FIELDS, "units"), "{units} are offered to a store", rank=5
)
OFFER_ANSWERED = Happening(
    51, "answer offer", ("order", "node"), (*_FIELDS, "reason", "units"), "{reason}", rank=6, reasons=ANSWERS
)
CENTRES_LACK = Happening(
    52, "miss in centres", ("order", "line", "item"), (*_FIELDS, "reason", "units"), "{line}: {reason}", rank=4,
    reasons=ELSEWHERE,
)  # fmt: skip


def centres_lack(
    log: Writer, now: int, order: int, line: int, item: int, node: int, reason: Elsewhere, units: int
) -> None:
    """No centre can promise units of line number `line` of an order at its check; `node` was chosen for it."""
    log.add(now, CENTRES_LACK.code, order, line, 0, 0, item, node, 0, reason, units)


def offer_made(log: Writer, now: int, order: int, line: int, item: int, node: int, units: int) -> None:
    """Units, of line number `line` of the order and perhaps of further ones, are offered to a store."""
    log.add(now, OFFER_MADE.code, order, line, 0, 0, item, node, 0, 0, units)


def offer_answered(
    log: Writer, now: int, order: int, line: int, item: int, node: int, reason: Answer, units: int
) -> None:
    """The offer ends."""
    log.add(now, OFFER_ANSWERED.code, order, line, 0, 0, item, node, 0, reason, units)
