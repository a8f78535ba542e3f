"""`orderlab doctor`: which versions, loaded from where, and whether the kernels are compiled."""

from __future__ import annotations


def doctor() -> int:
    """Print versions, where each package is loaded from, and the state of the compiled kernels."""
    from scenarios.environment import cache_state, homes, versions
    from scenarios.text_tables import text_table

    rows = [*versions(), *homes(), *cache_state()]
    print(text_table(("what", "value"), rows))
    return 0
