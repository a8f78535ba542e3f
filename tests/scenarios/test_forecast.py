"""A forecast in a CSV file: read once, refused by file, line and column, written into the scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import InputError
from scenarios.forecast import read_forecast
from scenarios.resolve import load


def written(folder: Path, text: str) -> Path:
    file = folder / "forecast.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_dates_and_channels_make_a_table(tmp_path: Path) -> None:
    file = written(tmp_path, "Date,channel,orders\n2026-03-02,web,50\n\n2026-03-02,phone,5.5\n2026-03-03,web,60\n")
    assert read_forecast(file) == {"2026-03-02": {"web": 50.0, "phone": 5.5}, "2026-03-03": {"web": 60.0}}
    assert read_forecast(written(tmp_path, "orders,date\n7,2026-03-02\n")) == {"2026-03-02": {"all": 7.0}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,amount\n", ":1: orders: this column is missing"),
        ("date,orders,shop\n", ":1: shop: this column is one too many"),
        ("date,orders\n2026-03-02,x\n", ":2: orders: 'x' is not accepted"),
        ("date,orders\n2026-03-02,-1\n", ":2: orders: '-1' is not accepted"),
        ("date,orders\n2026-03-02,nan\n", ":2: orders: 'nan' is not accepted"),
        ("date,orders\n02/03/2026,1\n", ":2: date: '02/03/2026' is not accepted"),
        ("date,orders\n2026-03-02,1\n2026-03-02,2\n", ":3: channel: all of 2026-03-02 stands there twice"),
        ("", ":1: date: this column is missing"),
    ],
)
def test_what_is_not_understood_is_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_forecast(written(tmp_path, text))
    assert f"forecast.csv{said}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_scenario_finds_the_file_beside_itself_and_holds_its_table(tmp_path: Path) -> None:
    written(tmp_path, "date,orders\n2026-03-02,40\n2026-03-03,60\n")
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: tiny\nschema: 2\ndays: 2\nplacement: {demand: {by_day: forecast.csv}}\n", encoding="utf-8"
    )
    scenario = load(str(file))
    assert scenario.values()["placement"]["demand"]["by_day"] == {
        "2026-03-02": {"all": 40.0},
        "2026-03-03": {"all": 60.0},
    }
    (tmp_path / "forecast.csv").unlink()
    with pytest.raises(InputError, match=r"mine.yaml:4: placement.demand.by_day: no file forecast.csv"):
        load(str(file))


def test_events_that_overlap_are_one_line_with_theirs(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: tiny\nschema: 2\nplacement:\n  demand:\n    events:\n"
        "      black_friday: {from: 2026-11-27, to: 2026-11-28, factor: 4, expected: 3}\n"
        "      cyber_week: {from: 2026-11-28, to: 2026-12-04, factor: 2}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"mine.yaml:\d: placement.demand.events: black_friday and cyber_week overlap"):
        load(str(file))
