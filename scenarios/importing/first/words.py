"""The first answer as a page of text: on the screen, and in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.text_tables import number, text_table, unit_label

OFF, LITTLE = 0.1, 1 / 24
"""Share of a mean lead time, and days, beyond which a month is not told rightly."""


def in_words(document: Mapping[str, Any]) -> str:
    """Return the page that is printed, from the answer as JSON."""
    currency = document["currency"]
    rows = [
        (
            row["what"],
            number(row["observed"], row["unit"]) if row["observed"] is not None else "not in your file",
            number(row["simulated"], row["unit"]),
            unit_label(row["unit"], currency),
        )
        for row in document["observed_beside_simulated"]
    ]
    lines = [
        f"Last month ({document['from']} to {document['to']})",
        text_table(("", "observed", "simulated", "unit"), rows),
        *_advice(document),
        "",
        "Bottlenecks",
        *(f"  {one}" for one in document["bottlenecks"] or ["Nothing waited anywhere."]),
        "",
        _defaults_head(document),
    ]
    if document["defaults"]:
        head = ("default", "now", "lower", "profit", "on time", "higher", "profit", "on time")
        lines.append(text_table(head, [_default(one) for one in document["defaults"]]))
    return "\n".join([*lines, "", *_what_if(document)])


def _defaults_head(document: Mapping[str, Any]) -> str:
    found = document["defaults"]
    if not found:
        return "None of our defaults moves profit or punctuality."
    days, now = document["defaults_days"], found[0]["now"]
    return (
        f"The answer hangs most on these defaults of ours (now {now['profit_a_month']:,.0f} {document['currency']} a "
        f"month, {number(now['on_time_delivery'], 'share')} % on time, over the last {days} day{'s' * (days != 1)})"
    )


def _default(one: Mapping[str, Any]) -> tuple[str, ...]:
    many = len(one["paths"]) - 1
    name = one["path"] + (f" and {many} more of that name" if many else "")
    ends: list[str] = []
    for end in (one["less"], one["more"]):
        ends += ["-"] * 3 if end is None else [
            f"{end['value']:g}", f"{end['profit_a_month']:,.0f}", number(end["on_time_delivery"], "share")
        ]  # fmt: skip
    return name, f"{one['now']['value']:g}", *ends


def _advice(document: Mapping[str, Any]) -> list[str]:
    """What to do where the last month is not told rightly: newer lead times, or a file that tells of them."""
    means = {row["what"].removesuffix(", mean"): row for row in document["observed_beside_simulated"]
             if row["what"].endswith(", mean")}  # fmt: skip
    advice = []
    if means["delivered"]["observed"] is None:
        advice.append("Your file has no delivery dates: the carrier and punctuality are those of our defaults.")
    off = [
        what
        for what, row in means.items()
        if row["observed"] is not None and abs(row["simulated"] - row["observed"]) > max(OFF * row["observed"], LITTLE)
    ]
    if any(what != "paid" and what != "stars" for what in off):
        advice.append(f"Lead times are off: orderlab calibrate {document['folder']} fits them to the last weeks.")
    return advice


def _what_if(document: Mapping[str, Any]) -> list[str]:
    asked, currency, folder = document["what_if"], document["currency"], document["folder"]
    worth = asked["profit_a_month"]
    command = f"  orderlab compare {folder} '{folder}+{'+'.join(asked['changes'])}'"
    if worth is None or worth["mean"] is None:
        return [f"What if: {asked['label']}? No profit was observed.", command]
    between = "" if worth["low"] is None else f" ({worth['low']:,.0f} to {worth['high']:,.0f})"
    return [f"What if: {asked['label']}? Profit a month changes by {worth['mean']:+,.0f}{between} {currency}.", command]
