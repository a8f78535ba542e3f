"""A bundle is verified without a solver; whatever is missing, altered or untrue is found."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scenarios import race
from scenarios.errors import InputError
from scenarios.study.racing.verifying import verify


@pytest.fixture(scope="module")
def raced():  # type: ignore[no-untyped-def]
    return race(["waves:5", "waves:8:2"], "manual,savings", iterations=1, seeds=1, in_process=True)


@pytest.fixture
def bundle(raced, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    raced.write_bundle(tmp_path / "race.zip")
    return tmp_path / "race.zip"


def rewritten(bundle: Path, change) -> Path:  # type: ignore[no-untyped-def]
    """The bundle with its files changed by a function of name and content; None leaves one out."""
    target = bundle.with_name("changed.zip")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def test_a_bundle_is_what_it_says_and_the_same_every_time(raced, bundle: Path) -> None:  # type: ignore[no-untyped-def]
    rows = verify(bundle)
    assert len(rows) == len(raced.rows) == 6
    assert all(row.passed and row.audited == row.stated for row in rows)
    again = bundle.with_name("again.zip")
    raced.write_bundle(again)
    assert again.read_bytes() == bundle.read_bytes()
    with zipfile.ZipFile(bundle) as files:
        assert "CITATION.cff" in files.namelist()
        assert json.loads(files.read("bundle.json"))["settings"]["solvers"] == ["manual", "savings"]


def test_no_solver_is_loaded(bundle: Path) -> None:
    code = (
        "import sys; from scenarios.cli import main; code = main(['verify', sys.argv[1]]);"
        "print(code, [n for n in ('numba', 'ortools', 'pyvrp', 'vroom') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, bundle], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["race.zip: 6 of 6 plans cost what their rows say", "0 []"]


def test_problems_can_stay_with_their_owner(raced, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from solvers.city import city_wave
    from solvers.instances import write_problem

    bundle = tmp_path / "hashes.zip"
    raced.write_bundle(bundle, problems=False)
    with pytest.raises(InputError, match="its problem is not packed"):
        verify(bundle)
    for stops, seed in ((5, 1), (8, 1), (8, 2)):
        write_problem(tmp_path / f"{stops}-{seed}.json", city_wave(stops, seed))
    assert all(row.passed for row in verify(bundle, tmp_path))


@pytest.mark.parametrize("kind", ["problems/", "plans/", "CITATION"])
def test_a_missing_or_altered_file_is_named(bundle: Path, kind: str) -> None:
    def gone(name: str, content: bytes) -> bytes | None:
        return None if name.startswith(kind) else content

    def altered(name: str, content: bytes) -> bytes:
        return content + b" " if name.startswith(kind) else content

    with pytest.raises(InputError, match=rf"changed.zip: {kind}.*: missing"):
        verify(rewritten(bundle, gone))
    with pytest.raises(InputError, match=rf"changed.zip: {kind}.*: was altered"):
        verify(rewritten(bundle, altered))


def test_a_better_cost_than_the_plan_has_is_found(bundle: Path, orderlab) -> None:  # type: ignore[no-untyped-def]
    def boast(name: str, content: bytes) -> bytes:
        if name != "bundle.json":
            return content
        found = json.loads(content)
        found["rows"][0]["cost"] -= 1
        return json.dumps(found).encode()

    answer = orderlab("verify", rewritten(bundle, boast), "--json")
    assert answer.code == 1
    assert [row["passed"] for row in json.loads(answer.out)["rows"]] == [False, *[True] * 5]
    assert "1 of 6 rows are untrue, the first: stated" in answer.err


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_bundle_is_refused(orderlab, tmp_path: Path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "it.zip").write_bytes(content)
    answer = orderlab("verify", "it.zip")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert answer.err.startswith("it.zip: is no whole zip file")
    assert orderlab("verify", "nowhere.zip").err.startswith("nowhere.zip: cannot be read")


@pytest.mark.parametrize(
    "change",
    [{"problem": ["x"]}, {"problem": {}}, {"plan": 5}, {"cost": "1"}, {"cost": float("nan")}, {"cost": 10**400},
     {"cost": True}, {"solver": {"a": 1}}, {"instance": None}],
    ids=str,
)  # fmt: skip
def test_a_row_of_anything_else_is_refused(bundle: Path, change: dict[str, object]) -> None:
    def other(name: str, content: bytes) -> bytes:
        if name != "bundle.json":
            return content
        found = json.loads(content)
        found["rows"][0] |= change
        return json.dumps(found).encode()

    with pytest.raises(InputError, match=r"bundle.json: rows: are not whole"):
        verify(rewritten(bundle, other))
