"""`orderlab check`: everything that is wrong in an imported folder, in one list."""

from __future__ import annotations

from pathlib import Path

MOST = 200


def check(folder: Path, *, json: bool = False) -> int:
    """List every problem of a folder that `orderlab import` wrote, with sheet, row and column.

    Where nothing is wrong, questions that nobody has edited are written anew for what the scenario says by now.

    Parameters
    ----------
    folder
        The folder.
    json
        Print the problems as one JSON document.
    """
    import json as written
    from dataclasses import asdict

    from scenarios.errors import BAD_INPUT, DONE
    from scenarios.importing.asking import questions_anew
    from scenarios.importing.checking import problems

    found = problems(folder)
    anew = [] if found else questions_anew(folder)
    if json:
        print(written.dumps({"problems": [asdict(problem) for problem in found]}, indent=2))
    else:
        print(*found[:MOST], sep="\n", end="\n" if found else "")
        if len(found) > MOST:
            print(f"and {len(found) - MOST} more")
        if anew:
            print(f"Written anew for what the scenario says by now: {', '.join(anew)}.")
        if not found:
            print(f"{folder}: nothing is wrong. Run it: orderlab run {folder}")
    return BAD_INPUT if found else DONE
