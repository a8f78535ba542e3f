"""What is said to be mended names tests, and each of them is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "truth.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([a-z0-9_/]+\.py::\w+)`", TEXT)))
ROWS = [[cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\|.*\|$", TEXT, re.MULTILINE)]


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    file, _, test = name.partition("::")
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"^ *def {test}\(", text, re.MULTILINE)


def test_every_row_says_what_became_of_it() -> None:
    rows = [row for row in ROWS if row[0] not in ("row", "---")]
    names = [name for row in rows for name in row[0].split(", ")]
    wanted = {f"V{k}" for k in range(1, 19)} | {f"A{k}" for k in range(1, 7)} | {f"B{k}" for k in range(1, 7)}
    wanted |= {f"P{k}" for k in range(1, 16)} - {"P4", "P13"}  # of other sections
    assert wanted <= set(names)
    for row in rows:
        state = row[2].partition(":")[0]
        assert state in ("mended", "not so", "open"), row[0]
        assert state == "open" or ".py::" in row[2], row[0]
