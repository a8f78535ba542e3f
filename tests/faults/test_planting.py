"""Planted faults are the same for a seed, are in the model or the solvers, and change what they say they change."""

from pathlib import Path

import pytest
from faults.finding import ROOT, room_tests
from faults.known import INVISIBLE, known
from faults.planting import drawn, faults


def test_a_fault_changes_one_place_and_compiles(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text(
        'LEAST = 3\n\n\ndef few(a: int = 3):\n    """Say 3."""\n    return a < 3 and a + 1 != 9  # ä\n'
    )
    found = faults(tmp_path, "room.py")
    assert {f"{one.before} -> {one.after}" for one in found} == {
        "a < 3 and a + 1 != 9 -> (a < 3 or a + 1 != 9)",
        "a < 3 -> (a <= 3)",
        "a < 3 -> (a > 3)",
        "3 -> (4)",
        "a + 1 != 9 -> (a + 1 == 9)",
        "a + 1 -> (a - 1)",
        "1 -> (2)",
        "9 -> (10)",
    }
    source = (tmp_path / "room.py").read_text()
    for one in found:
        assert one.line == 6
        assert one.planted(source) != source
        assert one.compiles(source)


@pytest.mark.parametrize("folder", ["sim", "solvers"])
def test_draws_are_those_of_the_seed_and_every_room_has_tests(folder: str) -> None:
    found = drawn(ROOT, folder, 12, 7)
    assert found == drawn(ROOT, folder, 12, 7) != drawn(ROOT, folder, 12, 8)
    assert len({one.file for one in found}) == 12
    for one in found:
        tests = room_tests(one.file, ROOT)
        assert tests
        assert all((ROOT / test.partition("::")[0]).exists() for test in tests)


def test_what_nobody_sees_still_stands_in_the_sources() -> None:
    for change, why in INVISIBLE.items():
        file, line = change.rpartition(" [")[0].split(": ", 1)
        assert line in (ROOT / file).read_text(encoding="utf-8"), change
        assert why


def test_faults_that_once_survived_are_planted_in_every_run() -> None:
    assert [fault.file for fault in known(ROOT)] == [
        "sim/delivery/yard.py",
        "sim/delivery/carrier.py",
        "solvers/solution.py",
    ]
