"""The cases that were kept beside the repository, where they are there: every plug-in, policy and value."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from data_folder import FOLDER

from scenarios.apart.pool import close_all

pytestmark = pytest.mark.nightly
CASES = FOLDER.parent / "cases"
WALL_SECONDS = 12
HARMLESS = {"Print", "Global", "Thread", "Fork", "Ignore", "Mutate", "Clean", "Never", "Huge"}
"""What they do is nobody else's business, or is not possible."""
EITHER = {"UnRandom", "NegIds", "CloseOut"}
SUPPRESSED = {"good", "Memory"}
"""No plug-in; and three gigabytes, which `test_wreckers` tries."""


def case(*parts: str) -> Path:
    """A file of the cases; the test is skipped where it is not there."""
    if not (file := CASES.joinpath(*parts)).exists():
        pytest.skip(f"shared case {'/'.join(parts)} is not here")
    return file


def named(file: Path, pattern: str) -> list[str]:
    return [name for name in re.findall(pattern, file.read_text(), re.MULTILINE) if name not in SUPPRESSED]


def raced(orderlab: Any, names: list[str]) -> dict[str, dict[str, Any]]:
    words = ("--iterations", "1", "--seeds", "1", "--jobs", "2", "--wall-seconds", str(WALL_SECONDS), "--json")
    answer = orderlab("race", "waves:12", "--solvers", ",".join(["savings", *names]), *words)
    close_all()
    assert answer.code in (0, 1), answer.err
    assert "Traceback" not in answer.err
    return {row["solver"].rpartition("::")[2]: row for row in json.loads(answer.out)["rows"]}


def test_solvers(orderlab: Any) -> None:
    names = []
    for file, pattern in (("evil.py", r"^def ([A-Z]\w*)\("), ("shrink.py", r"^class ([A-Z]\w*)")):
        shutil.copy(case("plugins", file), file)
        names += [f"{file}::{name}" for name in named(Path(file), pattern)]
    rows = raced(orderlab, names)
    honest = rows.pop("savings")
    assert len(rows) > 30
    for name, row in rows.items():
        assert len(row["reason"].splitlines()) <= 1
        if name in HARMLESS:
            assert row["status"] == "done", row
        elif name not in EITHER:
            assert row["status"] in ("failed", "infeasible"), row
            assert row["reason"]
        assert row["cost"] is None or row["cost"] >= 0.9 * honest["cost"]


def test_policies(orderlab: Any, no_report: None) -> None:
    text = case("plugins", "pol.py").read_text()
    Path("pol.py").write_text(text.replace("def placed(", "def at_nodes("))  # as it is called since they were written
    blocks = {"Src": "fulfilment.sourcing={{rule: {}}}", "Rep": "inventory.policy={{policy: {}}}"}
    names = named(Path("pol.py"), r"^class ([A-Z]\w*)")
    assert len(names) > 15
    for name in names:
        change = blocks.get(name[:3], "delivery.dispatch={{policy: {}}}").format(f"pol.py::{name}")
        sets = ["--set", change, "--set", "fulfilment.nodes.south={x_kilometres: 1}"]
        answer = orderlab("run", "tiny", *sets, "--replications", "1", "--json")
        close_all()
        assert answer.code == (0 if name in HARMLESS else 1), (name, answer.err)
        assert name in HARMLESS or f"pol.py::{name}" in answer.err
        assert "Traceback" not in answer.err


def test_values(orderlab: Any) -> None:
    lines = [line for line in case("hostile", "values.txt").read_text().splitlines() if "refused" in line]
    tried = 0
    for line in lines:
        if (word := re.match(r"([\w.]+)=(\S+)  ", line)) is None:
            continue
        tried += 1
        answer = orderlab("show", "tiny", "--resolved", "--set", f"{word[1]}={word[2]}")
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1), line
    assert tried >= 15
