"""What the gate found, as Markdown: read in a terminal, posted by a workflow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gating.judging import FULL, Ratio

SHOWN = 20


@dataclass
class Findings:
    """What was compared, and what of it does not pass."""

    base: str
    head: str
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    speed: list[tuple[str, Ratio | None, Ratio | None, str]] = field(default_factory=list)
    """Block, first run, confirmation, verdict."""
    limit: float = FULL.limit
    """Ratio above which a block looks slower."""

    @property
    def passed(self) -> bool:
        """Whether nothing is to be complained of."""
        return not self.complaints


def markdown(found: Findings) -> str:
    """Everything, the verdict first."""
    parts = [f"## Gate: {'passed' if found.passed else 'failed'}\n\nBASE {found.base}, HEAD {found.head}"]
    parts += ["\n".join(f"- {line}" for line in (*found.complaints, *found.notes))]
    if found.differences:
        rows = found.differences[:SHOWN]
        more = len(found.differences) - len(rows)
        parts.append(_table(("row", "promised", "computed"), rows) + (f"\n\nand {more} more" if more else ""))
    if found.speed:
        heads = ("CPU seconds, HEAD / BASE", "ratio of medians", "95 % interval", "confirmed", "verdict")
        parts.append(_table(heads, [_speed(*row) for row in found.speed]))
        parts.append(f"Slower: above {found.limit:.2f} in two runs.")
    return "\n\n".join(part for part in parts if part)


def _speed(name: str, first: Ratio | None, again: Ratio | None, verdict: str) -> tuple[str, ...]:
    if first is None:
        return name, "-", "-", "-", verdict
    confirmed = "-" if again is None else f"{again.ratio:.3f} ({again.low:.3f} to {again.high:.3f})"
    return name, f"{first.ratio:.3f}", f"{first.low:.3f} to {first.high:.3f}", confirmed, verdict


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
