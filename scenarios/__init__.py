"""What people write, run and read: scenarios, studies, reports and the `orderlab` command.

Four functions carry a notebook::

    from scenarios import load, run, compare, race

They are imported on first use, so that ``import scenarios`` costs nothing and the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.resolve import load
    from scenarios.study.api import compare, run
    from scenarios.study.racing.api import race
    from scenarios.study.racing.business import race_business

__all__ = ["load", "run", "compare", "race", "race_business"]

_HOMES = {
    "load": "scenarios.resolve",
    "run": "scenarios.study.api",
    "compare": "scenarios.study.api",
    "race": "scenarios.study.racing.api",
    "race_business": "scenarios.study.racing.business",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'scenarios' has no attribute {name!r}; it offers {', '.join(__all__)}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
