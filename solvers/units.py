"""Numbers of a problem in the units of the file it was read from, which hold `scale` units of the problem."""

from __future__ import annotations


def in_file_units(value: int, scale: int) -> float | int:
    """A cost, a length or a time in the units of the instance file, which hold `scale` units of the problem."""
    return value if scale == 1 else value / scale


def shown(value: int, scale: int) -> str:
    """A length or a time in words, in the units of the instance file."""
    return f"{in_file_units(value, scale):.12g}"
