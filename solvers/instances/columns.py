"""Sections whose rows are numbered by node or by vehicle, as arrays with the line of each row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvers.instances.lines import InstanceError
from solvers.instances.sections import Document
from solvers.problem import FloatArray, IntArray


class Column(NamedTuple):
    """A section: values of shape (rows, width), and the line of each row."""

    section: str
    values: FloatArray
    line: IntArray

    def units(self, document: Document, scale: int) -> IntArray:
        """The values in units of the problem, which hold `scale` of the file's; whole numbers >= 0."""
        exact = np.rint(self.values * scale)
        wrong = (self.values < 0) | (np.abs(self.values * scale - exact) > 1e-6)
        if wrong.any():
            row, place = np.argwhere(wrong)[0]
            document.lines.units(int(self.line[row]), self.section, float(self.values[row, place]), scale)
        return exact.astype(np.int64)

    def wrong(self, document: Document, row: int, what: str, field: str = "") -> InstanceError:
        """The error for a row."""
        return document.lines.wrong(int(self.line[row]), field or self.section, what)


def by_node(document: Document, section: str, size: int, width: int | None, lacking: tuple[int, ...] = ()) -> Column:
    """Rows of nodes in any order; those of nodes `lacking`, the depots, may be left out and are zero then.

    A row of node 0 is that of the first one, where nodes count from 1. Where no width is given all rows are as long as
    the first one.
    """
    return _column(document, section, size, width, document.base, lacking, "DIMENSION")


def by_vehicle(document: Document, key: str, count: int, given: bool, width: int | None = 1) -> Column | None:
    """A number for each vehicle, from a header or a section; None where the file has neither.

    A section may have rows of another width: as long as the first one where none is given.
    """
    section, lines = f"{key}_SECTION", document.lines
    if section not in document.sections:
        if key not in document.header:
            return None
        number, text = document.header[key]
        value = lines.numbers(number, key, text, 1)[0]
        return Column(key, np.full((count, 1), value), np.full(count, number))
    if key in document.header:
        raise document.wrong(key, f"stands beside {key}, use one of them")
    _counted(document, key, given)
    return _column(document, section, count, width, 1, (), "VEHICLES")


def lists_by_vehicle(document: Document, key: str, count: int, given: bool) -> list[tuple[int, list[int]]] | None:
    """For each vehicle the line and the whole numbers of its row, as many as there are; None without the section."""
    section, lines = f"{key}_SECTION", document.lines
    if section not in document.sections:
        return None
    _counted(document, key, given)
    found: dict[int, tuple[int, list[int]]] = {}
    for number, row in document.sections[section]:
        values = lines.numbers(number, section, row, None)
        if wrong := next((value for value in values if value % 1), None):
            raise lines.wrong(number, section, f"{wrong:g} is not accepted, use whole numbers")
        van = int(values[0]) if values else 0
        if not 1 <= van <= count:
            raise lines.wrong(number, section, f"{van} is not accepted, use {f'1 to {count}' if count > 1 else '1'}")
        if van in found:
            raise lines.wrong(number, section, f"{van} stands there twice, use it once")
        found[van] = number, [int(value) for value in values[1:]]
    if lost := [van for van in range(1, count + 1) if van not in found]:
        at = document.sections[section][-1][0] if found else document.starts[section]
        raise lines.wrong(at, section, f"{len(found)} rows, VEHICLES says {count}: {lost[0]} is missing")
    return [found[van] for van in range(1, count + 1)]


def _counted(document: Document, key: str, given: bool) -> None:
    if not given:
        raise document.wrong(key, "has a row for each vehicle, so VEHICLES must say how many there are")


def _column(
    document: Document, section: str, size: int, width: int | None, base: int, lacking: tuple[int, ...], says: str
) -> Column:
    rows, lines = document.sections.get(section), document.lines
    if rows is None:
        raise document.missing(section)
    if width is None:
        width = max(1, len(rows[0][1].split()) - 1) if rows else 1
    table, where = np.zeros((size, width)), np.zeros(size, dtype=np.int64)
    for number, row in rows:
        values = lines.numbers(number, section, row, width + 1)
        place = 0 if values[0] == 0 and says == "DIMENSION" else values[0] - base
        if place != int(place) or not 0 <= place < size:
            accepted = f"use {base} to {base + size - 1}" if size > 1 else f"use {base}"
            raise lines.wrong(number, section, f"{values[0]:g} is not accepted, {accepted}")
        if where[int(place)]:
            raise lines.wrong(number, section, f"{values[0]:g} stands there twice, use it once")
        table[int(place)], where[int(place)] = values[1:], number
    lost = [int(place) for place in np.flatnonzero(where == 0) if place not in lacking]
    if lost:
        at = rows[-1][0] if rows else document.starts[section]
        raise lines.wrong(at, section, f"{len(rows)} rows, {says} says {size}: {lost[0] + base} is missing")
    where[where == 0] = document.starts[section]
    return Column(section, table, where)
