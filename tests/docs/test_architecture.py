"""What the guide to the house says stands in the house."""

import re
from pathlib import Path

import pytest

from sim.life import SUBJECTS
from sim.log import EVENT_TYPE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:sim|tests|solvers|scenarios|[a-z]+)/[a-z_/.]*)`", TEXT)))
FUNCTIONS = sorted(set(re.findall(r"`([a-z]+_[a-z_]+)`", TEXT.split("## The rule of equal times")[0])))


@pytest.mark.parametrize("path", PATHS)
def test_every_file_it_names_is_there(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "sim" / path).exists(), path


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_writer_it_names_is_there(name: str) -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "sim").rglob("*.py"))
    assert re.search(rf"\b{name}\b", source), name


def test_its_numbers_are_true() -> None:
    assert f"a packed row of {EVENT_TYPE.itemsize}\n" in TEXT or f"row of {EVENT_TYPE.itemsize} " in TEXT
    assert "(" + ", ".join(subject.table for subject in SUBJECTS) + ")" in TEXT.replace("\n   ", " ")


def test_a_word_has_one_meaning() -> None:
    words = [
        word.strip() for row in re.findall(r"^\| ([a-z, ]+) \| (?!meaning)", TEXT.split("## Words")[1], re.MULTILINE)
        for word in row.split(",")
    ]  # fmt: skip
    assert len(words) == len(set(words)) > 20


def test_who_should_read_it_finds_it() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "docs/architecture.md" in (ROOT / name).read_text(encoding="utf-8")
