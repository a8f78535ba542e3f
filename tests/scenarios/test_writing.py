from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load
from scenarios.finding import library
from scenarios.reading import read_yaml, scalar
from scenarios.study.running.plan import run_key
from scenarios.writing import new_document, plain, to_yaml


@pytest.mark.parametrize("name", sorted(library()))
def test_a_resolved_scenario_reads_back_as_itself(name: str, tmp_path: Path) -> None:
    scenario = load(f"{name}+delivery.fleet.speed_kilometres_per_hour=19.5")
    file = tmp_path / "back.yaml"
    file.write_text(to_yaml(scenario), encoding="utf-8")
    assert run_key(load(file), 5) == run_key(scenario, 5)


def test_a_new_document_says_nothing_else_than_its_parent(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(new_document("mine", load("city_day")), encoding="utf-8")
    mine = load(file)
    assert mine.config == load("city_day").config
    assert mine.header.name == "mine"
    assert mine.header.extends == "city_day"


def test_every_number_of_a_new_document_has_its_meaning_beside_it() -> None:
    text = new_document("mine", load("tiny"))
    line = next(line for line in text.splitlines() if line.strip().startswith("orders_per_day:"))
    assert "# mean orders a day" in line


def test_the_parameters_of_a_policy_are_named_too() -> None:
    lines = [line.strip() for line in new_document("mine", load("tiny")).splitlines()]
    assert any(line.startswith("# every_minutes: ") for line in lines)
    given = new_document("mine", load("tiny+delivery.dispatch.every_minutes=30"))
    assert "# every_minutes" not in given
    assert "every_minutes: 30" in given


def test_origins_are_named_where_asked_for() -> None:
    text = to_yaml(load("tiny", ["days=2"]), origins=True)
    assert any(line.startswith("days: 2") and line.endswith("[--set]") for line in text.splitlines())
    assert any(line.startswith("  missed_scans") is False and "[default]" in line for line in text.splitlines())


@given(
    st.text(max_size=30) | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()
)
def test_one_value_reads_back_as_itself(value: object) -> None:
    assert scalar(plain(value)) == value


@given(
    st.dictionaries(st.text("ab: #'\"-", min_size=1, max_size=6), st.lists(st.text(max_size=8), max_size=3), max_size=4)
)
def test_maps_and_lists_on_one_line_read_back_as_themselves(value: dict[str, list[str]]) -> None:
    assert read_yaml(f"key: {plain(value)}\n", "any.yaml").values == {"key": value}
