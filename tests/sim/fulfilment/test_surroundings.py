"""A sourcing rule may ask where nodes are, how large items are and how long vans drive; nothing can be written to."""

import numpy as np
import pytest

from scenarios import load
from sim.fulfilment.sourcing import Request
from sim.fulfilment.surroundings import Surroundings

CONFIG = load(
    "tiny",
    [
        "fulfilment.nodes={north: {x_kilometres: 3, y_kilometres: 4}, south: {x_kilometres: -1, y_kilometres: 0}}",
        "delivery.fleet.speed_kilometres_per_hour=36",
        "delivery.fleet.detour=1.5",
    ],
).config
AROUND = Surroundings(CONFIG, np.array([500, 2_000, 70]))


def test_what_a_rule_is_told() -> None:
    request = Request(0, 0, (2, 0), (1, 3), around=AROUND)
    assert request.places().tolist() == [[3_000, 4_000], [-1_000, 0]]
    assert request.volumes().tolist() == [70, 500]
    assert request.travel().tolist() == [750, 150]  # 5 and 1 kilometres, half as much again, 10 metres a second


def test_nothing_of_it_can_be_written_to() -> None:
    request = Request(0, 0, (2, 0), (1, 3), around=AROUND)
    for told in (request.places(), request.volumes(), request.travel()):
        with pytest.raises(ValueError, match="read-only"):
            told[0] = 1
        with pytest.raises(ValueError, match="WRITEABLE"):
            told.setflags(write=True)


def test_a_request_made_by_hand_says_that_it_knows_nothing() -> None:
    with pytest.raises(TypeError, match="without places"):
        Request(0, 0, (1,), (1,)).travel()
