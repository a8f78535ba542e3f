"""Slow money: shares and times of payment methods, and what a trace knows of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import SimConfig
from sim.life.orders import HELD
from sim.model import simulate
from sim.processing.clearing import clearing_times, steer
from sim.processing.config import PaymentConfig
from sim.tape import Tape, draw
from sim.units import HOUR

METHODS = {
    "card": {"share": 3, "clearing_hours": [0, 0]},
    "slip": {"share": 1, "clearing_hours": [10, 20, 90]},
}


def drawn(days: int = 2) -> Tape:
    return draw(SimConfig.model_validate({"days": days}), 5, 0)


def test_without_methods_all_money_is_there_at_once() -> None:
    assert not clearing_times(drawn(), PaymentConfig()).any()


def test_each_method_has_its_share_and_its_quantiles() -> None:
    times = clearing_times(drawn(), PaymentConfig.model_validate({"methods": METHODS})) / HOUR
    slow = times[times > 0]
    assert slow.size / times.size == pytest.approx(0.25, abs=0.03)
    # Quantiles 10, 20, 90 joined by straight lines: the mean is that of the two trapezia.
    assert slow.mean() == pytest.approx((15 + 55) / 2, rel=0.06)
    assert np.median(slow) == pytest.approx(20, rel=0.15)
    assert (slow.min() >= 10, slow.max() <= 90) == (True, True)


@settings(max_examples=50, deadline=None)
@given(
    uniforms=st.lists(st.floats(0, 1, width=32, exclude_max=True), min_size=1, max_size=20),
    names=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True),
    data=st.data(),
)
def test_with_the_shares_of_the_file_every_order_is_paid_as_it_was(
    uniforms: list[float], names: list[str], data: st.DataObject
) -> None:
    wanted = data.draw(st.lists(st.sampled_from(names), min_size=len(uniforms), max_size=len(uniforms)))
    steered = steer(np.asarray(uniforms, dtype=np.float32), wanted, names)
    assert steered.dtype == np.float32
    assert ((steered >= 0) & (steered < 1)).all()
    hours = [float(code) for code in range(len(names))]
    methods = {
        name: {"share": wanted.count(name), "clearing_hours": [hour, hour]}
        for name, hour in zip(names, hours, strict=True)
    }
    tape = drawn(1)
    few = replace(
        tape,
        placed=tape.placed[: steered.size],
        uniforms={name: column[: steered.size] for name, column in tape.uniforms.items()} | {"payment_method": steered},
    )
    times = clearing_times(few, PaymentConfig.model_validate({"methods": methods})) / HOUR
    assert times.tolist() == [hours[names.index(name)] for name in wanted]


def test_orders_with_an_unknown_method_keep_their_draw() -> None:
    uniforms = np.asarray([0.1, 0.5, 0.9], dtype=np.float32)
    assert steer(uniforms, [None, "cheque", "card"], ["card", "slip"])[:2].tolist() == uniforms[:2].tolist()
    assert steer(uniforms, [None, "cheque", "card"], []).tolist() == uniforms.tolist()


def test_an_order_is_held_until_its_money_is_there() -> None:
    slow = {"processing": {"payment": {"methods": {"slip": {"share": 1, "clearing_hours": [5, 5]}}, "decline": 0}}}
    config = SimConfig.model_validate({"days": 1, "delivery": {"mode": "carrier"}, **slow})
    tape = draw(config, 3, 0)
    outcome = simulate(config, tape)
    confirmed = np.asarray(outcome.log.columns()["orders"]["confirmed"])
    done = confirmed >= 0
    assert ((confirmed - tape.placed)[done] >= 5 * HOUR).all()
    events = outcome.log.columns()["events"]
    held = np.asarray(events["kind"]) == HELD.code
    assert held.sum() >= tape.orders * 0.9


@pytest.mark.parametrize(
    "methods",
    [
        {"slip": {"share": 1, "clearing_hours": [5, 4]}},
        {"slip": {"share": 1, "clearing_hours": [5]}},
        {"slip": {"share": 0, "clearing_hours": [5, 5]}},
        {"slip": {"share": -1, "clearing_hours": [5, 5]}},
    ],
)
def test_impossible_methods_are_refused(methods: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="methods"):
        PaymentConfig.model_validate({"methods": methods})
