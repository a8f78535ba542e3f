"""A travel matrix as routing engines and tables of one's own write it: OSRM, Valhalla, CSV.

OSRM's ``table`` answers metres and seconds, Valhalla's ``sources_to_targets`` kilometres or miles and seconds; both
tell the coordinates of their places. A CSV says what it holds in its header, in the units named below: a row a pair
(``from,to,seconds,metres``), or a square whose first cell is the unit. Its places are called as nodes and orders are.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.files import read_limited

LARGEST = 2**28
MOST_PLACES = 3000
SECONDS: Mapping[str, float] = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
METRES: Mapping[str, float] = {
    "metres": 1.0,
    "meters": 1.0,
    "kilometres": 1000.0,
    "kilometers": 1000.0,
    "miles": 1609.344,
}
UNITS_OF: Mapping[str, float] = {**SECONDS, **METRES}
UNITS = "seconds, minutes or hours, and metres, kilometres or miles"

Numbers = NDArray[np.float64]
Degrees = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """What a file tells of the ways between its places; NaN where it tells none.

    Parameters
    ----------
    title
        Who wrote it, as a reader would call it.
    names
        What each place is called.
    degrees
        Latitude and longitude of each, where the file tells them.
    metres, seconds : float64 (places, places), from each row to each column; None where the file does not tell
    """

    title: str
    names: tuple[str, ...]
    degrees: tuple[Degrees, ...] | None
    metres: Numbers | None
    seconds: Numbers | None


def read_matrix(file: Path, label: str) -> Matrix:
    """Read one file.

    Raises
    ------
    InputError
        If it is none of the layouts, or its places or numbers cannot be used.
    """
    text = read_limited(file, LARGEST, label, unpack=file.suffix == ".gz").decode("utf-8-sig", errors="replace")
    try:
        if not text.lstrip().startswith("{"):
            return _from_csv(text)
        document = json.loads(text)
        return _from_valhalla(document) if "sources_to_targets" in document else _from_osrm(document)
    except RecursionError:
        raise InputError(f"{label}:1: travel: nested too deeply, a table of OSRM or Valhalla is accepted") from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        reason = str(error) if isinstance(error, UnusableError) else f"not understood ({error!r:.80})"
        accepted = "an answer of OSRM's table or Valhalla's sources_to_targets, or a CSV, is accepted"
        raise InputError(f"{label}:1: travel: {reason}; {accepted}") from None


class UnusableError(ValueError):
    """What is wrong, in a user's words."""


def _from_osrm(document: Mapping[str, Any]) -> Matrix:
    if document.get("code", "Ok") != "Ok":
        raise UnusableError(f"OSRM answered {document['code']!r:.40} and no table")
    if "durations" not in document and "distances" not in document:
        raise UnusableError("neither durations nor distances (annotations=duration,distance asks OSRM for both)")
    degrees = [_degrees(one["location"][1], one["location"][0]) for one in document["sources"]]
    _same(degrees, [_degrees(one["location"][1], one["location"][0]) for one in document["destinations"]])
    size = len(degrees)
    found = {name: _square(document[name], size, name) for name in ("distances", "durations") if name in document}
    return Matrix("OSRM", _named(degrees), tuple(degrees), found.get("distances"), found.get("durations"))


def _from_valhalla(document: Mapping[str, Any]) -> Matrix:
    ends = []
    for name in ("sources", "targets"):
        places = document[name]
        places = places[0] if places and isinstance(places[0], list) else places
        ends.append([_degrees(one["lat"], one["lon"]) for one in places])
    degrees = ends[0]
    _same(degrees, ends[1])
    units, cells, size = document.get("units", "kilometers"), document["sources_to_targets"], len(degrees)
    if units not in METRES:
        raise UnusableError(f"units {units!r:.40}")
    if isinstance(cells, Mapping):
        metres, seconds = (_square(cells[name], size, name) for name in ("distances", "durations"))
    else:
        metres, seconds = (
            _square([[cell[name] for cell in row] for row in cells], size, name) for name in ("distance", "time")
        )
    return Matrix("Valhalla", _named(degrees), tuple(degrees), METRES[units] * metres, seconds)


