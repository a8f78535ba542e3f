"""Verifying a bundle: every file is what its hash says, and every plan costs what its row says. No solver is needed."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.errors import InputError
from scenarios.study.racing.bundle import FORMAT, MANIFEST, VERSION
from solvers import RoutingProblem, audit
from solvers.instances import InstanceError, in_file_units, instance_files, problem_sha256, read_instance, read_plan

LARGEST = 2 * 2**30
"""Bytes that a bundle may unpack to."""
LARGEST_COST = 2**63
_NAME = re.compile(r"(problems|plans)/[A-Za-z0-9_.-]+|CITATION\.cff")
ACCEPTED = "a bundle as `orderlab race --bundle` writes it is accepted"


@dataclass(frozen=True, slots=True)
class Verified:
    """One row: what it says its plan costs, what the audit says, and whether they agree."""

    instance: str
    solver: str
    stated: float
    audited: float | None
    passed: bool
    reason: str = ""


def verify(bundle: Path, problems: Path | None = None) -> list[Verified]:
    """Audit every plan of a bundle again.

    Parameters
    ----------
    bundle
        The zip file.
    problems
        A folder with the instances, for a bundle that was packed without them.

    Raises
    ------
    InputError
        When it is no bundle, or a file of it is missing or was altered.
    """
    with _unpacked(bundle) as (place, manifest):
        known = _own(bundle, place, manifest) | ({} if problems is None else _of_folder(problems))
        claims = [row for row in manifest["rows"] if row["cost"] is not None or row["plan"] is not None]
        rows = [_verified(bundle, place, row, known) for row in claims]
    if not rows:
        raise InputError(f"{bundle}: rows: no row has a plan, {ACCEPTED}")
    return rows


@contextmanager
def _unpacked(bundle: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The files of a bundle in a folder, each checked against its hash, and the manifest."""
    try:
        if bundle.exists() and not bundle.is_file():
            raise InputError(f"{bundle}: is no regular file, {ACCEPTED}")
        with zipfile.ZipFile(bundle) as archive, tempfile.TemporaryDirectory() as folder:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise InputError(f"{bundle}: unpacks to more than {LARGEST} bytes, {ACCEPTED}")
            manifest = _manifest(bundle, archive)
            for name, sha256 in manifest["files"].items():
                if not _NAME.fullmatch(name) or ".." in name:
                    raise InputError(f"{bundle}: files: {name!r} is not a name of this format, {ACCEPTED}")
                _unpack(bundle, archive, name, sha256, Path(folder))
            yield Path(folder), manifest
    except OSError as error:
        raise InputError(f"{bundle}: cannot be read ({error.strerror}), {ACCEPTED}") from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{bundle}: is no whole zip file ({error}), {ACCEPTED}") from None


def _manifest(bundle: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        found = json.loads(archive.read(MANIFEST))
    except KeyError:
        raise InputError(f"{bundle}: {MANIFEST}: missing, {ACCEPTED}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{bundle}: {MANIFEST}: is no JSON, {ACCEPTED}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or found.get("version") != VERSION:
        raise InputError(f"{bundle}: {MANIFEST}: format: is not {FORMAT!r} version {VERSION}, {ACCEPTED}")
    rows, files = found.get("rows"), found.get("files")
    if not isinstance(files, dict) or not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        raise InputError(f"{bundle}: {MANIFEST}: rows: are not whole, {ACCEPTED}")
    return found


def _is_row(row: Any) -> bool:
    """Whether a row of a manifest names a problem and a plan, and says what it costs."""
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("instance", "solver", "problem")):
        return False
    cost, plan = row.get("cost"), row.get("plan")
    number = isinstance(cost, int | float) and not isinstance(cost, bool) and abs(cost) <= LARGEST_COST
    return (cost is None or number) and (plan is None or isinstance(plan, str)) and "cost" in row and "plan" in row


def _unpack(bundle: Path, archive: zipfile.ZipFile, name: str, sha256: str, folder: Path) -> None:
    try:
        content = archive.read(name)
    except KeyError:
        raise InputError(f"{bundle}: {name}: missing, the file that was packed is accepted") from None
    except zipfile.BadZipFile:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(f"{bundle}: {name}: was altered, the file that was packed is accepted")
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(content)


def _own(bundle: Path, place: Path, manifest: Mapping[str, Any]) -> dict[str, RoutingProblem]:
    """The problems that were packed, by their hash."""
    found = {}
    for name in manifest["files"]:
        if name.startswith("problems/"):
            problem = _read(bundle, place / name)
            found[problem_sha256(problem)] = problem
    return found


def _of_folder(folder: Path) -> dict[str, RoutingProblem]:
    try:
        problems = [read_instance(file) for file in instance_files(folder)]
    except InstanceError as error:
        raise InputError(f"--problems: {error}") from None
    except OSError as error:
        raise InputError(f"--problems: {folder}: cannot be read ({error.strerror}), a folder is accepted") from None
    return {problem_sha256(problem): problem for problem in problems}


def _read(bundle: Path, file: Path) -> RoutingProblem:
    try:
        return read_instance(file)
    except InstanceError as error:
        raise InputError(f"{bundle}: {_within(error, file)}") from None


def _within(error: InstanceError, file: Path) -> str:
    """A message that names a file by where it stands in the bundle, not by where it was unpacked."""
    return str(error).replace(f"{file.parents[1]}/", "")


def _verified(bundle: Path, place: Path, row: Mapping[str, Any], known: Mapping[str, RoutingProblem]) -> Verified:
    if row["plan"] is None:
        return Verified(str(row["instance"]), str(row["solver"]), row["cost"], None, False, "has a cost and no plan")
    problem = known.get(row["problem"])
    if problem is None:
        raise InputError(
            f"{bundle}: {row['instance']}: its problem is not packed, --problems FOLDER with its file is accepted"
        )
    if not (place / str(row["plan"])).is_file() or not _NAME.fullmatch(str(row["plan"])):
        raise InputError(f"{bundle}: {row['plan']}: missing, the file that was packed is accepted")
    try:
        plan = read_plan(place / row["plan"], problem)
    except InstanceError as error:
        raise InputError(f"{bundle}: {_within(error, place / row['plan'])}") from None
    found = audit(problem, plan.routes, plan.unserved)
    cost = in_file_units(found.objective_cost, problem.scale)
    reason = ""
    if not found.feasible:
        reason = found.violations[0]
    elif cost != row["cost"]:
        reason = f"stated {row['cost']}, audited {cost}"
    return Verified(str(row["instance"]), str(row["solver"]), row["cost"], cost, not reason, reason)
