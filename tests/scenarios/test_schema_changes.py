"""A document of an older format runs, and is told once what it leans on that means something else now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios import load
from scenarios.document import Laboratory
from scenarios.schema import complaint
from scenarios.schema_changes import CURRENT, SINCE, all_changes, changes

PATHS = [path for since in SINCE.values() for path in since]


def written(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    return load(str(file))


def test_an_older_document_is_told_each_changed_default_once(tmp_path: Path) -> None:
    old = written(tmp_path, "schema: 1\nextends: tiny\n")
    lines = changes(old)
    assert lines[0].endswith(f"schema 1; defaults that mean something else in schema {CURRENT}:")
    assert [line.strip().partition(":")[0] for line in lines[1:]] == PATHS
    assert all_changes([old, old]) == lines


def test_what_it_settles_itself_is_not_told(tmp_path: Path) -> None:
    text = "schema: 1\nextends: tiny\ndelivery: {fleet: {drivers: {pay: hour}}}\n"
    assert "delivery.fleet.drivers" not in str(changes(written(tmp_path, text)))


def test_a_document_of_today_is_told_nothing(tmp_path: Path) -> None:
    assert changes(written(tmp_path, "schema: 2\nextends: tiny\n")) == []
    assert changes(written(tmp_path, "extends: tiny\n")) == []
    assert changes(load("city_day")) == []


@pytest.mark.parametrize("path", PATHS)
def test_every_path_it_names_exists(path: str) -> None:
    assert complaint(Laboratory, load("tiny").values(), tuple(path.split(".")), {}) is None


def test_the_command_says_it_beside_the_answer(orderlab: Any, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text("schema: 1\nextends: tiny\nexperiment: {replications: 2}\n")
    found = orderlab("run", "old.yaml", "--json", "--out", "x")
    assert found.code == 0
    assert "delivery.fleet.drivers: drivers are paid by the shift" in found.err
    assert found.out.startswith("{")
