"""The unit of a number of a scenario: as the words of its name tell it, else its description and its bounds."""

from __future__ import annotations

import re

from pydantic.fields import FieldInfo

MEASURES = frozenset(
    {"minutes", "hours", "days", "seconds", "weeks", "months", "years", "metres", "kilometres", "kilograms", "litres"}
)
_RATIO = re.compile(r"(?:^|_)([a-z]+)_per_(.+)$")


def unit_of(name: str, field: FieldInfo | None, currency: str, *, whole: bool) -> str:
    """Return a number's unit.

    Parameters
    ----------
    name
        Its own, the last of its path.
    field
        Its field, if the model has one of that name: what it says of it, and between which bounds it lies.
    currency
        Of the scenario.
    whole
        Whether it is a whole number.
    """
    meaning = (field.description or "") if field is not None else ""
    if re.search(r"\bcurrency\b", meaning):
        return currency
    # orders_per_day counts orders; the speed is of kilometres per hour.
    if (ratio := _RATIO.search(name)) and ratio[1] in MEASURES:
        return f"{ratio[1]} per {ratio[2].replace('_', ' ')}"
    if (last := name.rpartition("_")[2]) in MEASURES:
        return last
    if (until := re.match(r"([a-z]+)_(?:to|until)_", name)) and until[1] in MEASURES:
        return until[1]
    if last == "factor" or meaning.endswith("factor"):
        return "factor"
    if re.match(r"(mean )?stars\b", meaning):
        return "stars"
    if meaning.startswith("relative share"):
        return "relative share"
    if whole:
        return "count"
    return "share" if _is_share(field) else ""


def _is_share(field: FieldInfo | None) -> bool:
    """Whether a field lies between 0 and 1, or is a sum of so many of a whole a year or a day."""
    if field is None:
        return False
    bounds = [getattr(one, "le", None) for one in field.metadata]
    return 1.0 in bounds or bool(re.search(r"\bshare of\b", field.description or ""))
