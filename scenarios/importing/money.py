"""Our default amounts in the currency of a shop's files: they were gathered in pounds."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from scenarios.importing.values import Value
from sim.config import SimConfig

POUND = {
    "GBP": 1.0, "EUR": 1.17, "USD": 1.33, "CHF": 1.1, "CAD": 1.8, "AUD": 2.0, "NZD": 2.2, "SEK": 12.8, "NOK": 13.4,
    "DKK": 8.7, "PLN": 5.0, "CZK": 29.0, "HUF": 460.0, "RON": 5.9, "BRL": 7.2, "MXN": 25.0, "INR": 112.0, "JPY": 195.0,
    "TRY": 52.0, "ZAR": 23.5, "SGD": 1.7,
}  # fmt: skip
"""Roughly what a pound is, for defaults that were gathered in pounds; late 2025, rounded."""

OF_THE_FILES = ("placement.", "fulfilment.nodes.")
"""Where an import writes its own: the catalogue and the places are the shop's."""


def amount(pounds: float, currency: str) -> float:
    """An amount in another currency, rounded as a price is."""
    worth = pounds * POUND.get(currency, 1.0)
    return round(worth, 2) if worth < 100 else float(round(worth))


def converted(currency: str, taken: set[str]) -> list[Value]:
    """Every amount of the model that the import does not set, in the currency of the files; none where that is ours.

    `taken` are the paths that have values of their own.
    """
    if POUND.get(currency, 1.0) == 1.0:
        return []
    return [
        Value(path, {k: amount(v, currency) for k, v in worth.items()} if isinstance(worth, dict) else
              amount(worth, currency), "default", f"gathered in GBP, at {POUND[currency]:g} {currency} a pound")
        for path, worth in _amounts(SimConfig(), "")
        if not path.startswith(OF_THE_FILES) and not any(path == one or path.startswith(f"{one}.") for one in taken)
    ]  # fmt: skip


def _amounts(block: BaseModel, above: str) -> list[tuple[str, Any]]:
    """Paths and values of the amounts of money in a block and below it that are not 0."""
    found: list[tuple[str, Any]] = []
    for name, field in type(block).model_fields.items():
        value, path = getattr(block, name), f"{above}{name}"
        below = value if isinstance(value, dict) else {"": value}
        blocks = {key: one for key, one in below.items() if isinstance(one, BaseModel)}
        if blocks:
            for key, one in blocks.items():
                found += _amounts(one, f"{path}.{key}." if key else f"{path}.")
        elif value and not isinstance(value, str) and "currency" in (field.description or ""):
            found.append((path, value))
    return found
