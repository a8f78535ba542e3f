"""The text of a number without what stands around it: currency, blanks, apostrophes, per cent, a sign behind."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

CODES = "AUD|BRL|CAD|CHF|CZK|DKK|EUR|GBP|HUF|INR|JPY|MXN|NOK|NZD|PLN|RON|SEK|SGD|TRY|USD|ZAR"
SIGNS = rf"(?:US|CA|A|NZ|R)?\$|Rs\.?|[£€¥₹]|kr\.?|zł|Kč|{CODES}"

LAKHS = r"^-?[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?$"
"""Numbers as India groups them: 1,25,000."""


def plain(raw: pl.Series) -> pl.Series:
    """Texts without currency, blanks, apostrophes and per cent; a negative one begins with its sign."""
    text = raw.str.replace_all(r"[\s\u00a0\u202f'’]", "").str.replace_all("−", "-")
    text = text.str.replace(r"^\((.*)\)$", "-${1}").str.replace(r"^\+", "")
    text = text.str.replace(rf"^(-?)(?:{SIGNS})(-?)", "${1}${2}").str.replace(rf"(?:{SIGNS})$", "")
    text = text.str.replace(r"[.,](?:--?|–|—)$", "")  # 10,- are ten
    lakhs = text.str.contains(LAKHS)
    bare = text.str.replace_all(",", "", literal=True)
    text = pl.select(pl.when(lakhs).then(bare).otherwise(text)).to_series()
    return text.str.replace(r"^([0-9.,]+)-$", "-${1}")


MEANT = {
    "€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "Kč": "CZK", "US$": "USD", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD",
    "R$": "BRL",
}  # fmt: skip
"""Signs that stand for one currency; a bare dollar, yen or krone does not say whose."""


def signs(raw: pl.Series) -> pl.Series:
    """The currency written beside each number: its code where the sign says which, else the sign; null without one."""
    sign = raw.str.extract(rf"^\s*[-+(]?\s*({SIGNS})|({SIGNS})\s*[-)]?\s*$", 1)
    behind = raw.str.extract(rf"({SIGNS})\s*[-)]?\s*$", 1)
    return pl.select(pl.coalesce(sign, behind)).to_series().replace(MEANT)


NAMED = re.compile(rf"(?:[\s_(\[]|^)({SIGNS})[)\]]?$")


def currency_of_headings(names: Sequence[str]) -> str | None:
    """The one currency that headings such as ``Price (EUR)``, ``total_usd`` or ``Amount £`` name; None without one."""
    found = {
        MEANT.get(met[1], met[1])
        for name in names
        if (met := NAMED.search(name.strip() if "_" not in name else name.strip().upper()))
    }
    return found.pop() if len(found) == 1 else None
