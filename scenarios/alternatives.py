"""Several alternatives: which of them earns most among those that keep the targets, and which break them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from scenarios.answer import in_words, standings
from scenarios.study.explaining.money import Compared, money
from scenarios.study.labels import name_of

C = TypeVar("C", bound=Compared)


def best_in_words(comparisons: Sequence[Compared]) -> list[str]:
    """Say which of all alternatives earns most among those that keep the targets, and which break them."""
    found = best(comparisons)
    if found is None:
        return []
    kept, keepers, broken = found
    count = len(comparisons) + 1
    lines = []
    if kept is None:
        lines.append(f"None of the {count} is shown to keep every target.")
    elif keepers == 1:
        lines.append(f"Only {kept} keeps every target.")
    elif broken:
        lines.append(f"Most profit among the {keepers} of {count} that keep every target: {kept}.")
    else:
        lines.append(f"All {count} keep every target; most profit: {kept}.")
    return lines + _broken_in_words(broken)


def _broken_in_words(broken: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for those that break the same targets."""
    alike: dict[str, list[str]] = {}
    for name, limits in broken.items():
        alike.setdefault(", ".join(limits), []).append(name)
    return [f"{'; '.join(names)} break{'s' if len(names) == 1 else ''} {limits}." for limits, names in alike.items()]


def best(comparisons: Sequence[Compared]) -> tuple[str | None, int, dict[str, list[str]]] | None:
    """Return what earns most among those that keep every target, how many those are, and what the others break.

    None without targets.
    """
    judged = [(one, standings(one)) for one in comparisons]
    if not judged[0][1]:
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
