"""What the event log says, in the words of process mining.

Subjects, their stamps and happenings are declared in `sim/life`; here stand the objects they are about, and the type
of each attribute. Stamps that only start what another one ends are left out, as is what the model keeps for its KPIs
alone.
"""

from __future__ import annotations

from enum import IntEnum

from sim.life import HAPPENINGS, SUBJECTS, Happening
from sim.life.happening import Unit

OBJECT_TYPES: dict[str, dict[str, str]] = {
    "order": {"channel": "string", "value": "float", "promised by": "time"},
    "line": {"quantity": "integer"},
    "customer": {},
    "item": {"price": "float"},
    "node": {},
    "parcel": {"delivered by": "string"},
    "route": {"van": "string", "stops": "integer", "kilometres": "float"},
    "return": {"reason": "string", "units": "integer"},
    "ticket": {"topic": "string"},
}
"""Object type -> its attributes and their types."""

STAMPS: dict[str, dict[str, str]] = {subject.name: dict(subject.events) for subject in SUBJECTS}
"""Object type -> stamp -> event type."""

EVENTS: dict[int, Happening] = {code: happening for code, happening in HAPPENINGS.items() if happening.name}
"""Code in the log -> happening that is exported."""

VALUES: dict[Unit, tuple[str, str, int]] = {
    Unit.UNITS: ("units", "integer", 1),
    Unit.MONEY: ("money", "float", 100),
    Unit.STARS: ("stars", "float", 100),
}
"""Unit of a value -> the attribute it is told as, its type, and how many of ours make one of theirs."""


def attributes(happening: Happening) -> dict[str, str]:
    """Return the attributes of an event type and their types."""
    found = {VALUES[happening.unit][0]: VALUES[happening.unit][1]} if happening.unit in VALUES else {}
    return found | ({"reason": "string"} if happening.reasons is not None else {})


def words(reasons: type[IntEnum], code: int) -> str:
    """Return a reason in words."""
    return reasons(code).name.lower().replace("_", " ")
