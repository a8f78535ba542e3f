"""What a run shows: insights in words, pictures, and one page that can be read offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.report.gallery import Picture
    from scenarios.study.running.results import RunResult

__all__ = ["picture", "write"]


def write(result: RunResult, folder: Path) -> Path:
    """Write ``report.html`` into a folder that exists; it needs no network and no other file.

    jinja2 is imported here, so that a run without a report does without it.
    """
    from scenarios.report.page import render

    path = Path(folder) / "report.html"
    path.write_text(render(result), encoding="utf-8")
    return path


def picture(result: RunResult, name: str) -> Picture:
    """Draw one picture of a run's first replication.

    Parameters
    ----------
    result
        A run.
    name
        ``orders``, ``stages``, ``stations``, ``costs``, ``stock``, ``routes``, ``schedule``, ``lead_times`` or
        ``warm_up``.

    Raises
    ------
    ValueError
        If there is no picture of that name, or this run has nothing to show in it.
    """
    from scenarios.report.gallery import DRAWN, hang, warm_up_of

    if name not in (*DRAWN, "warm_up"):
        raise ValueError(f"no picture is called {name}, there are {', '.join(DRAWN)}, warm_up")
    found = warm_up_of(result) if name == "warm_up" else hang(result.outcome, (name,))
    if not found:
        raise ValueError(f"this run has nothing to show in a picture of {name}")
    return found[0]
