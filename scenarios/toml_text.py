"""The line of every table and key of a TOML file; the standard parser keeps none."""

from __future__ import annotations

import re

from scenarios.yaml_text import Path

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_HEADER = re.compile(rf"\s*\[\[?\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]\]?")
_PAIR = re.compile(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")


def toml_lines(text: str) -> dict[Path, int]:
    """Find the line of every table and key; the standard parser keeps none."""
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            lines.setdefault(table, number)
        elif pair := _PAIR.match(line):
            lines.setdefault(table + _parts(pair[1]), number)
    return lines


def _parts(written: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, written))
