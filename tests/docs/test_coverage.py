"""The coverage table names only values and KPIs that exist, and every number of the article once."""

import re
from pathlib import Path

import pytest
from levers.effects import EFFECTS, column

from scenarios import load
from scenarios.document import Laboratory
from scenarios.schema import complaint
from sim.kpis import definition

TEXT = (Path(__file__).parents[2] / "docs" / "coverage.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", TEXT)))


@pytest.fixture(scope="module")
def values() -> dict[str, object]:
    return load("city_day").values()


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_exists(name: str, values: dict[str, object]) -> None:
    if "." in name and name.partition(".")[0] in values:
        assert complaint(Laboratory, values, tuple(name.split(".")), {}) is None
    else:
        assert definition(name)


def test_every_number_is_covered_once() -> None:
    covered: list[int] = []
    for cell in re.findall(r"^\| ([\d, -]+) \|", TEXT, re.MULTILINE) + re.findall(
        r"^## .*\((.*?)\)", TEXT, re.MULTILINE
    ):
        for part in re.findall(r"(\d+)(?:-(\d+))?", cell):
            covered += range(int(part[0]), int(part[1] or part[0]) + 1)
    assert set(covered) >= set(range(1, 112))


def test_every_row_has_a_state() -> None:
    rows = re.findall(r"^\| \d.*\|$", TEXT, re.MULTILINE)
    assert len(rows) > 60
    for row in rows:
        assert row.split("|")[3].strip() in ("yes", "partly", "not yet"), row


def test_the_effects_of_a_row_are_those_that_are_tested() -> None:
    rows = {cells[1].strip(): cells[5].strip() for line in TEXT.splitlines() if len(cells := line.split("|")) == 7}
    assert {effect.row for effect in EFFECTS} <= set(rows)
    for row, said in rows.items():
        if row[0].isdigit():
            assert said == column(row), row
