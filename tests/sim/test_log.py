"""The log: what is written is what is read, in memory or spilled, row by row or many at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.traces.replay import MOST_ZONES
from sim.config import SimConfig
from sim.life import HAPPENINGS
from sim.life.happening import COLUMNS, UNITS
from sim.life.orders import HELD, RATED
from sim.log import CHUNK_ROWS, EVENT_TYPE, Log
from sim.placement.baskets import LONGEST_ORDER, Baskets
from sim.processing.reserving import MOST_PARCELS
from sim.refusals import MOST_VANS
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


def largest() -> dict[str, int]:
    """The largest number that each field of a row may have to hold: what is accepted, and nothing beyond."""
    bounds = SimConfig.model_json_schema()["$defs"]
    attempts = bounds["DoorConfig"]["properties"]["maximum_attempts"]["maximum"]
    items = bounds["CatalogueConfig"]["properties"]["items"]["maximum"]
    zones = bounds["AddressConfig"]["properties"]["zones"]["maximum"]
    nodes = bounds["FulfilmentConfig"]["properties"]["nodes"]["maxProperties"]
    reasons = max(max(one.reason_type) for one in HAPPENINGS.values() if one.reason_type)
    # The second try of a payment is its last. Values are 64 bits wide wherever they are reckoned.
    return {
        "order": 10**9, "line": LONGEST_ORDER - 1, "parcel": LONGEST_ORDER + MOST_PARCELS, "attempt": max(attempts, 2),
        "item": items - 1, "trip": 10**9, "node": nodes - 1, "other_node": nodes - 1,
        "van": MOST_VANS - 1, "zone": max(zones, MOST_ZONES) - 1,
        "reason": reasons, "noticed": 1, **dict.fromkeys(UNITS, 2**62),
    }  # fmt: skip


def test_every_place_of_a_row_holds_the_largest_number_that_is_accepted() -> None:
    """What is beyond would be cut off without a word where many rows are written at once."""
    most = largest()
    assert set(most) == set(COLUMNS)
    for name, value in most.items():
        assert value <= np.iinfo(EVENT_TYPE[COLUMNS[name]]).max, name
    log = Log(1)
    log.add_all(1, **{COLUMNS[name]: np.array([most[name]]) for name in ("order", "line", "parcel", "attempt", "van")})
    row = log.rows()[0]
    assert [row[COLUMNS[name]] for name in ("line", "parcel", "attempt", "van")] == [
        most[name] for name in ("line", "parcel", "attempt", "van")
    ]


def test_an_order_of_more_lines_than_a_row_can_number_is_refused() -> None:
    def baskets(lines: int) -> Baskets:
        column = np.zeros(lines, dtype=np.int32)
        return Baskets(np.array([0, 0, lines], dtype=np.int32), column, column)

    baskets(LONGEST_ORDER)
    with pytest.raises(ValueError, match="an order of 60,001 lines; accepted: at most 60,000"):
        baskets(LONGEST_ORDER + 1)


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
