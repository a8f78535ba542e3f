"""The studies below a folder, read without disturbing one that is at work."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.errors import InputError, one_line
from scenarios.files import folders_below
from scenarios.study.keeping.folder import DONE, answered, at_work
from scenarios.study.keeping.links import refuse_links
from scenarios.study.keeping.store import FILE, Store
from scenarios.study.keeping.summary import asked, outcome


@dataclass(frozen=True, slots=True)
class Study:
    """A run folder as a list shows it.

    Parameters
    ----------
    path
        The folder.
    scenario
        The baseline.
    key
        Hash of all that the answer depends on.
    done, wanted
        Replications; those of a sequential experiment as far as it has got.
    state
        ``complete``, ``at work``, ``unfinished``, how many failed, or why it cannot be read.
    when
        When its last replication was stored, ISO 8601, UTC.
    asked
        What it asks: the kind of study and its scenarios.
    answer
        What came of it, when it is complete.
    """

    path: Path
    scenario: str
    key: str
    done: int
    wanted: int
    state: str
    when: str
    asked: str = ""
    answer: str = ""

    def document(self) -> dict[str, Any]:
        """Return one entry of what `orderlab runs --json` prints."""
        return {
            "folder": str(self.path),
            "scenario": self.scenario,
            "asked": self.asked,
            "answer": self.answer,
            "key": self.key,
            "done": self.done,
            "wanted": self.wanted,
            "state": self.state,
            "when": self.when,
        }


def studies(folder: Path) -> list[Study]:
    """Return the studies below a folder, by path."""
    found = [at for at, entries in folders_below(folder) if any(entry.name == FILE for entry in entries)]
    return [_study_or_reason(path) for path in sorted(found)]


def _study_or_reason(path: Path) -> Study:
    """A folder that somebody damaged or forged is a line like the others."""
    try:
        return _study(path)
    except InputError as error:
        reason = one_line(error)
    except Exception:  # whatever a forger's numbers and texts lead to
        reason = "its request or its answer is none of orderlab"
    return Study(path, "", "", 0, 0, reason, "")


def _study(path: Path) -> Study:
    refuse_links(path)
    with closing(Store(path / FILE, read_only=True)) as store:
        store.check()
        tally, key, text = store.tally(), store.note("key") or "", store.note("request")
        answer = answered(path, store)
    request = json.loads(text) if text else {}
    names = [str(one["name"]) for one in request.get("scenarios", [])]
    if at_work(path):
        state = "at work"
    elif tally.failed:
        state = f"{tally.failed} failed"
    elif answer is None and (path / DONE).exists():
        state = f"{DONE} was changed since it was written, orderlab resume writes it again"
    else:
        state = "unfinished" if answer is None else "complete"
    told = outcome(json.loads(answer)) if answer else ""
    question = asked(request, names)
    return Study(path, names[0] if names else "", key, tally.done, tally.wanted, state, tally.stored, question, told)
