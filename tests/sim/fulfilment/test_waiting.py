"""The time until an order is given to the pickers: hours, or a share of the time promised."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.fulfilment.workloads import waiting_times
from sim.tape import draw
from sim.units import DAY, HOUR


def settings(**fulfilment: object) -> SimConfig:
    return SimConfig.model_validate({"days": 1, "fulfilment": fulfilment})


def test_a_share_of_the_promise_halves_with_the_promise() -> None:
    config = settings(waiting_share_of_promise=[0.1, 0.3], waiting_hours=[500.0, 600.0])
    tape = draw(config, 1, 0)
    at = np.linspace(0.0, 1.0, tape.orders).astype(np.float32)
    tape = replace(tape, uniforms={**tape.uniforms, "waiting": at})
    long, short = (waiting_times(tape, config, tape.placed + days * DAY) for days in (10, 5))
    assert long is not None
    assert short is not None
    assert long[[0, -1]] == pytest.approx([1 * DAY, 3 * DAY], rel=1e-6)
    assert np.abs(long - 2 * short).max() <= 2


def test_hours_do_not_ask_the_promise() -> None:
    config = settings(waiting_hours=[2.0, 2.0])
    tape = draw(config, 1, 0)
    waiting = waiting_times(tape, config, tape.placed)
    assert waiting is not None
    assert set(waiting.tolist()) == {2 * HOUR}
    assert waiting_times(tape, settings(), tape.placed) is None


@pytest.mark.parametrize("name", ["waiting_hours", "waiting_share_of_promise"])
def test_quantiles_that_fall_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="must not fall"):
        settings(**{name: [2.0, 1.0]})
