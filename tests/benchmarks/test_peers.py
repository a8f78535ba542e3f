"""The page of engines says what was recorded, and our own entries do what the others do."""

from __future__ import annotations

import json

import peer_queues
import peers
import pytest


def test_the_page_is_rendered_from_the_recorded_figures() -> None:
    assert peers.PAGE.read_text(encoding="utf-8") == peers.page(json.loads(peers.RECORD.read_text(encoding="utf-8")))


def test_recorded_waits_are_those_of_erlang_within_luck() -> None:
    found = json.loads(peers.RECORD.read_text(encoding="utf-8"))
    waits = {engine: found[f"queue.{engine}.wait_minutes"] for engine in peer_queues.QUEUES}
    assert waits == pytest.approx(dict.fromkeys(waits, peer_queues.erlang_wait()), rel=0.15)


def test_erlangs_formula_has_its_published_value() -> None:
    # M/M/3 at a load of 2.4: 0.6472 wait (Gross and Harris, table of the C formula)
    assert peer_queues.erlang_wait() / peer_queues.SERVICE * (
        peer_queues.SERVERS - peer_queues.SERVICE
    ) == pytest.approx(0.6472, abs=5e-5)


@pytest.mark.parametrize("engine", ["simpy", "orderlab"])
def test_engines_that_are_always_here_wait_as_erlang_says(engine: str) -> None:
    customers = 100_000
    assert peer_queues.QUEUES[engine](customers) == pytest.approx(peer_queues.erlang_wait(), rel=0.12)
