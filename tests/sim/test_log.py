"""The log: what is written is what is read, in memory or spilled, row by row or many at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.life.orders import HELD, RATED
from sim.log import CHUNK_ROWS, EVENT_TYPE, Log
from sim.units import UNOBSERVED

FIELDS = EVENT_TYPE.names or ()
ROW = st.fixed_dictionaries(
    {name: st.integers(int(np.iinfo(EVENT_TYPE[name]).min), int(np.iinfo(EVENT_TYPE[name]).max)) for name in FIELDS}
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rows=st.lists(ROW, max_size=12), at_once=st.booleans())
def test_a_row_comes_back_as_it_went_in(rows: list[dict[str, int]], at_once: bool) -> None:
    log = Log(3)
    if at_once:
        log.add_all(len(rows), **{name: np.array([row[name] for row in rows], EVENT_TYPE[name]) for name in FIELDS})
    else:
        for row in rows:
            log.add(**row)
    assert log.events == len(rows)
    written = np.concatenate([*log.chunks(), np.empty(0, dtype=EVENT_TYPE)])
    assert [dict(zip(FIELDS, row, strict=True)) for row in written.tolist()] == rows
    canonical = log.rows()
    keys = [(row["time"], row["order"]) for row in canonical]
    assert keys == sorted(keys)
    assert sorted(canonical.tolist()) == sorted(written.tolist())


def test_defaults_say_nothing() -> None:
    log = Log(1)
    log.add(7, HELD.code)
    log.add_all(1, time=7, kind=HELD.code, order=-1)
    first, second = log.rows().tolist()
    assert first == second == (7, HELD.code, -1, 0, 0, 0, -1, 0, 0, 0, 0)


def test_equal_times_and_orders_stay_as_written() -> None:
    log = Log(1)
    for value in (3, 1, 2):
        log.add(5, HELD.code, 0, value=value)
    assert log.rows()["value"].tolist() == [3, 1, 2]


@pytest.mark.parametrize("budget", [1, 2**30])
def test_spilled_and_kept_logs_read_the_same(budget: int) -> None:
    log = Log(1, budget)
    rows = 3 * CHUNK_ROWS + 17
    log.add_all(rows - 5, time=np.arange(rows - 5), kind=RATED.code, value=np.arange(rows - 5) * 3)
    for k in range(rows - 5, rows):
        log.add(k, RATED.code, value=3 * k)
    for _ in range(2):  # reading does not use it up
        values = np.concatenate([chunk["value"] for chunk in log.chunks()])
        assert np.array_equal(values, np.arange(rows) * 3)
    log.add(rows, RATED.code, value=3 * rows)  # and writing goes on after reading
    assert log.events == rows + 1
    assert sum(chunk.size for chunk in log.chunks()) == rows + 1


def test_orders_have_their_row_from_the_start_and_tables_grow() -> None:
    log = Log(4)
    assert len(log.orders) == len(log.fulfilments) == 4
    assert all(np.all(column == UNOBSERVED) for column in log.orders.arrays().values())
    row = log.tickets.append(order=2, opened=99)
    assert (row, len(log.tickets)) == (0, 1)
    assert log.tickets.arrays()["opened"].tolist() == [99]
    assert log.tickets.arrays()["resolved"].tolist() == [UNOBSERVED]
    assert log.fulfilments.append(order=1) == 4
    assert log.fulfilments.arrays()["order"].tolist()[-1] == 1


def test_columns_hold_everything() -> None:
    log = Log(2)
    log.orders["closed"][1] = 5
    log.add(3, RATED.code, 1, value=400)
    columns: dict[str, Any] = log.columns()
    assert set(columns) == {"orders", "fulfilments", "returns", "tickets", "trips", "events"}
    assert columns["orders"]["closed"].tolist() == [UNOBSERVED, 5]
    assert columns["events"]["value"].tolist() == [400]
