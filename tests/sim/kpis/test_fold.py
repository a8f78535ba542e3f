import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sim.log
from sim.kpis.fold import fold, sums_by
from sim.life.goods import STOCK_PICKED
from sim.life.orders import RATED
from sim.life.parcels import DOOR_ATTEMPT, PARCEL_LOST
from sim.life.payments import PAYMENT_CAPTURED
from sim.log import Log


class Seen:
    def __init__(self, *kinds):
        self.kinds = kinds
        self.rows = []

    def handlers(self):
        return dict.fromkeys(self.kinds, lambda rows: self.rows.extend(rows.values.tolist()))


def test_a_reader_sees_its_kinds_once_and_in_the_order_written():
    log = Log(0)
    for k in range(10):
        log.add(k, (RATED if k % 2 else PARCEL_LOST).code, k, value=k)
    rated, both = Seen(RATED), Seen(RATED, PARCEL_LOST)
    fold(log, (rated, both))
    assert rated.rows == [1, 3, 5, 7, 9]
    assert sorted(both.rows) == list(range(10))


def test_where_chunks_end_changes_nothing(world, hour, monkeypatch):
    def build():
        w = world([(1, 2)] * 20)
        for k in range(20):
            w.deliver(k, (8 + k) * hour, units=3)
            w.event(hour, STOCK_PICKED, k, item=k % 2, value=1)
            w.event(hour, PAYMENT_CAPTURED, k, value=997 * k)
            w.event(hour, RATED, k, value=100 * (1 + k % 5))
            w.event(hour, DOOR_ATTEMPT, k, ordinal=1, reason=k % 3)
        return w.kpis()

    whole = build()
    monkeypatch.setattr(sim.log, "CHUNK_ROWS", 7)
    assert build() == whole


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**55)), max_size=50))
def test_sums_are_exact_beyond_the_reach_of_floats(pairs):
    index = np.array([i for i, _ in pairs], dtype=np.int64)
    values = np.array([v for _, v in pairs], dtype=np.int64)
    expected = [sum(v for i, v in pairs if i == k) for k in range(6)]
    assert sums_by(index, values, 6).tolist() == expected
