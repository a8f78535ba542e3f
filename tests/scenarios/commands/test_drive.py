"""`orderlab drive`: what the plan says of itself, what the road makes of it, and refusals in one line."""

import json

import pytest

PLAN = "Route #1: 1 2\nRoute #2: 3\nCost 40\n"


@pytest.fixture
def plan(instance):  # type: ignore[no-untyped-def]
    file = instance.with_suffix(".sol")
    file.write_text(PLAN)
    return file


def test_a_plan_is_driven(orderlab, instance, plan) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(orderlab("drive", instance, plan, "--draws", "50", "--json").out)
    assert (document["draws"], document["planned"]["vehicles"]) == (50, 2)
    assert document["late_stops"] == {"mean": 0.0, "p95": 0.0, "share": 0.0}, "the instance has no windows"
    exact = ("--traffic-spread", "0", "--service-spread", "0")
    as_planned = json.loads(orderlab("drive", instance, plan, *exact, "--draws", "1", "--json").out)
    assert as_planned["time_on_the_road"]["mean"] == as_planned["planned"]["cost"]
    words = orderlab("drive", instance, plan, "--draws", "50")
    assert (words.code, words.err) == (0, "")
    assert "feasible as planned; driven 50 times" in words.out


@pytest.mark.parametrize(
    ("flag", "value", "complaint"),
    [
        ("--draws", "0", "--draws: 0 is not accepted"),
        ("--traffic-spread", "0.7", "--traffic-spread: 0.7 is not accepted"),
        ("--service-spread", "-1", "--service-spread: -1 is not accepted"),
    ],
)
def test_what_is_refused(orderlab, instance, plan, flag: str, value: str, complaint: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("drive", instance, plan, f"{flag}={value}")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert answer.err.startswith(complaint)
