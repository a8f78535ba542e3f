"""A piece of a change in words: its inputs, and whose numbers they are."""

from __future__ import annotations

import re
from dataclasses import replace

from scenarios.study.explaining.accounting import DEFAULT, Piece


def piece_in_words(one: Piece) -> str:
    """Name a piece: its inputs, and how many people."""
    name = " and ".join(f"`{path}`" for path in one.paths) or one.part
    station = one.part.removeprefix("cost.labour ")
    if one.people is not None:
        people = f"{one.people} {'person' if one.people == 1 else 'people'}"
        return f"{name} ({station}: {people})" if "." in station else f"{name} ({people})"
    return name


def _counts_in_words(one: Piece) -> str:
    """Name the numbers of somebody's own by which a piece is so many times its price; a table of days once."""
    if set(one.counts.values()) == {"your data"}:
        return "your order file"
    known = {re.sub(r"\.by_day\..*", ".by_day", path): whose for path, whose in one.counts.items()}
    return " and ".join(f"`{path}`, {whose}" for path, whose in known.items())


def told_whose(one: Piece) -> str:
    """Name a piece and say whose numbers it rests on; where they are not all one's, which are somebody's own."""
    if one.counts:
        so_many = f"so many of {_counts_in_words(one)}"
        return f"{told_whose(replace(one, counts={}))}, {so_many}"
    if one.source != "mixed":
        return f"{piece_in_words(one)}, {one.source}"
    if set(one.sources) == set(one.paths):
        return " and ".join(f"`{path}`, {whose}" for path, whose in one.sources.items())
    own = [path.rpartition(".")[2] for path, whose in one.sources.items() if whose != DEFAULT]
    whose = next(whose for whose in one.sources.values() if whose != DEFAULT)
    return f"{piece_in_words(one)}, in it {', '.join(dict.fromkeys(own))} {whose}, the rest not"
