"""`orderlab doctor`: which versions, loaded from where, and whether the kernels are compiled."""

from __future__ import annotations

import json as to_json


def doctor(*, json: bool = False) -> int:
    """Print versions, where each package is loaded from, and the state of the compiled kernels.

    Parameters
    ----------
    json
        Print one JSON document and nothing else.
    """
    from scenarios.environment import cache_state, homes, versions
    from scenarios.text_tables import text_table

    rows = [*versions(), *homes(), *cache_state()]
    print(to_json.dumps(dict(rows)) if json else text_table(("what", "value"), rows))
    return 0
