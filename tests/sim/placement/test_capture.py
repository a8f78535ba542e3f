"""How orders reach the order system: at once, on the hour or overnight, by hand or by rules."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.placement.entry import address_errors, arrival_times, entry_times, keyed_by_hand, line_errors
from sim.tape import Tape, draw
from sim.units import DAY, HOUR, MINUTE, SECOND

PARTIAL = {"entry": True, "verification": False, "status_updates": False}


def config(**processing: object) -> SimConfig:
    return SimConfig.model_validate(
        {"days": 2, "processing": processing, "placement": {"demand": {"orders_per_day": 2000}}}
    )


@pytest.fixture(scope="module")
def tape() -> Tape:
    return draw(config(), 4, 0)


def staffed(tape: Tape) -> np.ndarray:
    return np.isin(tape.channel, [tape.channels.index(name) for name in ("email", "phone", "store")])


def test_clerks_key_what_no_machine_does(tape: Tape) -> None:
    assert np.array_equal(keyed_by_hand(tape, config(automation="manual")), staffed(tape))
    assert not keyed_by_hand(tape, config(automation=PARTIAL)).any()


@pytest.mark.parametrize(("integration", "tick"), [("event", 1), ("hourly", HOUR), ("daily", DAY)])
def test_channels_hand_over_at_the_next_tick(tape: Tape, integration: str, tick: int) -> None:
    times = arrival_times(tape, config(integration=integration, automation="full"))
    ready = tape.placed + np.where(staffed(tape), 5 * SECOND, 0)
    assert np.all(times % tick == 0)
    assert np.all(times >= ready)
    assert np.all(times - ready < tick)


def test_an_order_at_the_tick_does_not_wait_for_the_next() -> None:
    from dataclasses import replace

    tape = draw(config(), 4, 0)
    tape = replace(tape, placed=np.sort(tape.placed // HOUR * HOUR), channel=np.zeros_like(tape.channel))
    assert np.array_equal(arrival_times(tape, config(integration="hourly")), tape.placed)


def test_orders_keyed_by_hand_join_the_desk_when_placed(tape: Tape) -> None:
    manual = config(integration="daily", automation="manual")
    times, by_hand = arrival_times(tape, manual), keyed_by_hand(tape, manual)
    assert np.array_equal(times[by_hand], tape.placed[by_hand])


def test_entry_takes_what_the_channel_says(tape: Tape) -> None:
    minutes = np.array([channel.entry_minutes for channel in config().placement.channels.values()])
    times = np.array(entry_times(tape, config()))
    assert np.allclose(times, minutes[tape.channel] * tape.factors["entry"] * MINUTE, atol=1)
    assert np.all(times[~staffed(tape)] == 0)


def test_automation_leaves_a_part_of_the_errors(tape: Tape) -> None:
    """The same uniforms decide, so every error that is left was there before."""
    manual, full = config(automation="manual"), config(automation="full")
    for errors in (address_errors, line_errors):
        by_hand, automatic = errors(tape, manual), errors(tape, full)
        assert np.all(by_hand | ~automatic)
        assert by_hand.sum() > automatic.sum() > 0