def _from_csv(text: str) -> Matrix:
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    header = [cell.strip() for cell in rows[0]] if rows else [""]
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    lower = [cell.casefold() for cell in header]
    if {"from", "to"} <= set(lower):
        return _from_pairs(lower, body)
    if lower[0] in UNITS_OF:
        return _from_square(lower[0], header[1:], body)
    raise UnusableError(f"a header with neither from, to and {UNITS}, nor one of these units in its first cell")


def _from_pairs(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Matrix:
    units = [name for name in header if name in UNITS_OF]
    if not units:
        raise UnusableError(f"no column of {UNITS}")
    ends = [[row[header.index(end)].strip() for row in rows] for end in ("from", "to")]
    names = sorted({*ends[0], *ends[1]})
    _few(len(names))
    number = {name: k for k, name in enumerate(names)}
    where = [number[a] for a in ends[0]], [number[b] for b in ends[1]]
    twice = next((pair for pair, times in Counter(zip(*ends, strict=True)).items() if times > 1), None)
    if twice:
        raise UnusableError(f"two rows from {twice[0]!r:.40} to {twice[1]!r:.40}")
    found: dict[bool, Numbers] = {}
    for unit in units:
        if (unit in SECONDS) in found:
            raise UnusableError(f"two columns of {'times' if unit in SECONDS else 'distances'}")
        square = np.full((len(names), len(names)), np.nan)
        np.fill_diagonal(square, 0.0)
        square[where] = [_number(row[header.index(unit)], row) for row in rows]
        found[unit in SECONDS] = square * UNITS_OF[unit]
    return Matrix("a table of pairs", tuple(names), None, found.get(False), found.get(True))


def _from_square(unit: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Matrix:
    _few(len(names))
    if [row[0].strip() for row in rows] != list(names) or len(set(names)) < len(names):
        raise UnusableError("rows that are not called as the columns are, in their order")
    square = _square([[_number(cell, row) for cell in row[1:]] for row in rows], len(names), unit)
    found = square * UNITS_OF[unit]
    both = (None, found) if unit in SECONDS else (found, None)
    return Matrix("a square table", tuple(names), None, *both)


def _number(cell: str, row: Sequence[str]) -> float:
    text = cell.strip()
    if not text:
        return math.nan
    try:
        number = float(text)
    except ValueError:
        raise UnusableError(f"{text!r:.40} in the row of {row[0]!r:.40} is no number such as 12.5") from None
    if not 0 <= number < math.inf:
        raise UnusableError(f"{text!r:.40} in the row of {row[0]!r:.40} is below zero or endless")
    return number


def _square(cells: Any, size: int, name: str) -> Numbers:
    """Cells as numbers, null as NaN; none may be below zero or endless."""
    if len(cells) != size or any(len(row) != size for row in cells):
        raise UnusableError(f"{name} of {len(cells)} rows where there are {size} places")
    square: Numbers = np.array([[np.nan if one is None else one for one in row] for row in cells], dtype=np.float64)
    if (square < 0).any() or np.isinf(square).any():
        raise UnusableError(f"{name} below zero or endless")
    return square


def _degrees(latitude: float, longitude: float) -> Degrees:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UnusableError(f"a place at {latitude:g}, {longitude:g}")
    return float(latitude), float(longitude)


def _same(sources: Sequence[Degrees], targets: Sequence[Degrees]) -> None:
    _few(len(sources))
    if list(sources) != list(targets):
        raise UnusableError("sources that are not the targets: ask for the table of all places with all")


def _few(places: int) -> None:
    if not 1 <= places <= MOST_PLACES:
        raise UnusableError(f"{places} places, 1 to {MOST_PLACES} can be used")


def _named(degrees: Sequence[Degrees]) -> tuple[str, ...]:
    return tuple(f"{latitude:.5f}, {longitude:.5f}" for latitude, longitude in degrees)
