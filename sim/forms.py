"""Texts of a form: times of day, currencies, countries, and how each is said to a planner, who reads no pattern."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field

_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"

BEFORE_MIDNIGHT = rf"^{_CLOCK}$"
TIME_OF_DAY = rf"^{_CLOCK}$|^24:00$"
CURRENCY = r"^[A-Z]{3}$"
PUBLIC_HOLIDAYS = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"

TimeBeforeMidnight = Annotated[str, Field(pattern=BEFORE_MIDNIGHT)]
TimeOfDay = Annotated[str, Field(pattern=TIME_OF_DAY)]
"""HH:MM; at the end of a day 24:00 too."""

FORMS = {
    BEFORE_MIDNIGHT: "a time as HH:MM, 00:00 to 23:59",
    TIME_OF_DAY: "a time as HH:MM, 00:00 to 24:00",
    CURRENCY: "three capital letters as GBP",
    NAME: "a name of letters, digits, - _ . without a space",
    PUBLIC_HOLIDAYS: "a country or its part as GB or GB-ENG",
}
"""Pattern -> what it accepts, in words; a test sees to it that every pattern of a scenario is here."""


def said(error: Any, annotation: Any = None) -> str:
    """Say what is wrong in an error of pydantic, in words; `annotation` is that of the value, where it is known."""
    message, kind = str(error["msg"]).removeprefix("Value error, "), error["type"]
    wanted = FORMS[error["ctx"]["pattern"]] if kind == "string_pattern_mismatch" else ""
    if kind == "string_type":
        wanted = form(annotation)
    if wanted:
        return f"{error['input']!r} is not accepted, use {wanted}"
    return message.replace("Input should", f"{error['input']!r} is not accepted, it should", 1)


def form(annotation: Any) -> str:
    """Return in words the form that an annotation asks of a text; empty where it asks for none."""
    pattern = getattr(annotation, "pattern", None)
    if isinstance(pattern, str):
        return FORMS.get(pattern, "")
    inside = (*get_args(annotation), *getattr(annotation, "metadata", ()))
    return next((found for one in inside if (found := form(one))), "")
