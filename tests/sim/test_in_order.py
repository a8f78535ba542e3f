"""Rows in canonical order, block by block, are the rows of the log; also those that have left memory."""

import numpy as np
import pytest

from sim.in_order import rows_in_order
from sim.life.goods import STOCK_PICKED
from sim.log import Log


@pytest.mark.parametrize("rows", [0, 1, 30_000])
def test_blocks_are_the_rows_in_canonical_order(rows):
    log = Log(1, budget_bytes=1)
    rng = np.random.default_rng(rows)
    for value in range(5):  # beyond a chunk: the older ones lie in a file
        times, orders = rng.integers(0, 40, rows), rng.integers(0, 3, rows)
        log.add_all(rows, time=times, kind=STOCK_PICKED.code, order=orders, value=value * rows + np.arange(rows))
    blocks = list(rows_in_order(log, at_once=1000))
    assert np.array_equal(np.concatenate(blocks), log.rows())
    assert len(blocks) == (1 if rows < 1000 else 40)
