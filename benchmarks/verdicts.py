"""Is a benchmark's answer as it was? Ratios of one run against those kept in `stored.json`, with an interval.

A ratio is taken in each round, in which both sides took turns: what the machine did in that minute met both. It counts
as worse, or better, only where the whole interval of its median lies beyond the stored value by more than the margin:
what the rounds differ in accuses nobody. An intended change is accepted with its reason (`--accept "..."`), which is
kept beside the new values.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

STORED = Path(__file__).parent / "stored.json"
CONFIDENCE = 0.95
RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Measure:
    """What is judged: higher is better or not, and the share of the stored value that does not matter.

    Rounds of one thing measured again have a median; costs of many instances, most of them unchanged, have a mean.
    """

    higher_is_better: bool
    margin: float = 0.05
    of_instances: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One measure of one run; `stored` is none where nothing is kept of it yet."""

    value: float
    low: float
    high: float
    stored: float | None
    verdict: str

    def __str__(self) -> str:
        kept = "nothing stored" if self.stored is None else f"stored {self.stored:.3f}"
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f}), {kept}: {self.verdict}"


def judge(rounds: Sequence[float], stored: float | None, measure: Measure) -> Verdict:
    """The average of the rounds, its percentile bootstrap interval, and what that says against the stored value."""
    average = np.mean if measure.of_instances else np.median
    values = np.asarray(rounds, dtype=np.float64)
    drawn = np.random.default_rng(1).integers(0, len(values), (RESAMPLES, len(values)))
    tail = (1.0 - CONFIDENCE) / 2
    low, high = (float(end) for end in np.quantile(average(values[drawn], axis=1), (tail, 1.0 - tail)))
    words = "not judged"
    if stored is not None:
        below, above = high < stored * (1.0 - measure.margin), low > stored * (1.0 + measure.margin)
        worse, better = (below, above) if measure.higher_is_better else (above, below)
        words = "worse" if worse else "better" if better else "as stored"
    return Verdict(float(average(values)), low, high, stored, words)


def read(benchmark: str, size: str) -> dict[str, float]:
    """Values kept of a benchmark at a size (`quick` or `full`); empty where none are."""
    values: dict[str, float] = _document().get(benchmark, {}).get(size, {}).get("values", {})
    return values


def accept(benchmark: str, size: str, values: Mapping[str, float], reason: str) -> None:
    """Keep these values from now on, and why."""
    document = _document()
    rounded = {name: float(f"{value:.4g}") for name, value in values.items()}
    document.setdefault(benchmark, {})[size] = {"reason": reason, "values": rounded}
    STORED.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _document() -> dict[str, Any]:
    return json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}


def add_options(parser: argparse.ArgumentParser) -> None:
    """`--quick`, `--json` and `--accept`, of every benchmark."""
    parser.add_argument("--quick", action="store_true", help="smaller, with fewer rounds")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument(
        "--accept", metavar="REASON", help="keep this run's ratios in stored.json, and why they changed"
    )


def conclude(
    benchmark: str,
    arguments: argparse.Namespace,
    found: Mapping[str, Any],
    rounds: Mapping[str, Sequence[float]],
    measures: Mapping[str, Measure],
) -> int:
    """Print what was found and a verdict on each measure; 1 where one is worse, 0 otherwise."""
    size = "quick" if arguments.quick else "full"
    stored = read(benchmark, size)
    verdicts = {name: judge(rounds[name], stored.get(name), measure) for name, measure in measures.items()}
    if arguments.accept:
        accept(benchmark, size, {name: one.value for name, one in verdicts.items()}, arguments.accept)
    worse = [name for name, one in verdicts.items() if one.verdict == "worse"]
    if arguments.json:
        judged = {name: asdict(one) for name, one in verdicts.items()}
        sys.stdout.write(json.dumps({**found, "verdicts": judged, "worse": worse}) + "\n")
    else:
        for name, value in found.items():
            sys.stdout.write(f"{name:32s} {f'{value:,.3f}' if isinstance(value, float) else value}\n")
        sys.stdout.write("\n")
        for name, one in verdicts.items():
            sys.stdout.write(f"{name:32s} {one}\n")
        sys.stdout.write(f"verdict: {'worse in ' + ', '.join(worse) if worse else 'not worse'}\n")
    return 1 if worse and not arguments.accept else 0
