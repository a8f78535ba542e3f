"""The tutorial: its blocks, in order, as a new user in an empty folder types them, and what the page says they print.

Figures are masked: the page shows those of 3 000 orders, the quick test reads fewer.
"""

import re
import runpy
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from scenarios.importing.first import hanging
from tests.docs.test_readme import ROOT, Block, blocks

Run = Callable[..., Any]
BLOCKS = blocks(ROOT / "docs" / "tutorial.md")
COMMANDS = [line for block in BLOCKS if block.language == "bash" for line in block.text.splitlines()]
FEW = ("300", "--replications", "2")
"""Orders and replications of the quick test."""


def masked(line: str) -> str:
    """A line without its figures and the widths of its columns."""
    return re.sub(r"[-+]?\d[\d,.]*", "#", re.sub(r"-{3,}", "---", " ".join(line.split())))


def follows(page: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The lines of the page that are not printed in their order; one after another where no ``...`` is between."""
    lines, at, free, missing = [masked(line) for line in printed], 0, True, []
    for line in page:
        if line == "...":
            free = True
            continue
        wanted = masked(line)
        place = lines.index(wanted, at) if wanted in lines[at:] else None
        if place is None or (not free and place != at):
            missing.append(line)
        else:
            at = place + 1
        free = False
    return missing


def fill_in(block: Block) -> None:
    """Write answers into the file that the first line of the block names."""
    file = Path(block.text.splitlines()[0].removeprefix("# "))
    text = file.read_text(encoding="utf-8")
    for line in block.text.splitlines()[1:]:
        name = line.partition(":")[0]
        text, count = re.subn(rf"^{name}:.*$", line, text, flags=re.MULTILINE)
        assert count == 1, name
    file.write_text(text, encoding="utf-8")


def perform(line: str, orderlab: Run, *, quick: bool) -> str:
    words = shlex.split(line, comments=True)
    if words[0] == "python":
        values = [FEW[0] if quick and word == "3000" else word for word in words[2:]]
        sys.argv = [words[1], *values]
        runpy.run_path(str(ROOT / words[1]), run_name="__main__")
        return ""
    assert words[0] == "orderlab", words
    more = FEW[1:] if quick and words[1] in ("run", "compare") else ()
    answer = orderlab(*words[1:], *more)
    assert answer.code == 0, answer.err
    return str(answer.out)


def go_through(orderlab: Run, *, quick: bool) -> None:
    printed = ""
    for block in BLOCKS:
        if block.language == "bash":
            for line in block.text.splitlines():
                printed = perform(line, orderlab, quick=quick)
        elif block.language == "yaml":
            fill_in(block)
        else:
            assert block.language == "text", f"line {block.line}: a block that no test runs"
            assert follows(block.text.splitlines(), printed.splitlines()) == [], printed


@pytest.mark.usefixtures("no_report")
def test_the_tutorial_does_what_it_says(orderlab: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    every = hanging.ours
    two = ("material_cost", "standard_days")  # of the hundred that a user's run moves
    monkeypatch.setattr(hanging, "ours", lambda scenario: [one for one in every(scenario) if one[0].name.endswith(two)])
    monkeypatch.setattr(sys, "argv", sys.argv)
    go_through(orderlab, quick=True)


@pytest.mark.nightly
def test_the_tutorial_is_right_word_for_word(orderlab: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)
    go_through(orderlab, quick=False)


def test_it_takes_fewer_than_ten_commands_and_answers() -> None:
    answers = [line for block in BLOCKS if block.language == "yaml" for line in block.text.splitlines()[1:]]
    assert sum(line.startswith("orderlab ") for line in COMMANDS) + len(answers) < 10
    assert COMMANDS[-1].startswith("orderlab compare ")


def test_a_line_that_is_not_printed_is_found() -> None:
    printed = ["One 12", "two", "three  4.5", "five"]
    assert follows(["One 7", "...", "three 1,000"], printed) == []
    assert follows(["One 7", "three 1"], printed) == ["three 1"]
    assert follows(["three 1", "...", "two"], printed) == ["two"]
