"""What the heading of a column says, in the ways it may be read: ``Order - Item Qty (pcs)`` is also ``qty``.

The heading as it stands comes first; then without what stands in brackets, without a currency or a word of tax at its
end, and only the last of its parts; at last, for goods and money, without the words that say whose it is. A heading in
cents or thousands is none of a number as it stands, and has no other reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from scenarios.traces.figures import CODES

OWNERS = ("order", "sale", "sales", "invoice", "transaction", "lineitem", "line", "item", "product", "unit")
"""Words before another that say of what: the item's quantity is the quantity."""
SCALED = re.compile(r"(?i)(?<![a-z])(pence|pennies|cents?|centimes|thousands?|k|000s?|mio|millions?)(?![a-z])")
BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
AT_ITS_END = re.compile(
    rf"(?i)[\s_./-]+(in |en )?({CODES}|€|£|\$|ttc|ht|brutto|netto|gross|net|inkl\.? mwst\.?|zzgl\.? mwst\.?|"
    r"(?:incl|excl)\.? (?:vat|tax|btw|gst)|iva (?:incluido|inclusa|excluido|esclusa))\s*$"
)
WITH_TAX = re.compile(r"(?i)(?<![a-z])(ttc|brutto|gross|inc(?:l\.?|luding)?|inkl\.?|inclus[ao]?|incluido)(?![a-z])")
"""A heading that says that tax is in it."""


def bare(name: str) -> str:
    """A name without case, signs and accents: numéro is numero, Währung is wahrung."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.casefold()))


def readings(heading: str) -> Iterator[str]:
    """The bare names that a heading may stand for, the likeliest first."""
    yield bare(heading)
    if SCALED.search(heading):
        return
    plain = BRACKETS.sub("", heading)
    for text in (heading, plain, AT_ITS_END.sub("", plain)):
        yield bare(text)
        yield bare(text.rsplit("/", 1)[-1])
        yield bare(re.split(r"\s[-:]\s", text)[-1])


def without_owners(heading: str) -> Iterator[str]:
    """What is left of a heading when the words that say whose it is are taken away, one after the other."""
    if SCALED.search(heading):
        return
    words = [bare(word) for word in re.split(r"[^\w]+|_|(?<=[a-z])(?=[A-Z])", BRACKETS.sub("", heading))]
    words = [word for word in words if word]
    while len(words) > 1 and words[0] in OWNERS:
        words = words[1:]
        yield "".join(words)
