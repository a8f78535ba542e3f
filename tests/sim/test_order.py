"""The ledger, the payment and the header: what is allowed, and what is refused."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import order as o
from sim.config import SimConfig
from sim.life import ledger
from sim.life.payments import Payment
from sim.tape import draw

TERMINAL = (ledger.CANCELLED, ledger.UNDELIVERABLE, ledger.RESTOCKED, ledger.DOWNGRADED, ledger.SCRAPPED)
PATH = (
    ledger.UNALLOCATED,
    ledger.ALLOCATED,
    ledger.PICKED,
    ledger.PACKED,
    ledger.IN_TRANSIT,
    ledger.KEPT,
    ledger.RETURNING,
    ledger.INSPECTING,
)

TAPE = draw(SimConfig.model_validate({"days": 1, "placement": {"demand": {"orders_per_day": 20}}}), 3, 0)


@pytest.fixture
def book() -> o.OrderBook:
    return o.OrderBook(TAPE, np.zeros(TAPE.orders, dtype=np.bool_))


def test_a_new_order_is_unallocated(book: o.OrderBook) -> None:
    assert np.array_equal(book.units[:, ledger.ORDERED], TAPE.baskets.quantity)
    assert np.array_equal(book.units[:, ledger.UNALLOCATED], TAPE.baskets.quantity)
    assert book.units[:, ledger.CANCELLED :].sum() == TAPE.baskets.quantity.sum()


def test_nothing_moves_outside_the_table_and_nothing_leaves_the_end(book: o.OrderBook) -> None:
    book.units[0] = 1
    allowed = 0
    for source, target in product(range(ledger.BUCKETS), repeat=2):
        before = book.units[0].copy()
        try:
            book.move(0, source, target, 1)
        except o.LedgerError:
            assert np.array_equal(book.units[0], before), "a refused move changes nothing"
            continue
        allowed += 1
        assert source not in TERMINAL
        assert ledger.ORDERED not in (source, target)
        assert source != target
        assert book.units[0].sum() == before.sum()
        book.units[0] = 1
    assert allowed == 21
    assert ledger.MOVES[ledger.LOST] == (ledger.ALLOCATED,), "what is lost can only be sent again"
    for source, target in product(TERMINAL, range(ledger.BUCKETS)):
        with pytest.raises(o.LedgerError):
            book.move_orders(np.array([0]), source, target)


def test_no_more_units_move_than_there_are(book: o.OrderBook) -> None:
    held = int(book.units[0, ledger.UNALLOCATED])
    with pytest.raises(o.LedgerError, match=f"cannot move {held + 1} units"):
        book.move(0, ledger.UNALLOCATED, ledger.ALLOCATED, held + 1)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 15), st.integers(0, 15), st.integers(-1, 3))))
def test_units_are_never_made_or_lost(moves: list[tuple[int, int, int, int]]) -> None:
    book = o.OrderBook(TAPE, np.zeros(TAPE.orders, dtype=np.bool_))
    for line, source, target, units in moves:
        if units < 0:  # a parcel's worth at once
            order = int(TAPE.line_order[line])
            if o._ALLOWED[source][target]:
                book.move_orders(np.array([order]), source, target)
            continue
        try:
            book.move(line, source, target, units)
        except o.LedgerError:
            continue
    assert np.array_equal(book.units[:, 1:].sum(axis=1), book.units[:, ledger.ORDERED])
    assert np.all(book.units >= 0)


def test_payment_keeps_to_its_table(book: o.OrderBook) -> None:
    allowed = {
        (Payment.CREATED, Payment.AUTHORISED), (Payment.CREATED, Payment.DECLINED),
        (Payment.CREATED, Payment.VOIDED), (Payment.DECLINED, Payment.AUTHORISED),
        (Payment.DECLINED, Payment.VOIDED), (Payment.AUTHORISED, Payment.CAPTURED),
        (Payment.AUTHORISED, Payment.VOIDED), (Payment.CAPTURED, Payment.CAPTURED),
    }  # fmt: skip
    for before, after in product(Payment, repeat=2):
        book.payment[0] = before
        if (before, after) in allowed:
            book.pay(0, after)
            assert book.payment[0] == after
        else:
            with pytest.raises(o.LedgerError, match=rf"payment cannot go from {before.name} to {after.name}"):
                book.pay(0, after)


def test_nothing_ships_before_it_is_authorised(book: o.OrderBook) -> None:
    book.payment[:2] = Payment.AUTHORISED, Payment.CREATED
    with pytest.raises(o.LedgerError, match="not authorised"):
        book.capture(np.array([0, 1]))
    book.capture(np.array([0]))
    book.capture(np.array([0]))  # a second shipment
    assert book.payment[0] == Payment.CAPTURED


def line(**units: int) -> np.ndarray:
    buckets = np.zeros(ledger.BUCKETS, dtype=np.int16)
    for bucket, held in units.items():
        buckets[getattr(ledger, bucket)] = held
    buckets[ledger.ORDERED] = buckets[1:].sum()
    return buckets


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([{"UNALLOCATED": 2}], "placed"),
        ([{"ALLOCATED": 2}], "allocated"),
        ([{"ALLOCATED": 2}, {"BACKORDERED": 1}], "partially allocated"),
        ([{"PICKED": 1, "CANCELLED": 1}], "picked"),
        ([{"PACKED": 1}, {"PICKED": 1}], "partially packed"),
        ([{"IN_TRANSIT": 1}, {"PACKED": 1}], "partially shipped"),
        ([{"IN_TRANSIT": 1}, {"CANCELLED": 1}], "shipped"),
        ([{"KEPT": 1}, {"IN_TRANSIT": 1}], "partially delivered"),
        ([{"KEPT": 1, "RETURNING": 1}, {"SCRAPPED": 1}], "delivered"),
        ([{"LOST": 1}, {"UNDELIVERABLE": 1}], "closed"),
        ([{"CANCELLED": 3}], "cancelled"),
    ],
)
def test_the_header_follows_from_the_ledger(lines: list[dict[str, int]], status: str) -> None:
    assert o.header(np.array([line(**units) for units in lines])) == status


@settings(max_examples=100, deadline=None, derandomize=True)
@given(units=st.lists(st.lists(st.integers(0, 3), min_size=15, max_size=15), min_size=1, max_size=3))
def test_every_ledger_has_a_header(units: list[list[int]]) -> None:
    lines = np.array([[sum(line), *line] for line in units], dtype=np.int16)
    assert o.header(lines)
