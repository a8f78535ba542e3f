"""What a comparison hands back: every KPI of two runs over the same customers, and what their difference shows."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scenarios.kpi_rows import asked_for
from scenarios.study.explaining.accounting import document, pieces
from scenarios.study.explaining.break_even import break_even
from scenarios.study.explaining.money import money
from scenarios.study.frames import frame, records
from scenarios.study.labels import label
from scenarios.study.running.results import RunResult, kpi_keys
from scenarios.study.statistics.intervals import UNCLEAR, Difference, gaps
from scenarios.study.statistics.margins import margin
from scenarios.study.statistics.observed import step
from scenarios.study.statistics.simultaneous import Pair, differences
from scenarios.study.statistics.stopping import confidence, degrees_of_freedom
from sim.kpis import ANSWER, HEADLINE, definition

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same tapes; every difference is B minus A.

    Parameters
    ----------
    a, b
        The runs.
    differences
        By KPI, judged together with those of the other comparisons that were made with it; see `compared`.
    """

    a: RunResult
    b: RunResult
    differences: Mapping[str, Difference]

    def kpis(self) -> dict[str, Difference]:
        """Return the difference of every KPI that either run has."""
        return dict(self.differences)

    @property
    def same_customers(self) -> bool:
        """Whether both met the same tapes, which the variance reduction rests on; a failed replication met none."""
        pairs = zip(self.a.replications, self.b.replications, strict=True)
        return all(a.tape == b.tape for a, b in pairs if not (a.failure or b.failure))

    def document(self) -> dict[str, Any]:
        """Return one entry of what `orderlab compare --json` prints."""
        worth, turns = money(self), break_even(self)
        return {
            "a": self.a.scenario.name,
            "b": self.b.scenario.name,
            "label": label(self.a.scenario, self.b.scenario),
            "money": None if worth is None else worth.document(),
            "break_even": None if turns is None else turns.document(),
            "rests_on": document(pieces(self)),
            **self._failed(),
            "kpis": {
                key: {
                    "a": found.a,
                    "b": found.b,
                    "difference": found.estimate.mean,
                    "low": found.estimate.low,
                    "high": found.estimate.high,
                    "verdict": found.verdict,
                    "variance_reduction": found.variance_reduction,
                    **({"replications_needed": found.replications_needed} if found.verdict == UNCLEAR else {}),
                }
                for key, found in self.differences.items()
            },
        }

    def _failed(self) -> dict[str, Any]:
        """Return the replications that are left out of every difference, by side; nothing where there are none."""
        failed = {name: [one.number for one in run.failures] for name, run in (("a", self.a), ("b", self.b))}
        return {"failed": failed} if any(failed.values()) else {}

    def table(self, *, everything: bool = False) -> str:
        """Return the comparison as text, the table that `orderlab compare` prints; with `everything`, every KPI."""
        from scenarios.tables import comparison_foot, comparison_table

        return "\n".join([comparison_table(self, everything=everything), *comparison_foot(self, everything=everything)])

    def to_polars(self) -> polars.DataFrame:
        """One row a KPI, as a polars frame: a, b, difference, low, high, verdict, variance reduction."""
        return frame(records(self.document()["kpis"]))

    def to_pandas(self) -> pandas.DataFrame:
        """One row a KPI, as a pandas frame; pandas has to be installed."""
        import pandas

        return pandas.DataFrame(records(self.document()["kpis"]))

    def __repr__(self) -> str:
        return (
            f"Comparison({self.a.scenario.name!r}, {self.b.scenario.name!r}, {len(self.a.replications)} replications)"
        )

    def _repr_html_(self) -> str:
        """The answer in words and the table, for a notebook."""
        from scenarios.answer import in_words
        from scenarios.html import html_table, paragraph
        from scenarios.tables import comparison_rows

        head, rows, _ = comparison_rows(self)
        said = "".join(paragraph(line) for line in in_words(self))
        return said + html_table(head, rows, words=(0, 5, 6))


def compared(baseline: RunResult, others: Sequence[RunResult]) -> list[Comparison]:
    """Compare runs with a baseline.

    Profit in all of them is one family, the other headline KPIs are a second, those the question is about a third, the
    rest a fourth: who reads the headline of three alternatives reads all of it, and pays for that only with the
    intervals of the headline.
    """
    keys = [list(_keys(baseline, other)) for other in others]
    experiment = baseline.scenario.experiment
    neutral = [_neutral(baseline, other, own) for own, other in zip(keys, others, strict=True)]
    found: list[dict[str, Difference]] = [{} for _ in others]
    asked = {key for other in others for key in asked_for(baseline.scenario, other.scenario)}
    for number in range(4):
        members = [(place, key) for place, own in enumerate(keys) for key in own if _family(key, asked) == number]
        family = [
            Pair(
                baseline.values(key),
                others[place].values(key),
                "none" if key in neutral[place] else definition(key).direction,
                margin(key, baseline.observed, experiment.margins),
                however_small=key in ANSWER,
                step=step(key, baseline.observed),
            )
            for place, key in members
        ]
        judged = differences(family, confidence(experiment), degrees_of_freedom(experiment.replications))
        for (place, key), one in zip(members, judged, strict=True):
            found[place][key] = _possible(key, one)
    return [
        Comparison(baseline, other, {key: by_key[key] for key in own})
        for other, own, by_key in zip(others, keys, found, strict=True)
    ]


def _possible(key: str, found: Difference) -> Difference:
    """Return a difference of shares without what no two shares can differ by."""
    gap = found.estimate
    if definition(key).unit != "share" or key == "profit_margin" or gap.low is None or gap.high is None:
        return found
    return replace(found, estimate=replace(gap, low=max(gap.low, -1.0), high=min(gap.high, 1.0)))


PER_ORDER = ("cost_per_order", "shipping_cost_per_order")
"""Where other orders are placed, less of it is no saving: what is paid by the month falls upon more of them."""


def _neutral(baseline: RunResult, other: RunResult, keys: Iterable[str]) -> list[str]:
    """Return the costs that are neither better nor worse, because the two do not do the same work."""
    totals = _totals(keys) if _other_volume(baseline, other, "orders_delivered") else []
    return totals + [key for key in PER_ORDER if _other_volume(baseline, other, "order_volume")]


def _totals(keys: Iterable[str]) -> list[str]:
    """Return the sums of money and kilometres that grow with the orders there are; profit and contribution aside."""
    own = ("profit", "contribution", "stock_value")
    return [
        key
        for key in keys
        if (about := definition(key)).unit in ("money", "km") and not about.denominator and key not in own
    ]


def _other_volume(a: RunResult, b: RunResult, key: str) -> bool:
    """Whether another number of orders was placed or delivered."""
    gap = gaps(a.values(key), b.values(key))
    return any(gap) and abs(math.fsum(gap)) > 0.001 * math.fsum(value or 0.0 for value in a.values(key))


def _family(key: str, asked: Collection[str]) -> int:
    return 0 if key in ANSWER else 1 if key in HEADLINE else 2 if key in asked else 3


def _keys(a: RunResult, b: RunResult) -> Iterable[str]:
    return list(dict.fromkeys([*kpi_keys(a), *kpi_keys(b)]))
