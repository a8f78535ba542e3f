"""A run folder of somebody else that leads outside: refused wherever it is opened, and nothing outside is touched."""

import json
import os
import shutil
import struct
import subprocess

import pytest

pytestmark = pytest.mark.usefixtures("no_report")

PLACES = [
    "run.json", "log", ".run.json.partial", "kpis.parquet", "export", "log/.replication_0.partial",
    "log/replication_0/orders.parquet", "store.sqlite-wal", "store.sqlite-journal", "export/kpis.csv",
]  # fmt: skip
READERS = [
    ("resume", "there"),
    ("resume", "there", "--json"),
    ("export", "there", "--format", "csv"),
    ("compare", "there", "whole"),
    ("run", "tiny", "--replications", "2", "--out", "there"),
    ("run", "tiny", "--replications", "3", "--out", "there"),
]


@pytest.fixture
def folders(orderlab, tmp_path):  # type: ignore[no-untyped-def]
    """A whole run, the same again to be spoiled, and something outside that nobody may touch."""
    assert orderlab("run", "tiny", "--replications", "2", "--jobs", "1", "--out", "whole").code == 0
    shutil.copytree("whole", "there")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "victim").write_text("precious")
    return tmp_path


def outside(folders):  # type: ignore[no-untyped-def]
    return {str(file.relative_to(folders)): file.read_bytes() for file in (folders / "outside").rglob("*")}


@pytest.mark.parametrize("to", ["../outside/victim", "../outside", "nowhere"])
def test_a_link_in_a_run_folder_is_one_line_and_nothing_outside_is_touched(orderlab, folders, to) -> None:  # type: ignore[no-untyped-def]
    before = outside(folders)
    for number, place in enumerate(PLACES):
        shutil.rmtree("there")
        shutil.copytree("whole", "there")
        link = folders / "there" / place
        link.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(link) if link.is_dir() else link.unlink(missing_ok=True)
        link.symlink_to(folders / "there" / to if to != "nowhere" else to)
        reader = READERS[number % len(READERS)]
        answer = orderlab(*reader)
        assert (answer.code, answer.out) == (2, ""), (place, reader, answer.err)
        assert f"{place}: a link" in answer.err
        assert len(answer.err.splitlines()) == 1
        assert link.is_symlink()
    assert outside(folders) == before


@pytest.mark.parametrize("reader", READERS, ids=" ".join)
def test_every_command_that_opens_a_run_folder_refuses_links(orderlab, folders, reader) -> None:  # type: ignore[no-untyped-def]
    shutil.rmtree("there/log", ignore_errors=True)
    (folders / "there" / "log").symlink_to(folders / "outside")
    answer = orderlab(*reader)
    assert (answer.code, answer.out) == (2, "")
    assert "log: a link" in answer.err
    assert (folders / "outside" / "victim").read_text() == "precious"


def test_a_linked_store_is_one_line_of_the_list_and_the_rest_is_listed(orderlab, folders) -> None:  # type: ignore[no-untyped-def]
    for name, to in (("linked", folders / "whole" / "store.sqlite"), ("dangling", "nowhere")):
        (folders / name).mkdir()
        (folders / name / "store.sqlite").symlink_to(to)
    (folders / "doubled").mkdir()
    os.link("whole/store.sqlite", "doubled/store.sqlite")
    (folders / "waiting").mkdir()
    os.mkfifo("waiting/store.sqlite")
    states = {one["folder"]: one["state"] for one in json.loads(orderlab("runs", ".", "--json").out)["runs"]}
    assert states["there"] == "complete"
    assert "a link" in states["linked"]
    assert "a link" in states["dangling"]
    assert "second name" in states["doubled"]
    assert "pipe" in states["waiting"]
    for name in ("linked", "doubled", "dangling", "waiting"):
        assert orderlab("resume", name).code == 2


def test_a_journal_that_names_a_file_of_the_system_deletes_nothing(orderlab, folders) -> None:  # type: ignore[no-untyped-def]
    """SQLite takes what such a journal names for a journal of its own, and removes it."""
    victim = folders / "outside" / "victim"
    name = str(victim).encode()
    numbers = struct.pack(">II", len(name), sum(name))
    journal = bytes([1]) * 512 + struct.pack(">I", 1) + name + numbers + bytes.fromhex("d9d505f920a163d7")
    (folders / "there" / "store.sqlite-journal").write_bytes(journal)
    for reader in READERS:
        answer = orderlab(*reader)
        assert (answer.code, answer.out) == (2, "")
        assert "store.sqlite-journal: a journal that names another file" in answer.err.splitlines()[-1]
        assert victim.read_text() == "precious"


def test_folders_in_one_another_without_end_are_a_line(orderlab, folders) -> None:  # type: ignore[no-untyped-def]
    deep = os.open(folders / "there" / "log", os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("a", dir_fd=deep)
        above, deep = deep, os.open("a", os.O_RDONLY, dir_fd=deep)
        os.close(above)
    os.close(deep)
    try:
        for reader in (READERS[0], READERS[-1]):
            answer = orderlab(*reader)
            assert (answer.code, answer.out) == (2, "")
            assert "more than 8 folders deep" in answer.err.splitlines()[-1]
        states = {one["folder"]: one["state"] for one in json.loads(orderlab("runs", "--json", ".").out)["runs"]}
        assert states["whole"] == "complete"
        assert "more than 8 folders deep" in states["there"]
    finally:
        subprocess.run(["rm", "-rf", folders / "there"], check=True)
