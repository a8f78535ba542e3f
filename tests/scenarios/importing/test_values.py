"""Whose a value of an imported business is: as the import marked it, until somebody changes it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.overrides import parse_override
from scenarios.provenance import source
from scenarios.resolve import load, with_values

Run = Callable[..., Any]
EXPORT = "order,placed,product,quantity,price,currency\n" + "".join(
    f"{n},2026-03-{1 + n % 28:02d} 10:00:00,P{n % 5},1,40.00,EUR\n" for n in range(84)
)
PARCEL = ("delivery", "carrier", "rate_per_parcel", "default")
LOST = ("delivery", "carrier", "lost")
PEOPLE = ("fulfilment", "nodes", "warehouse", "shifts", "picking", 0, "staff")


@pytest.fixture
def shop(orderlab: Run) -> Path:
    Path("export.csv").write_text(EXPORT, encoding="utf-8")
    Path("answers.yaml").write_text("parcel_costs: 5.5\n", encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "shop", "--answers", "answers.yaml")
    assert answer.code == 0, answer.err
    return Path("shop/scenario.yaml")


def test_what_the_import_wrote_keeps_its_mark(shop: Path) -> None:
    scenario = load("shop")
    assert source(scenario, PARCEL) == "your answer"
    assert source(scenario, LOST) == "our default"
    assert source(scenario, PEOPLE) == "our default"
    assert source(scenario, ("currency",)) == "your data"
    assert source(scenario, ("placement", "trace", "path")) == "your data"
    assert source(scenario, ("fulfilment", "picking", "minutes_per_line")) == "our default"


def test_a_value_that_was_changed_is_the_users(shop: Path) -> None:
    text = shop.read_text(encoding="utf-8")
    shop.write_text(text.replace("delivery.carrier.lost: 0.002", "delivery.carrier.lost: 0.01"), encoding="utf-8")
    assert source(load("shop"), LOST) == "your answer"
    typed = with_values(load("shop"), [parse_override("inventory.record_error=0.1", "--set")])
    assert source(typed, ("inventory", "record_error")) == "your answer"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"delivery.carrier.lost": 3}', '{"delivery.carrier.lost": ["x", 1]}']
)
def test_damaged_marks_tell_nothing(shop: Path, content: str) -> None:
    Path("shop/tables/marks.json").write_text(content, encoding="utf-8")
    assert source(load("shop"), LOST) == "your answer"


def test_calibrated_values_stand_in_the_set_block(shop: Path) -> None:
    from scenarios.importing.fitted import write_into
    from scenarios.importing.values import Value

    shop.write_text(shop.read_text(encoding="utf-8") + "\nexperiment:\n  replications: 2\n", encoding="utf-8")
    write_into(Path("shop"), [Value("delivery.doors.not_home", 0.09, "data", "n = 84"),
                              Value("tracking.missed_scans", 0.03, "data", "n = 84")])  # fmt: skip
    scenario = load("shop")
    assert scenario.config.delivery.doors.not_home == 0.09
    assert scenario.config.tracking.missed_scans == 0.03
    assert source(scenario, ("tracking", "missed_scans")) == "your data"
    assert source(scenario, LOST) == "our default"


def test_a_block_is_whose_its_values_are(shop: Path) -> None:
    desk = ("processing", "verification", "desk")
    assert source(load("shop"), desk) == "our default"
    typed = with_values(load("shop"), [parse_override("processing.verification.desk.wage_per_hour=30", "--set")])
    assert source(typed, desk) == "your answer"
    assert source(load("shop"), ("placement", "catalogue", "price")) == "your data", "prices are those of the file"


@pytest.mark.parametrize("name", ["scenario.yaml", "answers.yaml", "mapping.yaml"])
def test_what_was_edited_is_not_written_over(shop: Path, orderlab: Run, name: str) -> None:
    file = shop.parent / name
    edited = file.read_text(encoding="utf-8") + "# mine\n"
    file.write_text(edited, encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "shop")
    assert answer.code == 2
    assert f"{name} was changed since the import" in answer.err
    assert file.read_text(encoding="utf-8") == edited


def test_edited_answers_are_given_to_the_next_import(shop: Path, orderlab: Run) -> None:
    assert orderlab("import", "export.csv", "--out", "shop").code == 0, "nothing was changed"
    answers = shop.parent / "answers.yaml"
    answers.write_text(
        answers.read_text(encoding="utf-8").replace("parcel_costs:", "parcel_costs: 7"), encoding="utf-8"
    )
    answer = orderlab("import", "export.csv", "--out", "shop", "--answers", "shop/answers.yaml")
    assert answer.code == 0, answer.err
    assert load("shop").config.delivery.carrier.rate_per_parcel["default"] == 7
