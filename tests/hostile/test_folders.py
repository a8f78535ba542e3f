"""Run folders that were forged, damaged, or written by another version: one line each, no code run, nothing outside."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import chdir, closing
from pathlib import Path
from typing import Any

import pytest

from scenarios.cli import main
from scenarios.study.keeping import rows, sealing
from scenarios.study.keeping.store import Store

pytestmark = pytest.mark.usefixtures("no_report")

CANARY = "from pathlib import Path\n\nPath('{}').write_text('sung')\n"
READERS = {
    "resume": ("resume", "there"),
    "resume --json": ("resume", "there", "--json"),
    "export": ("export", "there", "--format", "csv"),
    "ocel": ("export", "there", "--format", "ocel"),
    "compare": ("compare", "there", "whole"),
    "run": ("run", "tiny", "--replications", "2", "--jobs", "1", "--out", "there"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch, chdir(folder):
        patch.setattr("scenarios.report.page.render", lambda *_: "")
        assert main(["run", "tiny", "--replications", "2", "--jobs", "1", "--out", "whole"]) == 0
    return folder / "whole"


@pytest.fixture
def there(made: Path, tmp_path: Path) -> Path:
    """A copy to be spoiled, beside a whole one."""
    shutil.copytree(made, tmp_path / "whole")
    return Path(shutil.copytree(made, tmp_path / "there"))


def sql(*statements: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "store.sqlite")) as base:
            base.executescript(";".join(statements))

    return change


def kpis(change: Callable[[dict[str, Any]], Any], *, sealed: bool) -> Callable[[Path], None]:
    """Change the stored KPIs of the first replication; with its checksum, as a forger who knows how."""

    def forge(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "store.sqlite")) as base, base:
            columns = ", ".join(("key", *rows.COLUMNS, "stored"))
            row = list(base.execute(f"SELECT {columns} FROM replications ORDER BY key").fetchone())
            row[3] = change(json.loads(row[3]))
            base.execute("UPDATE replications SET kpis = ? WHERE key = ?", (row[3], row[0]))
            if sealed:
                checksum = sealing.of_row("replications", row)
                base.execute("UPDATE replications SET checksum = ? WHERE key = ?", (checksum, row[0]))

    return forge


def request(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Change what was asked, with its checksum."""

    def forge(folder: Path) -> None:
        with closing(Store(folder / "store.sqlite")) as store:
            found = change(json.loads(store.note("request") or ""))
            store.keep_note("request", found if isinstance(found, str) else json.dumps(found))

    return forge


