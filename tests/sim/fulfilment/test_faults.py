"""What goes wrong with the goods, and which of it reaches the customer."""

from __future__ import annotations

import numpy as np

from sim.config import SimConfig
from sim.fulfilment.faults import NO_FAULT, line_faults, mispicked, orders_with, put_right
from sim.fulfilment.rules.nearest import Nearest
from sim.fulfilment.sourcing import Request
from sim.life.lines import Fault
from sim.placement.entry import line_errors
from sim.processing.checks import noticed
from sim.records import Records
from sim.tape import draw


def world(**shares: float) -> SimConfig:
    return SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 1500},
                "channels": {"web": {"share": 1, "line_error": shares.get("line_error", 0.0)}},
            },
            "fulfilment": {
                "picking": {"mispick": shares.get("mispick", 0.0)},
                "packing": {"damage": shares.get("damage", 0.0), "quality_check": shares.get("quality_check", 0.6)},
            },
        }
    )


def test_nothing_goes_wrong_at_rate_zero() -> None:
    config = world()
    assert np.all(line_faults(draw(config, 1, 0), config) == NO_FAULT)


def test_a_noticed_fault_reaches_nobody() -> None:
    config = world(line_error=0.2, mispick=0.2, damage=0.1, quality_check=0.5)
    tape = draw(config, 1, 0)
    fault, order = line_faults(tape, config), tape.line_order
    captured, wrong, right = line_errors(tape, config), mispicked(tape, config), put_right(tape, config)
    assert np.all(fault[captured & ~noticed(tape, config)[order]] == Fault.CAPTURED_WRONG)
    assert not np.any((fault == Fault.CAPTURED_WRONG) & noticed(tape, config)[order])
    assert not np.any((fault == Fault.PICKED_WRONG) & right[order])
    assert np.all(np.isin(fault[wrong & ~right[order]], (Fault.PICKED_WRONG, Fault.CAPTURED_WRONG)))
    assert {int(kind) for kind in Fault} <= set(np.unique(fault).tolist())


def test_a_check_that_always_looks_lets_no_mispick_through() -> None:
    config = world(mispick=0.5, quality_check=1.0)
    tape = draw(config, 1, 0)
    assert mispicked(tape, config).any()
    assert np.all(line_faults(tape, config) == NO_FAULT)


def test_orders_with_marked_lines() -> None:
    config = world()
    tape = draw(config, 1, 0)
    marked = np.random.default_rng(1).random(tape.lines) < 0.1
    expected = [
        bool(marked[a:b].any()) for a, b in zip(tape.baskets.line_start, tape.baskets.line_start[1:], strict=False)
    ]
    assert orders_with(marked, tape).astype(bool).tolist() == expected


def test_the_nearest_node_that_has_most() -> None:
    records = Records(np.array([[1, 0, 5], [1, 2, 0], [9, 9, 9]]), (0, 0, 0))
    rule = Nearest().at_nodes(((0, 0), (1000, 0), (9000, 0)))
    ask = lambda items, units, x=0: rule.choose(Request(x, 0, items, units), records)  # noqa: E731
    assert ask((0,), (1,)) == 0
    assert ask((0,), (1,), x=600) == 1
    assert ask((0, 1), (1, 1)) == 1, "farther, but it has both"
    assert ask((0, 1, 2), (1, 1, 1)) == 2
    assert ask((0,), (50,)) == 0, "nobody has it: the nearest"
