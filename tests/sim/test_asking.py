"""What a policy answers is read as a plain number or array, or refused with policy, method, moment and value."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.asking import Asked
from sim.plugins import PluginError
from sim.units import HOUR, SECOND

NOW = 10 * HOUR


class Boundless(int):
    """A whole number that is within any limits, as it says itself."""

    def __lt__(self, other: object) -> bool:
        return False

    def __ge__(self, other: object) -> bool:
        return True

    __gt__, __le__ = __ge__, __ge__


class Mute:
    """Nothing can be learned from it."""

    def _exit(self, *_words: object, **_more: object) -> Any:
        raise SystemExit("mute")

    __index__ = __array__ = __repr__ = __bool__ = _exit


class Answering:
    """A policy with one answer to everything."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __getattr__(self, method: str) -> Any:
        if method in ("reset", "diverts"):
            raise AttributeError(method)
        return lambda *_words: self.answer


def asked(answer: Any) -> Asked:
    return Asked("dispatch policy", "mine.py::Mine", Answering(answer), np.random.default_rng(1))


ASKING: dict[str, Callable[[Asked], Any]] = {
    "time": lambda one: one.time("next_decision", NOW),
    "mask": lambda one: one.mask("select", NOW, 3),
    "units": lambda one: one.units("order", NOW, 3),
    "order": lambda one: one.order("divert", NOW, 3),
    "choice": lambda one: one.choice("choose", NOW, ("north", "south")),
}
REFUSED = [
    ("time", Boundless(NOW - 5), f"{NOW - 5} is not accepted"),
    ("time", NOW + SECOND - 1, f"{NOW + SECOND - 1} is not accepted"),
    ("time", np.float64(NOW + HOUR), "np.float64(39600000000.0) is not accepted"),
    ("time", np.array([NOW + HOUR]), "is not accepted"),
    ("mask", np.array([True, True, True], dtype=object), "a bool array of shape (3,) is accepted"),
    ("mask", np.ones(3, dtype=int), "a bool array of shape (3,) is accepted"),
    ("mask", (value for value in (True, True, True)), "a bool array of shape (3,) is accepted"),
    ("mask", b"111", "a bool array of shape (3,) is accepted"),
    ("mask", np.ma.masked_array([True, False, True], mask=[0, 0, 1]), "a bool array of shape (3,) is accepted"),
    ("units", [1, 2, -1], "np.int64(-1) is not accepted, of item 2 3 whole numbers"),
    ("units", np.array([1, 2, 2**63], dtype=np.uint64), "of item 2"),
    ("units", np.array([0, np.nan, 1]), "np.float64(nan) is not accepted, of item 1"),
    ("units", np.array([0, np.inf, 1]), "of item 1"),
    ("units", np.array([0.0, 1.0, 1.5], dtype=np.float16), "of item 2"),
    ("units", np.ones(3, dtype=complex), "3 whole numbers from 0"),
    ("order", [0, 1, 1], "each of 0 to 2 once is accepted"),
    ("order", [0.0, 1.0, 2.0], "each of 0 to 2 once is accepted"),
    ("choice", Boundless(7), "7 is not accepted, accepted: 0 (north), 1 (south)"),
    ("choice", np.bool_(True), "np.True_ is not accepted"),
    ("choice", "0", "'0' is not accepted"),
]


@pytest.mark.parametrize(("kind", "answer", "said"), [*REFUSED, *((kind, Mute(), "a Mute is not") for kind in ASKING)])
def test_what_cannot_be_used_is_refused_by_name(kind: str, answer: Any, said: str) -> None:
    with pytest.raises(PluginError) as caught:
        ASKING[kind](asked(answer))
    line = str(caught.value)
    assert line.startswith("dispatch policy mine.py::Mine: ")
    assert " at day 0, 10:00: " in line
    assert said in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    ("kind", "answer", "read"),
    [
        ("time", np.int64(NOW + SECOND), NOW + SECOND), ("time", np.array(NOW + HOUR), NOW + HOUR),
        ("time", 10**500, 10**18), ("mask", [True, False, True], [True, False, True]),
        ("mask", np.ma.masked_array([True, False, True]), [True, False, True]),
        ("units", [3, 0, 2], [3, 0, 2]), ("units", np.array([5, 0, 1], dtype=np.float16), [5, 0, 1]),
        ("units", np.array([5, 0, 2**31 - 1], dtype=np.uint64), [5, 0, 2**31 - 1]), ("order", [2, 0, 1], [2, 0, 1]),
        ("choice", np.uint8(1), 1),
    ],
)  # fmt: skip
def test_what_is_meant_is_read_as_plain_numbers(kind: str, answer: Any, read: Any) -> None:
    found = ASKING[kind](asked(answer))
    assert (found.tolist() if isinstance(found, np.ndarray) else found) == read
    assert type(found) in (int, list, np.ndarray)


def test_a_mask_is_not_changed_after_it_was_given() -> None:
    given = np.ones(3, dtype=bool)
    mask = ASKING["mask"](asked(given))
    given[:] = False
    assert mask.all()


@pytest.mark.parametrize("attribute", ["diverts", "reset"])
def test_what_a_policy_works_out_about_itself_may_fail_too(attribute: str) -> None:
    def fail(_self: object) -> bool:
        raise ValueError("not today")

    policy = type("Mine", (), {attribute: property(fail)})()
    with pytest.raises(PluginError, match=rf"policy mine: {attribute} at day 0, 00:00: raised ValueError: not today"):
        Asked("dispatch policy", "mine", policy, np.random.default_rng(1))
