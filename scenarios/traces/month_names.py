"""Months in words, as shops in German, French, Spanish, Italian, Dutch and Portuguese write them, in English.

Only the beginning of a name tells: ``Mär``, ``März`` and ``mars`` are March. Points and little words between the parts
(``13. März``, ``13 de marzo de 2026``) are taken away.
"""

from __future__ import annotations

import polars as pl

BEGINNINGS = {
    "Jan": "jan|ene|gen", "Feb": "f[eé]b|f[eé]v", "Mar": "mar|mär|maa|mrt|mae", "Apr": "apr|avr|abr",
    "May": "mai|may|mei|mag", "Jun": "jun|juin|giu", "Jul": "jul|juil|lug",
    "Aug": "aug|ago|ao[uû]", "Sep": "sep|set", "Oct": "oct|okt|ott|out", "Nov": "nov", "Dec": "dec|d[eé]c|dez|dic",
}  # fmt: skip
AROUND = (
    (r"^\p{L}+\.?\s+(\d{1,2}\.?\s+(?:de\s+)?\p{L}{3})", "${1}"),
    (r"(?i)(\d)(?:\.\s+|\s+del?\s+|º\s+)(\p{L})", "${1} ${2}"),
    (r"(?i)(\p{L})\.?\s+del?\s+(\d)", "${1} ${2}"),
    (r"(?i)(\d),?\s+(?:à|um|om|alle|a las)\s+(\d)", "${1} ${2}"),
    (r"(?i)(\d)\s*(?:uhr|uur)$", "${1}"),
    (r"(?i)\b(\d{1,2})h(\d{2})$", "${1}:${2}"),
)
"""What stands around the parts of a date, and what is left of it."""
WORD = r"\b(?i)(?:{})\p{{L}}*\.?"


def in_english(text: pl.Series) -> pl.Series:
    """The same dates, their months as Jan to Dec; texts without letters as they stand."""
    if not text.str.contains(r"\p{L}{2}|\dh\d|\sà\s").any():
        return text
    for pattern, left in AROUND:
        text = text.str.replace(pattern, left)
    for month, beginnings in BEGINNINGS.items():
        text = text.str.replace(WORD.format(beginnings), month)
    return text
