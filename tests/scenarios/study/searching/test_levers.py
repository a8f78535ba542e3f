"""What `--vary` may say, and what is said back when it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.errors import InputError
from scenarios.resolve import load, with_values
from scenarios.study.searching.levers import Choice, Range, parse_lever, parse_levers, settings

TINY = load("tiny")
PICKERS = "fulfilment.nodes.north.pickers"


def test_values_are_read_as_a_scenario_reads_them() -> None:
    lever = parse_lever("delivery.dispatch={policy: waves, every_minutes: 30}, {policy: waves}", TINY)
    assert lever == Choice(("delivery", "dispatch"), ({"policy": "waves", "every_minutes": 30}, {"policy": "waves"}))


def test_a_range_of_whole_numbers_has_steps_of_one() -> None:
    assert parse_lever(f"{PICKERS}=2:5", TINY).listed() == (2, 3, 4, 5)


def test_a_range_of_any_number_has_no_steps_unless_told() -> None:
    assert parse_lever("delivery.doors.not_home=0:0.2", TINY) == Range(
        ("delivery", "doors", "not_home"), 0, 0.2, None, False
    )
    assert parse_lever("delivery.doors.not_home=0:0.3:0.1", TINY).listed() == (0.0, 0.1, 0.2, 0.3)


def test_a_time_of_day_is_no_range() -> None:
    assert parse_lever("delivery.promise.cut_off=12:30", TINY) == Choice(("delivery", "promise", "cut_off"), ("12:30",))


def test_a_policy_s_parameter_that_nobody_set_is_a_number_by_its_default() -> None:
    lever = parse_lever("inventory.policy.reorder_point=1:4", TINY)
    assert isinstance(lever, Range)
    assert not lever.whole


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("fulfilment.nodes.north.picker=1,2", "did you mean pickers"),
        (f"{PICKERS}=5:2", "2 is not above 5"),
        (f"{PICKERS}=1.5:2", "whole numbers are accepted, 2 stands there"),
        (f"{PICKERS}=1:5:0", "a step above 0"),
        (f"{PICKERS}=1,1", "given twice"),
        (f"{PICKERS}=", "not a lever"),
        (f"{PICKERS}=[1", "not read"),
        ("=1,2", "not a lever"),
        ("delivery.doors.not_home=0:1:1e-9", "a longer step"),
    ],
)
def test_one_line_says_what_is_accepted(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as raised:
        parse_lever(text, TINY)
    assert str(raised.value).startswith("--vary: ")
    assert "\n" not in str(raised.value)


def test_a_path_is_varied_once() -> None:
    with pytest.raises(InputError, match="given twice"):
        parse_levers([f"{PICKERS}=1,2", f"{PICKERS}=3,4"], TINY)


@given(st.integers(-50, 50), st.integers(1, 60), st.integers(1, 7))
def test_a_stepped_range_begins_at_its_low_end_and_stays_within(low: int, width: int, step: int) -> None:
    lever = Range(("a",), low, low + width, step, True)
    assert list(lever.listed()) == list(range(low, low + width + 1, step))


@given(st.floats(-5, 5), st.integers(1, 40), st.sampled_from([0.1, 0.05, 0.25, 1.0]))
def test_steps_that_fill_the_range_reach_its_high_end(low: float, count: int, step: float) -> None:
    listed = Range(("a",), low, low + count * step, step, False).listed()
    assert len(listed) == count + 1
    assert listed[-1] == pytest.approx(low + count * step)


def test_values_are_laid_upon_a_scenario_as_a_reference_would() -> None:
    """The name of a point is a reference: loading it gives the same values and the same origins."""
    levers = parse_levers([f"{PICKERS}=2,3", "delivery.solver.name=numba,savings"], TINY)
    point = with_values(TINY, settings(levers, (3, "savings")))
    again = load(point.name)
    assert point.name == f"tiny+{PICKERS}=3+delivery.solver.name=savings"
    assert point.values() == again.values()
    assert point.origins.keys() == again.origins.keys()


def test_a_value_that_is_not_accepted_names_the_option() -> None:
    with pytest.raises(InputError, match=rf"^--vary: {PICKERS}: "):
        with_values(TINY, settings(parse_levers([f"{PICKERS}=-1,2"], TINY), (-1,)))
