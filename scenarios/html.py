"""Tables for a notebook's cell; pages have templates of their own (`report`)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)) -> str:
    """Return an HTML table, everything in it escaped; the columns in `words` are set to the left, the others right."""

    def line(tag: str, cells: Sequence[str]) -> str:
        side = ["left" if column in words else "right" for column in range(len(cells))]
        inner = "".join(
            f'<{tag} style="text-align:{to}">{escape(cell)}</{tag}>' for cell, to in zip(cells, side, strict=True)
        )
        return f"<tr>{inner}</tr>"

    return f"<table>{line('th', head)}{''.join(line('td', row) for row in rows)}</table>"


def paragraph(text: str) -> str:
    """Return a paragraph, escaped."""
    return f"<p>{escape(text)}</p>"
