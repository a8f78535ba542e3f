"""The run folder: what a study leaves on disk.

========================================  ==========================================================
``store.sqlite``                          the run store: what was asked, and every replication as it was finished
``log/replication_N/<table>.parquet``     of a run: milestones (orders, fulfilments, returns, tickets), events, and what
                                          their codes mean
``kpis.parquet``                          of a run: one row a replication and KPI
``scenario.yaml``                         of a run: the scenario, every value resolved: run it to get this folder again
``report.html``                           of a run: one page with pictures, readable offline
``run.json``                              what the command prints with ``--json``
========================================  ==========================================================

The folder is there from the beginning, because it holds the store. Each of the other files is written under another
name and renamed, ``run.json`` last: a folder with ``run.json`` is a complete one, any other can be resumed.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.errors import InputError, Interrupted
from scenarios.files import regular_bytes
from scenarios.study.keeping import sealing
from scenarios.study.keeping.files import write_file, writing
from scenarios.study.keeping.links import refuse_links
from scenarios.study.keeping.request import Request
from scenarios.study.keeping.store import FILE, LONGEST, Store
from scenarios.study.running.versions import code_hash, digest, sources_hash

DONE = "run.json"
LOGS = "log"


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """An open run folder; nobody else works in it."""

    path: Path
    store: Store

    @property
    def logs(self) -> Path:
        """Where the logs of replications are written, by workers elsewhere too if they see the folder."""
        return (self.path / LOGS).absolute()

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, all of it or nothing."""
        with writing(self.path):
            write_file(self.path / name, content.encode() if isinstance(content, str) else content)

    def printed_before(self, document: Mapping[str, Any]) -> str | None:
        """Return the cached output, if document and code are unchanged and the folder is complete."""
        return self.store.note(_telling(document)) if answered(self.path, self.store) is not None else None

    def finish(self, document: Mapping[str, Any], printed: str) -> None:
        """Write ``run.json``, which makes the folder complete, and remember what was printed."""
        content = json.dumps(document, indent=1) + "\n"
        self.store.keep_note(_telling(document), printed)
        self.store.keep_note(DONE, sealing.of_bytes(content.encode()))
        self.write(DONE, content)


def _telling(document: Mapping[str, Any]) -> str:
    return f"printed {digest({'document': dict(document), 'code': sources_hash('scenarios')})}"


def answered(path: Path, store: Store) -> bytes | None:
    """What ``run.json`` holds as `StudyFolder.finish` wrote it; None where it is not there, or is another by now."""
    try:
        content = regular_bytes(path / DONE, LONGEST)
    except OSError:
        return None
    return content if store.note(DONE) == sealing.of_bytes(content) else None


def default_folder(request: Request) -> Path:
    """Name the run folder of a request: plain names, and a hash of all that its answer depends on."""
    return Path("runs") / f"{request.title}-{request.key}"


@contextmanager
def study_folder(path: Path, request: Request) -> Iterator[StudyFolder]:
    """Open a run folder for a request, new or begun before, and close it whatever happens.

    Results of other requests that are in its store stay there. If nothing comes of the block and nothing was stored,
    the folder vanishes again.

    Raises
    ------
    InputError
        If it cannot be made or written, is something else, or another process is at work in it.
    Interrupted
        In place of KeyboardInterrupt, with the command that resumes.
    """
    if path.exists() and not is_study(path) and not (path.is_dir() and not any(path.iterdir())):
        raise InputError(f"--out: {path}: exists and is no run folder, a new name is accepted")
    with writing(path):
        made = not path.exists()
        path.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        refuse_links(path, "--out")
        store = Store(path / FILE)
        try:
            store.check()
            _begin(path, store, request)
            yield StudyFolder(path, store)
        except KeyboardInterrupt:
            raise Interrupted(resuming(path, request)) from None
        except InputError:
            if made and store.empty:
                store.close()
                shutil.rmtree(path, ignore_errors=True)
            raise
        finally:
            store.close()


def resuming(path: Path, request: Request) -> str:
    """Return the command that takes a request up again."""
    from scenarios.apart.looking import foreign
    from scenarios.permission import FLAG

    code = any(foreign(one.config) for one in request.scenarios)
    return f"orderlab resume {path}" + (f" {FLAG}" if code else "")


def _begin(path: Path, store: Store, request: Request) -> None:
    """Note what is asked; what an earlier question left beside its results is not of this one."""
    if store.note("key") != request.key:
        with writing(path):
            (path / DONE).unlink(missing_ok=True)
            shutil.rmtree(path / LOGS, ignore_errors=True)
        store.forget_wanted()
        store.keep_note("key", request.key)
    store.keep_note("version", this_version())
    for partial in (path / LOGS).glob(".*.partial"):  # of a worker that was killed
        shutil.rmtree(partial, ignore_errors=True)
    store.keep_note("request", request.to_json())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a folder for this process; the system lets go of it when the process ends, however it ends."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InputError(
            f"--out: {path}: another orderlab is at work in it, another folder is accepted, or this one when it is done"
        ) from None
    finally:
        os.close(handle)


@contextmanager
def reopened(path: Path) -> Iterator[tuple[Request, Path]]:
    """Give what was asked in a run folder, and the folder, within where it was asked: relative paths start there.

    Raises
    ------
    InputError
        If it is no run folder, or one of another version.
    """
    if not (path / FILE).is_file():
        raise InputError(f"RUN_FOLDER: {path}: no run store here, a folder that `orderlab runs` lists is accepted")
    refuse_links(path)
    store = Store(path / FILE, read_only=True)
    with closing(store):
        # Another version may seal its notes in another way; who wrote it is what is told then.
        written_by = store.note("version", checked=False)
        text = store.note("request", checked=False)
        if written_by == this_version():
            store.check()
    if text is None:
        raise InputError(f"RUN_FOLDER: {path}: nothing was asked here yet, the command itself is accepted again")
    if written_by != this_version():
        raise InputError(
            f"RUN_FOLDER: {path}: written by {written_by or 'an older orderlab'}, this is {this_version()}: "
            "the command itself is accepted again"
        )
    asked_in = Request.from_json(text, path).asked_in
    if asked_in == Path.cwd() or not asked_in.is_dir():
        yield Request.from_json(text, path), path
        return
    absolute = path.resolve()
    with chdir(asked_in):
        yield Request.from_json(text, path), absolute


def this_version() -> str:
    """Name the version that writes and reads run folders: its number, and the sources that results depend on."""
    return f"orderlab {version('orderlab')} (sources {code_hash()})"


def is_study(path: Path) -> bool:
    """Tell whether a folder is one that a study left, complete or not."""
    return (path / FILE).is_file() or (path / DONE).is_file()


def at_work(path: Path) -> bool:
    """Tell whether a process has the folder open."""
    try:
        with _locked(path):
            return False
    except InputError:
        return True
