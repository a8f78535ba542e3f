"""What was left out, moved, repaired or not found while a trace was read: one sentence a rule, with what it moved.

A rule that met something says how many orders, units and how much money it touched, as shares of the file. A rule that
meant that something could not be understood stops the reading when that share is larger than the scenario allows.
A rule that met nothing says nothing. Sentences keep the order in which the rules are applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from scenarios.errors import InputError

MOST = "placement.trace.most_not_understood"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a rule touched: numbers of orders and units, money in minor units; None where nobody can tell."""

    orders: int | None = None
    units: float | None = None
    value: int | None = None


@dataclass(slots=True)
class Rule:
    """A rule that met something: its sentence, what it moved, and whether that was left out."""

    sentence: str
    moved: Moved = field(default_factory=Moved)
    kind: Literal["said", "left_out", "not_understood"] = "said"
    why: str = ""
    remedy: str = ""
    orders: pl.Series | None = None


@dataclass(slots=True)
class Notes:
    """The rules that met something, what the file holds in all, and how many orders have no number or no date."""

    rules: list[Rule] = field(default_factory=list)
    total: Moved = field(default_factory=Moved)
    unplaced: int = 0

    def count(
        self, number: int, one: str, many: str, moved: Moved | None = None, orders: pl.Series | None = None
    ) -> None:
        """Note what happened to `number` things, unless there were none; ``{}`` stands for the number.

        What it moved is told by `moved`, or by the numbers of the orders it touched.
        """
        if number:
            self.say((one if number == 1 else many).format(number), moved, orders)

    def say(self, sentence: str, moved: Moved | None = None, orders: pl.Series | None = None) -> None:
        """Note a sentence once, however often it is said."""
        if sentence not in [rule.sentence for rule in self.rules]:
            self.rules.append(Rule(sentence, moved or Moved(), orders=orders))

    def leave_out(self, why: str, sentence: str, moved: Moved) -> None:
        """Note what was understood and does not count as sold: another currency, a cancelled order."""
        self.rules.append(Rule(sentence, moved, "left_out", why))

    def give_up(self, why: str, sentence: str, moved: Moved, remedy: str) -> None:
        """Note what was left out because it could not be understood; `remedy` says what would have read it."""
        self.rules.append(Rule(sentence, moved, "not_understood", why, remedy))

    def weigh(self, sold: pl.DataFrame, total: Moved) -> None:
        """Work out what each rule moved, now that ``order``, ``units`` and ``value`` of every order are known."""
        self.total = total
        for rule in self.rules:
            if rule.orders is not None:
                met = sold.filter(pl.col("order").is_in(rule.orders.implode()))
                rule.moved = Moved(rule.orders.n_unique(), float(met["units"].sum()), int(met["value"].sum()))
                rule.orders = None

    @property
    def left_out(self) -> list[Rule]:
        """The rules that left something out."""
        return [rule for rule in self.rules if rule.kind != "said"]

    def stop_at(self, share: float) -> None:
        """Refuse a file of which more than `share` was not understood.

        Raises
        ------
        InputError
            One line with the rule, its shares, and the setting that would read what was left out.
        """
        for rule in self.rules:
            if rule.kind == "not_understood":
                largest = max(_shares(rule.moved, self.total), default=0.0)
                if largest > share:
                    said = rule.sentence.rstrip(".")
                    raise InputError(
                        f"{said} ({in_words(rule.moved, self.total)}): {rule.remedy} "
                        f"(or {MOST}, now {share:g}, accepts it)"
                    )

    @property
    def sentences(self) -> list[str]:
        """Every rule as a sentence with its shares."""
        return [self._with_shares(rule) for rule in self.rules]

    def _with_shares(self, rule: Rule) -> str:
        words = in_words(rule.moved, self.total)
        return f"{rule.sentence.rstrip('.')} ({words})." if words else rule.sentence


def _parts(moved: Moved, total: Moved) -> Iterable[tuple[str, float]]:
    for what, of, name in (
        (moved.orders, total.orders, "orders"),
        (moved.units, total.units, "units"),
        (moved.value, total.value, "money"),
    ):
        if what is not None and of:
            yield name, abs(what) / abs(of)


def _shares(moved: Moved, total: Moved) -> list[float]:
    return [share for _, share in _parts(moved, total)]


def in_words(moved: Moved, total: Moved) -> str:
    """Say the shares, for instance ``0.5 % of orders, 0.5 % of units, 0.4 % of money``."""
    return ", ".join(f"{_percent(share)} of {name}" for name, share in _parts(moved, total))


def _percent(share: float) -> str:
    percent = 100 * share
    if 0 < percent < 0.1:
        return "under 0.1 %"
    return f"{percent:.1f} %".replace(".0 %", " %")
