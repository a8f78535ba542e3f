"""What the checkout promises, for every moment of the day and every wish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import SimConfig
from sim.delivery.promise import promise_windows
from sim.tape import EXPRESS, SLOT, STANDARD, Observed, Tape, draw
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED

BASE = draw(SimConfig.model_validate({"days": 4, "placement": {"demand": {"orders_per_day": 200}}}), 2, 0)


def wishing(preference: int) -> Tape:
    return replace(BASE, preference=np.full(BASE.orders, preference, dtype=np.uint8))


def windows(preference: int, **promise: Any) -> tuple[np.ndarray, np.ndarray]:
    return promise_windows(wishing(preference), SimConfig.model_validate({"delivery": {"promise": promise}}))


def test_standard_is_by_the_end_of_a_day_and_the_cut_off_costs_one() -> None:
    opens, closes = windows(STANDARD, cut_off="14:00", standard_days=2, day_end="20:00")
    assert np.array_equal(opens, BASE.placed)
    late = BASE.placed % DAY >= 14 * HOUR
    assert 0 < late.sum() < late.size
    assert np.array_equal(closes, BASE.placed // DAY * DAY + np.where(late, 3, 2) * DAY + 20 * HOUR)


def test_slots_start_at_offered_times_and_leave_two_hours() -> None:
    opens, closes = windows(SLOT, slots=["09:00", "15:30"], slot_hours=1.5, slot_days=0)
    assert set((opens % DAY).tolist()) == {9 * HOUR, 15 * HOUR + 30 * MINUTE}
    assert np.all(closes - opens == 90 * MINUTE)
    assert np.all(opens >= BASE.placed + 2 * HOUR)
    assert np.all(opens < BASE.placed + 3 * DAY)


def test_express_hours_count_while_doors_are_served() -> None:
    opens, closes = windows(EXPRESS, express_hours=4.0, day_start="08:00", day_end="21:00")
    assert np.array_equal(opens, BASE.placed)
    assert np.all(closes % (15 * MINUTE) == 0)
    moment = BASE.placed % DAY
    inside = (moment >= 8 * HOUR) & (moment <= 17 * HOUR)
    assert np.all((closes - BASE.placed)[inside] >= 4 * HOUR)
    assert np.all((closes - BASE.placed)[inside] < 4 * HOUR + 15 * MINUTE)
    early = moment < 8 * HOUR
    assert np.all(closes[early] == BASE.placed[early] // DAY * DAY + 12 * HOUR)
    night = moment >= 21 * HOUR
    assert np.all(closes[night] == (BASE.placed[night] // DAY + 1) * DAY + 12 * HOUR)
    assert night.any()
    assert early.any()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    preference=st.sampled_from([STANDARD, SLOT, EXPRESS]),
    cut_off=st.sampled_from(["00:00", "09:00", "14:00", "20:00"]),
    standard_days=st.integers(0, 5),
    slot_days=st.integers(0, 3),
    slot_hours=st.sampled_from([0.5, 2.0, 6.0]),
    express_hours=st.sampled_from([0.25, 3.0, 12.0]),
)
def test_a_promise_lies_ahead_of_its_order(preference: int, **promise: Any) -> None:
    opens, closes = windows(preference, **promise)
    assert np.all(opens >= BASE.placed)
    assert np.all(closes > opens)


@pytest.mark.parametrize(
    ("promise", "line"),
    [
        ({"cut_off": "22:00", "standard_days": 0}, "cut_off 22:00 is after day_end 21:00"),
        ({"day_start": "18:00", "day_end": "08:00"}, "day_end 08:00 is not after day_start 18:00"),
    ],
)
def test_a_window_that_cannot_be_reached_is_refused(promise: dict[str, Any], line: str) -> None:
    with pytest.raises(ValueError, match=line):
        windows(STANDARD, **promise)
    windows(STANDARD, **(promise | {"day_end": "24:00"}))


def test_a_trace_brings_its_own_promises() -> None:
    promised = np.where(np.arange(BASE.orders) % 3 == 0, UNOBSERVED, BASE.placed + 5 * DAY)
    none = np.full(BASE.orders, UNOBSERVED, dtype=np.int64)
    observed = Observed(none, none, none, promised, np.zeros(BASE.orders, dtype=np.int8))
    opens, closes = promise_windows(replace(wishing(SLOT), observed=observed), SimConfig())
    drawn = promise_windows(wishing(SLOT), SimConfig())
    known = promised != UNOBSERVED
    assert np.array_equal(closes[known], promised[known])
    assert np.array_equal(opens[known], BASE.placed[known])
    assert np.array_equal(closes[~known], drawn[1][~known])
    assert known.any()


@pytest.mark.parametrize("slots", [["10:00"], ["10:00", "12:00", "14:00"]])
def test_slots_are_equally_likely(slots: list[str]) -> None:
    opens, _ = windows(SLOT, slots=slots)
    counts = np.unique(opens % DAY, return_counts=True)[1]
    assert counts.size == len(slots)
    share = 1 / len(slots)
    assert np.all(np.abs(counts / BASE.orders - share) <= 5 * np.sqrt(share * (1 - share) / BASE.orders))
