"""`orderlab verify`: is a bundle of a race what it says it is?"""

from __future__ import annotations

import json as to_json
from dataclasses import asdict
from pathlib import Path


def verify(bundle: Path, *, problems: Path | None = None, json: bool = False) -> int:
    """Audit every plan of a bundle again; exit code 1 when one does not cost what its row says.

    No solver is needed, nor installed packages of any. A missing or altered file is refused by name.

    Parameters
    ----------
    bundle
        What `orderlab race --bundle` wrote.
    problems
        A folder with the instances, for a bundle that was packed without them.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CheckFailed
    from scenarios.study.racing.verifying import verify as check

    rows = check(bundle, problems)
    untrue = [row for row in rows if not row.passed]
    if json:
        print(to_json.dumps({"rows": [asdict(row) for row in rows], "verified": len(rows) - len(untrue)}))
    else:
        print(f"{bundle.name}: {len(rows) - len(untrue)} of {len(rows)} plans cost what their rows say")
        for row in untrue:
            print(f"  {row.instance} {row.solver}: {row.reason}")
    if untrue:
        raise CheckFailed(f"{bundle}: {len(untrue)} of {len(rows)} rows are untrue, the first: {untrue[0].reason}")
    return 0
