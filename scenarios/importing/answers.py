"""The questions on which money hangs that no export answers, and the answers: the user's, else our defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from scenarios.errors import InputError, nearest
from scenarios.importing.money import amount
from scenarios.importing.people import DAYS, WORKING_DAYS, busy_day, default_people, dispatch_days, enough_pickers
from scenarios.importing.promises import rule_of
from scenarios.importing.values import Mark
from scenarios.traces.sales import Sales


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked where money hangs on it: a name in the answers file, the words, and our default in words."""

    name: str
    words: str
    default: Any
    source: str
    mark: Mark = "default"


def questions(sales: Sales) -> list[Question]:
    """The questions, amounts in the currency of the files."""
    currency, seen = sales.currency or sales.likely_currency or "GBP", dispatch_days(sales.orders)
    told = (
        "as the sign beside your amounts most likely means" if sales.likely_currency else "as your files say, else GBP"
    )
    rule = rule_of(sales.orders, [seen] if seen else [WORKING_DAYS, DAYS[:6], DAYS])
    told_days = (seen, "days with shipped stamps") if seen else (rule.dispatch if rule else (), "days promises count")
    days = len(told_days[0]) or len(WORKING_DAYS)
    pickers, unanswered = enough_pickers(busy_day(sales, days)), default_people(sales, days)
    return [
        Question("currency", "Currency of your amounts (ISO code)", currency, told),
        Question("tax_rate_percent", "Tax that your prices hold and no column tells, % of the net price", 0, "0 to 27"),
        Question("cost_of_goods_percent", "What goods cost you, % of the net price", 55, "retail: 40 to 70"),
        Question(
            "hour_costs", "What one worked hour costs you, all in", amount(15.6, currency), "UK 2026: 15.61; 13 to 22"
        ),
        Question("pickers", "People who pick, all day", pickers, f"33 lines an hour; unanswered: {unanswered}"),
        Question(
            "packers",
            "People who pack, all day",
            max(1, ceil(pickers * 0.8)),
            f"4 to 5 pickers; unanswered: {unanswered}",
        ),
        Question("opens", "Warehouse opens at", "08:00", "one shift"),
        Question("closes", "Warehouse closes at", "18:00", "one shift"),
        Question("open_days", "Days it is open", " ".join(told_days[0]), told_days[1], "data")
        if told_days[0]
        else Question("open_days", "Days it is open", " ".join(WORKING_DAYS), "most dispatch Monday to Friday"),
        Question("collection", "The carrier collects at", "18:00", "16:00 to 19:00"),
        Question("parcel_costs", "What the carrier charges for a parcel", amount(4.6, currency), "UK standard: 3 to 7"),
        Question("promised_days", "Days promised for delivery, where the file has no promise", 3, "standard: 2 to 5"),
        Question("cut_off", "Orders before this hour count as of the day", rule.cut_off, rule.why, "data")
        if rule
        else Question("cut_off", "Orders before this hour count as of the day", "14:00", "12:00 to 17:00"),
        Question("return_rate_percent", "Units that come back, %", 10.0, "online 17 to 20, general 10 to 20"),
    ]


def settled_answers(asked: list[Question], answers: Mapping[str, Any]) -> dict[str, tuple[Any, Mark]]:
    """Every answer, the user's or our default.

    Raises
    ------
    InputError
        For an answer to a question that is not asked.
    """
    names = [question.name for question in asked]
    for name in answers:
        if name not in names:
            raise InputError(f"--answers: {name}: no such question, {nearest(name, names)}")
    result: dict[str, tuple[Any, Mark]] = {}
    for question in asked:
        given = answers.get(question.name)
        result[question.name] = (question.default, question.mark) if given in (None, "") else (given, "answer")
    return result
