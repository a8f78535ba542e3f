"""What is open: by kind, until the last has ended; one end too many is an error at once."""

import pytest

from sim.clock import Clock
from sim.life.ledger import LedgerError
from sim.matters import NAMES, Matter, Matters


def test_the_last_end_of_any_kind_ends_the_replication():
    matters = Matters(2, Clock().event())
    matters.begin(Matter.TRIP)
    matters.begin(Matter.RETURN, 3)
    matters.end(Matter.ORDER, 2)
    matters.end(Matter.TRIP)
    assert matters.still_open() == {"returns": 3}
    matters.end(Matter.RETURN, 2)
    assert matters.still_open() == {"return": 1}
    assert not matters.finished.triggered
    matters.end(Matter.RETURN)
    assert matters.finished.triggered


@pytest.mark.parametrize("kind", Matter)
def test_one_end_too_many_is_an_error_at_once_though_others_are_open(kind):
    matters = Matters(5, Clock().event())
    many = 6 if kind is Matter.ORDER else 1
    with pytest.raises(LedgerError, match=rf"1 {NAMES[kind][0]} ended that had not begun"):
        matters.end(kind, many)
    assert matters.still_open() == {"orders": 5}
