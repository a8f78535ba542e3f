"""`orderlab validate`: published values are met, and a wrong one is not."""

import json

import pytest

from scenarios.validation import rows
from scenarios.validation.rows import Check, checks


def only(monkeypatch: pytest.MonkeyPatch, *names: str, **changes: object) -> None:
    """Let the group be some of its rows, changed or not."""
    kept = [
        Check(one.group, one.row.model_copy(update=changes), one.scenario)
        for one in checks("inventory")
        if one.row.name in names
    ]
    assert kept
    monkeypatch.setattr(rows, "checks", lambda group: kept)


def test_values_are_met_within_three_standard_errors(orderlab, monkeypatch) -> None:
    only(monkeypatch, "EOQ Q 304", "(r,Q) Poisson(1.5) (3,5)")
    answer = orderlab("validate", "inventory", "--replications", 2, "--json")
    found = json.loads(answer.out)["rows"]
    assert answer.code == 0, answer.out
    assert [sorted(row) for row in found] == 2 * [
        ["expected", "group", "name", "passed", "simulated", "standard_error"]
    ]
    assert found[0]["simulated"] == pytest.approx(68.410526, rel=1e-5)


def test_a_value_that_is_missed_ends_in_exit_1(orderlab, monkeypatch) -> None:
    only(monkeypatch, "EOQ Q 304", expected=68.5)
    answer = orderlab("validate", "inventory", "--replications", 2)
    assert answer.code == 1
    assert "MISSED" in answer.out


def test_groups_and_replications_are_checked(orderlab) -> None:
    assert "no such group, accepted: inventory" in orderlab("validate", "stock").err
    assert orderlab("validate", "inventory", "--replications", 1).code == 2


@pytest.mark.nightly
def test_every_value_of_every_group(orderlab) -> None:
    answer = orderlab("validate", "--jobs", 2)
    assert answer.code == 0, answer.out
