"""The example of docs/routing_files.md is read, and its plan has the timetable that stands there."""

import re
from pathlib import Path

import pytest

from scenarios.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "routing_files.md").read_text(encoding="utf-8")


@pytest.fixture
def example(tmp_path):
    path = tmp_path / "example.json"
    path.write_text(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    return path


def test_the_example_has_the_timetable_of_the_page(example, capsys):
    (table,) = re.findall(r"```text\n(route.*?)\n```", PAGE, re.DOTALL)
    plan = example.with_suffix(".sol")
    plan.write_text("Route #1: 2 1 0 3\n")
    assert main(["audit", str(example), str(plan), "--timetable"]) == 0
    assert capsys.readouterr().out == f"cost 7723, 1 vehicle, feasible\n\n{table}\n"


def test_overtime_without_a_length_is_refused(example, capsys):
    text = example.read_text()
    example.write_text(text.replace('"shift_length": 7200, ', ""))
    assert main(["solve", str(example), "--iterations", "1"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "example.json:5: vehicles: van: max_overtime: 3600 is not accepted without shift_length" in error
