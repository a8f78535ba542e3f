"""The keywords of a TSPLIB or VRPLIB file: headers with one value, sections with rows.

A keyword that is not known here is refused, for it may be a constraint; so is one that stands there twice. Lines that
begin with # are remarks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from solvers.instances.lines import InstanceError, Lines, nearest

Row = tuple[int, str]

HEADERS = (
    "NAME",
    "COMMENT",
    "TYPE",
    "DIMENSION",
    "CAPACITY",
    "EDGE_WEIGHT_TYPE",
    "EDGE_WEIGHT_FORMAT",
    "NODE_COORD_TYPE",
    "DISPLAY_DATA_TYPE",
    "DISTANCE",
    "SERVICE_TIME",
    "VEHICLES",
    "VEHICLES_FIXED_COST",
    "VEHICLES_UNIT_DISTANCE_COST",
    "VEHICLES_MAX_DURATION",
    "VEHICLES_MAX_DISTANCE",
    "VEHICLES_MAX_RELOADS",
)
SECTIONS = (
    "NODE_COORD_SECTION",
    "EDGE_WEIGHT_SECTION",
    "DISPLAY_DATA_SECTION",
    "DEMAND_SECTION",
    "LINEHAUL_SECTION",
    "BACKHAUL_SECTION",
    "PICKUP_AND_DELIVERY_SECTION",
    "DEPOT_SECTION",
    "SERVICE_TIME_SECTION",
    "TIME_WINDOW_SECTION",
    "PRIZE_SECTION",
    "CAPACITY_SECTION",
    "VEHICLES_FIXED_COST_SECTION",
    "VEHICLES_UNIT_DISTANCE_COST_SECTION",
    "VEHICLES_MAX_DURATION_SECTION",
    "VEHICLES_MAX_DISTANCE_SECTION",
    "VEHICLES_DEPOT_SECTION",
    "VEHICLES_RELOAD_DEPOT_SECTION",
    "VEHICLES_MAX_RELOADS_SECTION",
    "VEHICLES_ALLOWED_CLIENTS_SECTION",
    "RELEASE_TIME_SECTION",
)
UNSUPPORTED = {
    "PICKUP_SECTION": "goods collected on the way (use BACKHAUL_SECTION)",
    "RELEASE_TIME": "one release time for all (use RELEASE_TIME_SECTION)",
    "MUTUALLY_EXCLUSIVE_GROUP_SECTION": "groups of stops of which one is served",
    "DEMAND_DIMENSION": "capacity in several dimensions",
    "FIXED_EDGES_SECTION": "fixed edges",
    "EDGE_DATA_FORMAT": "graphs without all roads",
    "EDGE_DATA_SECTION": "graphs without all roads",
    "SCALE": "a scale of its own",
    "STANDTIME_SECTION": "standing times (use SERVICE_TIME_SECTION)",
    "TOUR_SECTION": "tours",
}


@dataclass
class Document:
    """What a file says: keyword -> (line, value), and keyword -> rows; `starts` has the line of each section."""

    lines: Lines
    header: dict[str, Row] = field(default_factory=dict)
    sections: dict[str, list[Row]] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """Number of the last line that is not blank."""
        return self.lines.rows[-1][0] if self.lines.rows else 1

    @cached_property
    def base(self) -> int:
        """The number of the first node: 0 where a section of nodes counts from it, else 1.

        PyVRP's sets of pairs call the depot 0 and count the stops from 2: they count from 1.
        """
        rows = [row for key in ("NODE_COORD_SECTION", "DEMAND_SECTION") for _, row in self.sections.get(key, [])]
        numbers = {row.split(None, 1)[0] for row in rows}
        last = self.header["DIMENSION"][1].strip() if "DIMENSION" in self.header else ""
        return 0 if "0" in numbers and last not in numbers else 1

    def has(self, key: str) -> bool:
        """Whether the file gives this value, as a header or as a section of that name."""
        return key in self.header or f"{key}_SECTION" in self.sections

    def where(self, key: str) -> tuple[int, str]:
        """Line and full name of a value given as a header or as a section."""
        if f"{key}_SECTION" in self.starts:
            return self.starts[f"{key}_SECTION"], f"{key}_SECTION"
        return (self.header[key][0], key) if key in self.header else (self.last, key)

    def missing(self, key: str, why: str = "it is needed") -> InstanceError:
        """The error for something that is not there."""
        return self.lines.wrong(self.last, key, f"missing, {why}")

    def wrong(self, key: str, what: str) -> InstanceError:
        """The error for a header or a section as a whole."""
        number, name = self.where(key)
        return self.lines.wrong(number, name, what)

    def word(self, key: str) -> str:
        """The value of a header that is a keyword itself, in capitals."""
        return self.header[key][1].strip().upper() if key in self.header else ""

    def whole(self, key: str, lowest: int) -> int:
        """The value of a header that is a whole number."""
        if key not in self.header:
            raise self.missing(key)
        number, text = self.header[key]
        return self.lines.whole(number, key, text, lowest)


def read_sections(lines: Lines) -> Document:
    """Sort the lines of a file by keyword; `InstanceError` for one that is unknown, unsupported or repeated."""
    document = Document(lines)
    section: list[Row] | None = None
    talking = False  # the line before belongs to a name or comment, which may go on
    for number, row in lines.rows:
        if row.startswith("#"):
            continue
        word, _, value = _parts(row)
        if word == "EOF":
            break
        if word in UNSUPPORTED:
            raise lines.wrong(number, word, f"{UNSUPPORTED[word]}: not supported here")
        if word.endswith("_SECTION"):
            _once(document, number, word, SECTIONS)
            document.starts[word] = number
            section = document.sections[word] = [(number, value)] if value else []
            talking = False
        elif word in HEADERS:
            _once(document, number, word, HEADERS)
            document.header[word] = (number, value)
            section, talking = None, word in ("NAME", "COMMENT")
        elif section is not None and not word[:1].isalpha():
            section.append((number, row))
        elif talking and ":" not in row:
            continue
        else:
            known = (*HEADERS, *SECTIONS)
            raise lines.wrong(number, word or "keyword", f"unknown keyword, {nearest(word, known)}")
    return document


def _parts(row: str) -> tuple[str, str, str]:
    """Keyword in capitals, colon if there is one, and what follows."""
    head, colon, value = row.partition(":")
    words = head.split(None, 1)
    if len(words) == 2 or not words:
        # no colon, or one that belongs to the value: `COMMENT see: there`
        first, _, rest = row.partition(" ") if "\t" not in row else row.replace("\t", " ").partition(" ")
        return first.rstrip(":").upper(), "", rest.strip().lstrip(":").strip()
    return words[0].upper(), colon, value.strip()


def _once(document: Document, number: int, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise document.lines.wrong(number, word, f"unknown, {nearest(word, known)}")
    earlier = document.starts.get(word) or document.header.get(word, (0, ""))[0]
    if earlier:
        raise document.lines.wrong(number, word, f"stands there twice, first in line {earlier}; use it once")
