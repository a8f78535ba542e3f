"""Several alternatives: which earns most of those that keep the targets, which break them, which may earn as much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from scenarios.answer import amount, in_words, standings
from scenarios.spans import spans
from scenarios.study.explaining.money import Compared, money
from scenarios.study.labels import name_of, within
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.comparison import compared

C = TypeVar("C", bound=Compared)


def best_in_words(comparisons: Sequence[Compared]) -> list[str]:
    """Say which of several alternatives earns most among those that keep the targets, and which break them.

    Nothing of a pair without targets: its first line is the answer.
    """
    found = best(comparisons)
    if found is None:
        return []
    kept, keepers, broken = found
    count = len(comparisons) + 1
    lines = []
    if not standings(comparisons[0]):
        lines.append(f"Most profit of {count}: {kept}{_against_the_baseline(comparisons, str(kept))}.")
    elif kept is None:
        lines.append(f"None of the {count} is shown to keep every target.")
    elif keepers == 1:
        lines.append(f"Only {kept} keeps every target.")
    elif broken:
        lines.append(f"Most profit among the {keepers} of {count} that keep every target: {kept}.")
    else:
        lines.append(f"All {count} keep every target; most profit: {kept}.")
    if kept is not None and keepers > 1:
        lines += _rivals_in_words(comparisons, kept, broken)
    return lines + _broken_in_words(broken)


def _against_the_baseline(comparisons: Sequence[Compared], best: str) -> str:
    """By how much the best earns more than the baseline, unless it is that."""
    for one in comparisons:
        worth = money(one)
        if name_of(one.b.scenario) == best and worth is not None:
            more = f"{amount(worth.profit.mean)} {one.a.simulated.currency} a month"
            return f", {more} against {within(name_of(one.a.scenario))}"
    return ""


def _rivals_in_words(comparisons: Sequence[Compared], best: str, broken: Mapping[str, Sequence[str]]) -> list[str]:
    """Say which of the others may earn as much: their profit, customer by customer, is not shown to be less."""
    a, found = comparisons[0].a, rivals(comparisons, best, broken)
    if not found:
        return ["It earns surely more than each of the others."]
    return [f"Not told apart from it by {spans(len(a.replications), a.days_counted)}: {'; '.join(found)}."]


def rivals(comparisons: Sequence[Compared], best: str, broken: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names of the others that break no target and may earn as much as the best."""
    runs = {name_of(run.scenario): run for run in (comparisons[0].a, *(one.b for one in comparisons))}
    return not_told_apart(runs[best], [run for name, run in runs.items() if name != best and name not in broken])


def not_told_apart(best: RunResult, others: Sequence[RunResult]) -> list[str]:
    """Return the names of runs whose profit is not shown to be less than that of `best`, all verdicts together."""
    judged = [(one, one.kpis()["profit"].estimate.high) for one in compared(best, others)]
    return [name_of(one.b.scenario) for one, high in judged if high is None or high >= 0]


def _broken_in_words(broken: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for those that break the same targets."""
    alike: dict[str, list[str]] = {}
    for name, limits in broken.items():
        alike.setdefault(", ".join(limits), []).append(name)
    return [f"{'; '.join(names)} break{'s' if len(names) == 1 else ''} {limits}." for limits, names in alike.items()]


def best(comparisons: Sequence[Compared]) -> tuple[str | None, int, dict[str, list[str]]] | None:
    """Return what earns most among those that keep every target, how many those are, and what the others break.

    None of a pair without targets.
    """
    judged = [(one, standings(one)) for one in comparisons]
    if not judged[0][1] and len(comparisons) == 1:
        return None
    first = comparisons[0]
    names = {name_of(first.a.scenario): ([state for _, state, _ in judged[0][1]], 0.0)}
    for one, stands in judged:
        worth = money(one)
        gain = worth.profit.mean if worth is not None and worth.profit.mean is not None else float("-inf")
        names[name_of(one.b.scenario)] = ([state for _, _, state in stands], gain)
    targets = [str(target) for target, _, _ in judged[0][1]]
    keepers = {name: gain for name, (states, gain) in names.items() if all(state == "holds" for state in states)}
    broken = {
        name: [target for target, state in zip(targets, states, strict=True) if state == "fails"]
        for name, (states, _) in names.items()
        if "fails" in states
    }
    return (max(keepers, key=lambda name: keepers[name]) if keepers else None), len(keepers), broken


def most_profit(comparisons: Sequence[C]) -> C | None:
    """Return the comparison whose B earns most among those that keep every target; None where none earns more than A.

    Where none is shown to keep every target, those that break none count.
    """
    gains = [(worth.profit.mean or 0.0, one) for one in comparisons if (worth := money(one)) is not None]
    states = {id(one): {state for _, _, state in standings(one)} for _, one in gains}
    kept = [(gain, one) for gain, one in gains if states[id(one)] <= {"holds"}]
    kept = kept or [(gain, one) for gain, one in gains if "fails" not in states[id(one)]]
    gain, one = max(kept, key=lambda pair: pair[0], default=(0.0, None))
    return one if gain > 0 else None


def settings_in_words(comparisons: Sequence[Compared], what: str) -> list[str]:
    """Say what came of many settings: the answer for the one that earns most, or that none earns more.

    Parameters
    ----------
    comparisons
        Every setting against what stands now.
    what
        What stands now, as its settings are written.
    """
    richest = most_profit(comparisons)
    if richest is not None:
        first, *rest = in_words(richest)
        count = len(comparisons) + 1
        return [f"Most profit of {count}: {first}" if count > 2 else first, *rest]
    if not comparisons or all(money(one) is None for one in comparisons):
        return []
    targets = " and keeps the targets" if standings(comparisons[0]) else ""
    return [f"No other setting of {len(comparisons) + 1} earns more{targets} than {what}."]
