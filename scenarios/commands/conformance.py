"""`orderlab conformance`: does a solver keep its own promises, on problems it says it supports?"""

from __future__ import annotations

import json as to_json
from typing import Any


def conformance(name: str, *, seed: int = 1, wall_seconds: float = 600.0, json: bool = False) -> int:
    """Check a solver: feasible plans, true costs, reasons for what is left out, the same routes for the same seed.

    Parameters
    ----------
    name
        A solver's name (see `orderlab solvers`), or path/to/file.py::Class.
    seed
        Of the problems and of the solves.
    wall_seconds
        Seconds by the wall clock after which a solver that is code of others is ended.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CheckFailed
    from scenarios.text_tables import text_table

    rows = _rows(name, seed, wall_seconds)
    if json:
        print(to_json.dumps({"rows": rows}))
    else:
        shown = [(row["check"], "passed" if row["passed"] else "failed", row["reason"]) for row in rows]
        print(text_table(("check", "", "reason"), shown))
    if failed := [row for row in rows if not row["passed"]]:
        raise CheckFailed(f"{name}: {len(failed)} of {len(rows)} checks failed, the first: {failed[0]['reason']}")
    return 0


def _rows(name: str, seed: int, wall_seconds: float) -> list[dict[str, Any]]:
    """Check here what is ours, and in a worker what is not."""
    from scenarios.apart.looking import complaints
    from scenarios.apart.pool import ask
    from scenarios.apart.worker import EndedError
    from scenarios.errors import InputError
    from solvers.conformance import check_rows
    from solvers.own_files import is_foreign
    from solvers.registry import GROUP, create

    if not is_foreign(GROUP, name):
        try:
            return check_rows(create(name), seed=seed)
        except ValueError as error:
            raise InputError(f"NAME: {error}") from None
    if found := complaints([("NAME", GROUP, name, {})]):
        raise InputError(f"NAME: {found[0][1]}")
    try:
        return _read(ask((name,), "conformance", {"name": name, "seed": seed}, wall_seconds))
    except EndedError as error:
        return [{"check": "it answers", "passed": False, "reason": str(error)}]


def _read(found: Any) -> list[dict[str, Any]]:
    """The rows that a worker answered."""
    from scenarios.apart.reading import text
    from scenarios.apart.worker import EndedError

    try:
        rows = [
            {"check": text(row["check"]), "passed": row["passed"] is True, "reason": text(row["reason"])}
            for row in found
        ]
    except (KeyError, TypeError):
        rows = []
    if not rows:
        raise EndedError("its worker answered what are no checks")
    return rows
