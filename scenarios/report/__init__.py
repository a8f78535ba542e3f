"""What a run shows: insights in words, pictures, and one page that can be read offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.study.results import RunResult

__all__ = ["write"]


def write(result: RunResult, folder: Path) -> Path:
    """Write ``report.html`` into a folder that exists; it needs no network and no other file.

    matplotlib and jinja2 are imported here, so that a run without a report does without them.
    """
    from scenarios.report.page import render

    path = Path(folder) / "report.html"
    path.write_text(render(result), encoding="utf-8")
    return path
