"""One environment a commit, made once: its sources, installed, its kernel cache, the packages that run the gate.

Both sides use the same third-party packages, those of the interpreter that runs the gate, so that a difference is a
difference of the sources. An environment stays in its folder under the commit's name until the folder is removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

WORKING_TREE = "."
READY = "ready"
COMPILED = "compiled"


class GateError(Exception):
    """What cannot be compared, in one line."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a commit is installed."""

    name: str
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def sources(self) -> Path:
        """What was checked out."""
        return self.folder / "sources"

    @property
    def variables(self) -> dict[str, str]:
        """Variables that its processes run with: a kernel cache of its own, one thread, nothing of ours."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "NUMBA_"))}
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
        return kept | threads | {"NUMBA_CACHE_DIR": str(self.folder / "kernels"), "PYTHONHASHSEED": "0"}


def environment(repository: Path, commit: str, keep: Path) -> Environment:
    """The environment of a commit, or of the working tree (`.`), made now unless it is there.

    Raises
    ------
    GateError
        For a commit that does not exist or cannot be installed.
    """
    name, archive = _sources(repository, commit)
    found = Environment(name, keep.resolve() / name)
    if not (found.folder / READY).is_file():
        shutil.rmtree(found.folder, ignore_errors=True)
        found.sources.mkdir(parents=True)
        with tarfile.open(fileobj=BytesIO(archive)) as files:
            files.extractall(found.sources, filter="data")
        bring_kernels(found.sources, [*kept(keep), repository])
        _install(found, commit)
        (found.folder / READY).touch()
    return found


def kept(keep: Path) -> list[Path]:
    """The sources of the environments that were made to the end."""
    return [ready.parent / "sources" for ready in sorted(keep.glob(f"*/{READY}"))]


def bring_kernels(sources: Path, others: Iterable[Path]) -> None:
    """Take the compiled kernels of other sources with the same kernels along: making them takes minutes.

    The build looks whether they were made from its sources, and makes its own if not.
    """
    place, wanted = Path("solvers", "kernels"), _kernels(sources)
    for other in others:
        if (other / place / COMPILED / "made_from.txt").is_file() and _kernels(other) == wanted:
            shutil.copytree(other / place / COMPILED, sources / place / COMPILED)
            return


def _kernels(sources: Path) -> dict[str, bytes]:
    folder = sources / "solvers" / "kernels"
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.py")}


def _sources(repository: Path, commit: str) -> tuple[str, bytes]:
    """A name that changes with the sources, and the sources as a tar."""
    if commit == WORKING_TREE:
        listed = _git(repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
        files = sorted(name.decode() for name in listed if name and (repository / name.decode()).is_file())
        buffer, hasher = BytesIO(), hashlib.sha1(usedforsecurity=False)
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for name in files:
                archive.add(repository / name, arcname=name, recursive=False)
                hasher.update(name.encode() + b"\0" + (repository / name).read_bytes())
        return f"tree-{hasher.hexdigest()[:12]}", buffer.getvalue()
    known = _git(repository, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}", commit=commit).decode().strip()
    return known[:12], _git(repository, "archive", "--format=tar", known, commit=commit)


def _git(repository: Path, *words: str, commit: str = WORKING_TREE) -> bytes:
    done = subprocess.run(["git", "-C", str(repository), *words], capture_output=True, check=False)
    if done.returncode:
        raise GateError(f"{commit}: no commit of {repository.name}, a commit, a branch or . is accepted")
    return done.stdout


def _install(made: Environment, commit: str) -> None:
    """Make the virtual environment, see the packages of ours from it, and install the commit over them."""
    venv.create(made.folder / "venv", with_pip=True)
    site = next((made.folder / "venv" / "lib").glob("python*/site-packages"))
    shared = [path for path in sys.path if path.rstrip("/").endswith("site-packages")]
    (site / "packages_of_the_gate.pth").write_text("\n".join(shared) + "\n", encoding="utf-8")
    words = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--ignore-installed"]
    # with the build tool at hand nothing is fetched
    words += ["--no-build-isolation"] if find_spec("hatchling") else []
    done = subprocess.run(
        [made.python, *words, str(made.sources)], capture_output=True, text=True, check=False, env=made.variables
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise GateError(f"{commit}: cannot be installed: {last}; a commit that builds is accepted")
