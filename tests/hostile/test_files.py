"""Files that are none, or too much: refused in a line, and never waited for."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

TRACE = "placement.trace={{path: {}, columns: {{order: o, placed: p}}}}"
NOT_REGULAR = ("/dev/zero", "pipe", "folder")


@pytest.fixture
def there(orderlab, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    os.mkfifo("pipe")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", NOT_REGULAR)
def test_what_is_no_regular_file_is_refused_wherever_a_file_is_read(orderlab, there: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    brief = ("--solvers", "savings", "--iterations", "1", "--seeds", "1")
    assert orderlab("show", "tiny", "--resolved", "--set", TRACE.format(name)).code == 0, "it reads no trace"
    for words in (
        ("run", "tiny", "--replications", "1", "--set", TRACE.format(name)),
        ("run", name),
        ("solve", name, "--solver", "savings", "--iterations", "1"),
        ("race", name, *brief),
        ("race", "waves:5", *brief, "--store", name),
        ("race", "--business", "tiny", "--calibration", name),
        ("verify", name),
        ("gate", name),
        ("check", name),
        ("import", name, "--out", "imported"),
        ("import", name, "--out", "imported", "--layout", name),
        ("backtest", name),
    ):
        answer = orderlab(*words)
        assert answer.code == 2, (words, answer)
        assert answer.out == ""
        assert Path(name).name in answer.err.splitlines()[-1] or "orders" in answer.err


@pytest.mark.nightly
def test_what_unfolds_to_more_than_memory_is_refused(orderlab, there: Path) -> None:  # type: ignore[no-untyped-def]
    with gzip.open("bomb.csv.gz", "wb", compresslevel=1) as file:
        file.write(b"o,p\n")
        for _ in range(1100):
            file.write(bytes(2**20))
    answer = orderlab("run", "tiny", "--replications", "1", "--set", TRACE.format("bomb.csv.gz"))
    assert (answer.code, answer.out) == (2, "")
    assert "unfolds to more than" in answer.err.splitlines()[-1]


@pytest.mark.nightly
def test_a_bundle_that_unfolds_to_much_is_refused(orderlab, there: Path) -> None:  # type: ignore[no-untyped-def]
    archive = zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("x", "w", force_zip64=True) as file:
        for _ in range(2049):
            file.write(bytes(2**20))
    answer = orderlab("verify", "bomb.zip")
    assert (answer.code, answer.out) == (2, "")
    assert "unpacks to more than" in answer.err


def test_sixty_thousand_keys_are_a_matter_of_seconds_or_refused(orderlab, there: Path) -> None:  # type: ignore[no-untyped-def]
    lines = "\n".join(f"  placement.demand.x{number}: 1" for number in range(60_000))
    Path("many.yaml").write_text(f"extends: tiny\nset:\n{lines}\n")
    answer = orderlab("show", "many.yaml", "--resolved")
    assert answer.code == 2
    assert answer.err.startswith("many.yaml: more than 1000000 bytes is no scenario")


@pytest.mark.parametrize("text", ["a: [", "files: 3\n", "[" * 5000, "files: {orders: 3}\n", "\x00", "- 1\n"])
def test_a_layout_that_is_none_is_one_line(orderlab, there: Path, text: str) -> None:  # type: ignore[no-untyped-def]
    Path("mine.yaml").write_text(text)
    Path("orders.csv").write_text("o,p\n1,2026-01-01\n2,2026-01-02\n")
    answer = orderlab("import", "orders.csv", "--out", "imported", "--layout", "mine.yaml")
    assert (answer.code, answer.out) == (2, ""), answer
    assert "mine.yaml" in answer.err.splitlines()[-1]