def cut(keep: Callable[[int], int]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        os.truncate(folder / "store.sqlite", keep((folder / "store.sqlite").stat().st_size))

    return change


def value(name: str, number: Any) -> Callable[[dict[str, Any]], str]:
    return lambda found: json.dumps({**found, name: number})


def with_(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda found: {**found, **changes}


FORGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "another answer": (sql("UPDATE notes SET text = 'a million' WHERE name LIKE 'printed%'"), "checksum"),
    "another request": (
        sql("UPDATE notes SET text = text || ' ' WHERE name = 'request'"),
        "checksum",
    ),
    "richer": (kpis(value("profit", 1e6), sealed=False), "checksum"),
    "no numbers": (kpis(lambda _: "[]", sealed=False), "checksum"),
    "rows exchanged": (
        sql(
            "UPDATE replications SET replication = 1 - replication",
        ),
        "checksum",
    ),
    "renamed": (sql("UPDATE wanted SET scenario = 'city_day'"), "checksum"),
    "a blob": (sql("UPDATE replications SET tape = x'00ff'"), "checksum"),
    "no text": (sql("UPDATE notes SET text = cast(x'fffe' AS TEXT) WHERE name = 'request'"), "store.sqlite: "),
    "an empty list": (kpis(lambda _: "[]", sealed=True), "kpis is no map"),
    "a word": (
        kpis(value("profit", "high"), sealed=True),
        "'profit' has no finite number",
    ),
    "true": (kpis(value("profit", True), sealed=True), "'profit' has no finite number"),
    "not a number": (
        kpis(value("profit", float("nan")), sealed=True),
        "no finite number",
    ),
    "too large": (kpis(value("profit", 10**400), sealed=True), "no finite number"),
    "beyond any": (kpis(value("profit", 1e17), sealed=True), "'profit' has no finite number up to 1e+15"),
    "more than all": (kpis(value("on_time_delivery", 1.5), sealed=True), "'on_time_delivery' is 1.5, which it cannot"),
    "hardly an order": (
        kpis(value("order_volume", 1e-300), sealed=True),
        "'order_volume' is 1e-300, which it cannot be",
    ),
    "made of nothing": (kpis(value("profit", 1e6), sealed=True), "'profit' is not what its parts add up to"),
    "a KPI of their own": (kpis(value("luck", 7), sealed=True), "'luck' is no KPI"),
    "deep": (kpis(lambda _: "[" * 100_000, sealed=True), "kpis is no JSON"),
    "a trigger": (
        sql("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM wanted; END"),
        "no run store of orderlab",
    ),
    "a view": (sql("DROP TABLE notes", "CREATE VIEW notes AS SELECT 'key' AS name, '' AS text"), "no run store of"),
    "a table more": (sql("CREATE TABLE more (x)"), "no run store of orderlab"),
    "a table less": (sql("DROP TABLE wanted"), "no run store of orderlab"),
    "older": (sql("PRAGMA user_version = 1"), "written by an older version (store 1), store 2 is accepted"),
    "newer": (sql("PRAGMA user_version = 3"), "written by a newer version (store 3), up to store 2 is accepted"),
    "of another program": (sql("PRAGMA user_version = 0"), "no run store of orderlab"),
    "cut in the head": (cut(lambda _: 50), "store.sqlite: "),
    "cut in the middle": (cut(lambda size: size // 2), "store.sqlite: "),
    "no database": (lambda folder: (folder / "store.sqlite").write_text("{}" * 999) and None, "file is not a database"),
}
"""What was done to a store -> how it is refused by every command that opens it."""

ASKED: dict[str, tuple[Callable[[Path], None], str]] = {
    "no map": (request(lambda _: "[]"), "what is stored is no request"),
    "deep": (request(lambda _: "[" * 100_000), "what is stored is no request"),
    "of no kind": (request(with_(kind="rm")), "rm: this version cannot resume such a study"),
    "named by a map": (
        request(lambda found: found | {"scenarios": [found["scenarios"][0] | {"name": {}}]}),
        "what is stored is no request",
    ),
    "of a name without end": (
        request(lambda found: found | {"scenarios": [found["scenarios"][0] | {"name": "n" * 10**6}]}),
        "what is stored is no request",
    ),
    "no scenario": (request(with_(scenarios=[])), "run: scenarios: 0 are not accepted, 1"),
    "options": (request(with_(kind="sweep", options={"vary": 3, "kpi": []})), "sweep: options.vary: "),
    "missing": (request(with_(kind="optimise")), "optimise: options.minimise: Field required"),
    "unknown": (request(with_(kind="sweep", options={"vary": [], "kpi": ["luck"]})), "options.kpi: luck: "),
}
"""A request that somebody forged, checksum and all -> how `resume` refuses it."""


def refused(answer: Any, part: str) -> None:
    assert (answer.code, answer.out) == (2, ""), answer
    assert part in answer.err
    assert len(answer.err.splitlines()) == 1, answer.err


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_or_damaged_store_is_one_line_for_every_command_and_stays_as_it_is(  # type: ignore[no-untyped-def]
    orderlab, there: Path, tmp_path: Path, case: str
) -> None:
    change, part = FORGED[case]
    change(there)
    before = (there / "store.sqlite").read_bytes()
    for words in READERS.values():
        refused(orderlab(*words), part)
    states = {one["folder"]: one["state"] for one in json.loads(orderlab("runs", "--json", ".").out)["runs"]}
    assert states["whole"] == "complete"
    assert part in states["there"]
    if case in ("older", "newer", "a trigger", "no database"):
        assert (there / "store.sqlite").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {"whole", "there"}


@pytest.mark.parametrize("case", ASKED)
def test_a_forged_request_is_one_line(orderlab, there: Path, case: str) -> None:  # type: ignore[no-untyped-def]
    change, part = ASKED[case]
    change(there)
    refused(orderlab("resume", "there"), part)
    assert len(json.loads(orderlab("runs", "--json", ".").out)["runs"]) == 2


def test_a_folder_that_names_code_runs_none_of_it(orderlab, there: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    canary = tmp_path / "canary"
    (there / "evil.py").write_text(CANARY.format(canary))

    def named(found: dict[str, Any]) -> dict[str, Any]:
        values = found["scenarios"][0]["values"]
        values["delivery"]["dispatch"] = {"policy": f"{there}/evil.py::Evil"}
        values["delivery"]["solver"]["name"] = f"{there}/evil.py::Evil"
        return found

    request(named)(there)
    for name in ("resume", "resume --json", "ocel"):
        refused(orderlab(*READERS[name]), "--allow-code is accepted")
    orderlab("runs", ".")
    orderlab(*READERS["export"])
    orderlab(*READERS["compare"])
    assert not canary.exists()


def test_an_answer_that_was_edited_is_told_and_written_again(orderlab, there: Path) -> None:  # type: ignore[no-untyped-def]
    whole = (there / "run.json").read_bytes()
    for content in (whole.replace(b'"mean": ', b'"mean": 1'), b"[]", b"", b"[" * 100_000, b"\xff"):
        (there / "run.json").write_bytes(content)
        listed = orderlab("runs", ".").out.splitlines()
        changed = "run.json was changed since it was written, orderlab resume writes it again"
        assert [changed in one for one in listed].count(True) == 1
        refused(orderlab(*READERS["compare"]), "there: not finished, orderlab resume there finishes it")
        assert json.loads(orderlab(*READERS["resume --json"]).out) == json.loads(whole)
        assert (there / "run.json").read_bytes() == whole


@pytest.mark.parametrize(
    "answer",
    [
        {"kpis": {"profit": {"mean": 10**400}}},
        {"kpis": {"profit": {"mean": [1]}}},
        {"comparisons": {"a": 1}},
        {"points": [[]]},
        {"finalists": 1, "best": {"settings": [1]}},
    ],
    ids=lambda answer: next(iter(answer)),
)
def test_an_answer_that_was_forged_with_its_checksum_is_one_line_of_the_list(orderlab, there: Path, answer) -> None:  # type: ignore[no-untyped-def]
    content = json.dumps(answer).encode()
    (there / "run.json").write_bytes(content)
    with closing(Store(there / "store.sqlite")) as store:
        store.keep_note("run.json", sealing.of_bytes(content))
    listed = orderlab("runs", "--json", ".")
    assert listed.code == 0, listed.err
    states = {one["folder"]: one["state"] for one in json.loads(listed.out)["runs"]}
    assert states == {"there": "its request or its answer is none of orderlab", "whole": "complete"}


def test_a_name_does_nothing_to_a_terminal(orderlab, there: Path) -> None:  # type: ignore[no-untyped-def]
    request(lambda found: found | {"scenarios": [found["scenarios"][0] | {"name": "\x1b[2J\u202e", "label": "\x9b"}]})(
        there
    )
    answer = orderlab("resume", "there")
    assert answer.code == 0
    assert "\\x1b[2J\\u202e: replication" in answer.err
    assert not set("\x1b\x9b\u202e") & set(answer.out + answer.err)


def test_an_empty_store_is_begun_anew_by_who_asks_and_by_nobody_else(orderlab, there: Path) -> None:  # type: ignore[no-untyped-def]
    os.truncate(there / "store.sqlite", 0)
    for name in ("resume", "export", "ocel", "compare"):
        refused(orderlab(*READERS[name]), "no run store of orderlab")
    assert orderlab(*READERS["run"]).code == 0
