"""`orderlab runs`: the studies that are on this disk, and how far each of them is."""

from __future__ import annotations

import json as to_json
from pathlib import Path


def runs(folder: Path = Path("runs"), *, json: bool = False) -> int:
    """List run folders: what was asked, how many replications are done, and whether one can be resumed.

    Parameters
    ----------
    folder
        Where to look, at any depth.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import InputError
    from scenarios.study.keeping.listing import studies
    from scenarios.tables import text_table

    if not folder.is_dir():
        raise InputError(f"FOLDER: {folder}: no such folder, one with run folders in it is accepted")
    found = studies(folder)
    if json:
        print(to_json.dumps({"runs": [one.document() for one in found]}, indent=1))
        return 0
    if not found:
        print(f"no run folder below {folder}")
        return 0
    rows = [
        (str(one.path), one.asked or one.scenario, one.answer or one.state, f"{one.done} of {one.wanted}", one.when)
        for one in found
    ]
    print(text_table(("run folder", "asked", "answer", "replications", "when"), rows))
    return 0
