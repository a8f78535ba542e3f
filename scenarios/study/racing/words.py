"""The rows of a race in words: means, profiles and verdicts as tables."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.html import html_table
from scenarios.spans import counted
from scenarios.study.racing.judging import RATIOS, TARGET, budget, by_instance, conditions, profiles, summary, verdicts
from scenarios.study.racing.solving import Row
from scenarios.text_tables import text_table

MEANS = (
    "gap %: cost above the best known. integral %: the mean gap over the time allowed, from its start on, small\n"
    "where good plans come early. share of solves within 1.01: at most 1 % above the best. p: how likely so large a\n"
    "difference is if neither is better."
)
"""The words of the tables, in half a line each."""

FEW_INSTANCES = 30
"""Up to so many instances are listed one by one."""


def line_of(row: Row) -> str:
    """One solve in a line."""
    cost = "-" if row["cost"] is None else f"{row['cost']:g}"
    why = f": {row['reason']}" if row["reason"] else ""
    return f"{row['instance']} {row['solver']} {budget_of(row)} seed {row['seed']}: {cost} ({row['status']}{why})"


def budget_of(row: Row) -> str:
    """A budget with its unit."""
    return f"{row['seconds']:g} s" if row["seconds"] is not None else counted(row["iterations"], "iteration")


def in_words(rows: Sequence[Row]) -> str:
    """Where it was raced, means, instances, profile, verdicts, and why solves failed."""
    unit = "iterations" if any(row["iterations"] for row in rows) else "seconds"
    seeds = sorted({row["seed"] for row in rows})
    parts = [
        ", ".join(f"{key} {value}" for key, value in conditions().items()),
        f"seeds {seeds}; costs audited; gap to best known, or to the best in the store",
        text_table(_heads(unit), _means(rows, unit)),
        _instances(rows, unit),
        _profile(rows),
        _verdicts(rows, unit),
        MEANS,
        "\n".join(sorted({f"{row['solver']}: {row['status']}: {row['reason']}" for row in rows if row["reason"]})),
    ]
    return "\n\n".join(part for part in parts if part)


def as_html(rows: Sequence[Row]) -> str:
    """The means as an HTML table."""
    unit = "iterations" if any(row["iterations"] for row in rows) else "seconds"
    return html_table(_heads(unit), _means(rows, unit), words=(0, 2))


def _heads(unit: str) -> tuple[str, ...]:
    return ("set", unit, "solver", "gap %", "integral %", f"within {TARGET:g} %", "solved", "failures")


def _means(rows: Sequence[Row], unit: str) -> list[tuple[str, ...]]:
    return [
        (
            row["set"],
            f"{row[unit]:g}",
            row["solver"],
            _two_places(row["mean_gap"]),
            _two_places(row["primal_integral"]),
            f"{row['within_target']:.0%}",
            str(row["n"]),
            str(row["failures"]),
        )
        for row in sorted(summary(rows), key=lambda row: (row["set"], budget(row)))
    ]


def _instances(rows: Sequence[Row], unit: str) -> str:
    """A line an instance and budget, a column a solver; nothing where there are many, or one."""
    found = by_instance(rows)
    solvers = list(dict.fromkeys(row["solver"] for row in found))
    lines: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in found:
        line = lines.setdefault((row["set"], row["instance"], f"{row[unit]:g}"), {})
        line[row["solver"]] = _two_places(row["mean_gap"])
    if not 1 < len(lines) <= FEW_INSTANCES:
        return ""
    table = [(*key, *(gaps.get(solver, "-") for solver in solvers)) for key, gaps in lines.items()]
    return text_table(("set", "instance", unit, *(f"{solver} gap %" for solver in solvers)), table)


def _profile(rows: Sequence[Row]) -> str:
    shares = profiles(rows)
    heads = ("share of solves within", *(f"{ratio:g}" for ratio in RATIOS))
    return text_table(heads, [(name, *(f"{share:.0%}" for share in shares[name])) for name in sorted(shares)])


def _verdicts(rows: Sequence[Row], unit: str) -> str:
    judged = [
        (row["set"], f"{row[unit]:g}", f"{row['a']}, {row['b']}", row["verdict"], str(row["n"]), _p(row["p"]))
        for row in verdicts(rows)
    ]
    return text_table(("set", unit, "paired over instances", "verdict", "instances", "p"), judged) if judged else ""


def _p(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _two_places(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
