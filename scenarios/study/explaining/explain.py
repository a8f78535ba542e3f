"""What an answer hangs on: the inputs that move B's gain most, whose numbers they are, where the verdict reverses.

The gain is the change of profit a month (`money`). In three rounds, each dearer a run and shorter than the one before.
A screen over short runs finds the few inputs that stand out (`screening`). Those are set to half and to double what
they are, over whole runs, and ranked by how far the gain goes. Where it changes sign on the way, the break-even is
found (`flip`): by halving, or, for a price, on the straight line that profit exactly is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenarios.environment import cores
from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.explaining.flip import STEPS, Bracket, narrow
from scenarios.study.explaining.inputs import Input, inputs, moved
from scenarios.study.explaining.money import profits
from scenarios.study.explaining.screening import DAYS, RUNS, screen
from scenarios.study.running.trials import Trials
from scenarios.study.statistics.comparison import Comparison
from scenarios.study.statistics.intervals import Estimate, estimate

SCREENED, TOLD = 6, 5
"""Inputs that leave the screen, and those of them that are told of."""

REPLICATIONS = 2
"""Whole runs an input is judged by, or fewer if the comparison has fewer."""

FACTORS = (2.0, 1.75, 1.5, 1.25)
"""How far an input is moved at most, and how far where the model does not accept that."""


@dataclass(frozen=True, slots=True)
class Move:
    """An input elsewhere: its factor, and how much more profit B makes a month there, replication by replication."""

    factor: float
    gain: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean gain a month."""
        return estimate(self.gain).mean or 0.0


@dataclass(frozen=True, slots=True)
class Influence:
    """An input, and how much more profit B makes a month when it is smaller or larger.

    Parameters
    ----------
    input
        Which.
    less, more
        At half and at double, or as near to them as the model accepts; None where it accepts neither or does not run.
    flip
        Where the verdict reverses, the break-even; None where it does not, at neither end.
    """

    input: Input
    less: Move | None
    more: Move | None
    flip: Bracket | None = None

    def swing(self, now: float) -> float:
        """Return how far the gain goes between the ends, what it is now among them."""
        means = [now, *(move.mean for move in (self.less, self.more) if move is not None)]
        return max(means) - min(means)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a comparison hangs on.

    Parameters
    ----------
    now
        How much more profit B makes a month in the replications that all else is judged by.
    influences
        The strongest inputs, strongest first; those that move nothing are left out.
    candidates
        How many inputs were screened.
    searched
        Whether break-even points were looked for: only a verdict that is shown can reverse.
    """

    now: Estimate
    influences: tuple[Influence, ...]
    candidates: int
    searched: bool

    def document(self) -> dict[str, Any]:
        """Return it as JSON: the change of profit a month now and with each input elsewhere, and its break-even.

        Where A and B have different values, both are moved by the same factor and the value told is B's.
        """
        return {
            "profit_a_month": self.now.mean,
            "inputs_screened": self.candidates,
            "break_even_searched": self.searched,
            "inputs": [
                {
                    "path": one.input.name,
                    "source": one.input.source,
                    "a": one.input.a,
                    "b": one.input.b,
                    "less": _move(one, one.less),
                    "more": _move(one, one.more),
                    "reverses_between": None if one.flip is None else sorted((one.flip.near, one.flip.far)),
                }
                for one in self.influences
            ],
        }


def _move(one: Influence, move: Move | None) -> dict[str, Any] | None:
    if move is None:
        return None
    return {"factor": move.factor, "value": one.input.at(move.factor), "profit_a_month": move.mean}


def seconds_needed(comparison: Comparison, jobs: int = 0) -> float:
    """Return about how long an explanation takes, from the replications already run; prices take less."""
    a, b = comparison.a, comparison.b
    pair = sum(sum(one.seconds for one in run.replications) / len(run.replications) for run in (a, b))
    short = 1.0 if a.scenario.config.placement.trace else DAYS / a.simulated.days
    whole = min(REPLICATIONS, len(a.replications))
    return pair * (RUNS * short + whole * (2 * SCREENED + STEPS)) / (jobs or cores())


def explain(
    comparison: Comparison, runs: Trials, say: Callable[[str], None] = lambda _line: None, short_runs: int = RUNS
) -> Explanation:
    """Find the inputs a comparison hangs on.

    Parameters
    ----------
    comparison
        Of which the change of profit is explained.
    runs
        Runs the replications; with the store of the comparison none of its own is run again.
    say
        Told what is being done.
    short_runs
        Runs of either scenario that the screen takes.

    Raises
    ------
    InputError
        If no replication has a profit.
    """
    bench = _Bench(comparison, runs)
    a, b = comparison.a.scenario, comparison.b.scenario
    candidates = inputs(a, b)
    say(f"screening {len(candidates)} inputs by {short_runs} short runs of either scenario")
    chosen = screen(a, b, candidates, runs, SCREENED, short_runs)
    say(f"{len(chosen)} of them at half and double, {len(bench.numbers)} whole runs each")
    found = [one for one in bench.ends(chosen) if one.swing(bench.mean) > 0]
    found = sorted(found, key=lambda one: -one.swing(bench.mean))[:TOLD]
    shown = comparison.kpis()["profit"].shown
    if shown:
        found = bench.with_flips(found, say)
    return Explanation(bench.now, tuple(found), len(candidates), shown)


class _Bench:
    """The two scenarios, and the whole runs every input is judged by."""

    def __init__(self, comparison: Comparison, runs: Trials) -> None:
        self.a, self.b, self.runs = comparison.a.scenario, comparison.b.scenario, runs
        counted = comparison.a.counted
        self.days = comparison.a.simulated.days if counted is None else counted.last - counted.first
        gained = profits(comparison.a.replications, comparison.b.replications, self.days)
        both = zip(comparison.a.replications, gained, strict=True)
        known = [(one.number, gain) for one, gain in both if gain is not None][:REPLICATIONS]
        if not known:
            raise InputError("--explain: profit was not observed in any replication, scenarios that run are accepted")
        self.numbers = [number for number, _ in known]
        self.present = tuple(gain for _, gain in known)
        self.now = estimate(self.present, self.a.experiment.confidence)
        self.mean = self.now.mean or 0.0

    def ends(self, chosen: Sequence[Input]) -> list[Influence]:
        """Return the gain at half and double of each input."""
        todo: list[tuple[Input, float, Scenario, Scenario]] = []
        for one in chosen:
            for sides in (FACTORS,) if one.price else (FACTORS, tuple(1 / factor for factor in FACTORS)):
                if (pair := self._pair(one, sides)) is not None:
                    todo.append((one, *pair))
        found = dict[tuple[Input, bool], Move]()
        for (one, factor, _, _), gain in zip(todo, self._run([task[2:] for task in todo]), strict=True):
            if gain is not None:
                found[one, factor > 1] = Move(factor, gain)
        return [self._influence(one, found) for one in chosen]

    def with_flips(self, influences: Sequence[Influence], say: Callable[[str], None]) -> list[Influence]:
        """Return them with the points at which the mean gain changes its sign."""
        brackets = {
            place: bracket for place, one in enumerate(influences) if (bracket := self._bracket(one)) is not None
        }
        places = [place for place, bracket in brackets.items() if not bracket.closed]
        if places:
            say(f"break-even of {len(places)} inputs, {STEPS} halvings at most")

        def turned(asked: Sequence[tuple[int, float]]) -> list[bool | None]:
            pairs = []
            for which, value in asked:
                one = influences[places[which]].input
                pairs.append(self._pair(one, (value / one.value,)))
            gained = iter(self._run([pair[1:] for pair in pairs if pair is not None]))
            answers = [None if pair is None else next(gained) for pair in pairs]
            return [None if gain is None else self._reversed(gain) for gain in answers]

        for place, bracket in zip(places, narrow([brackets[place] for place in places], turned), strict=True):
            brackets[place] = bracket
        return [replace(one, flip=brackets.get(place)) for place, one in enumerate(influences)]

    def _influence(self, one: Input, found: Mapping[tuple[Input, bool], Move]) -> Influence:
        more, less = found.get((one, True)), found.get((one, False))
        if one.price and more is not None:
            less = Move(0.5, tuple(self._on_line(more, 0.5)))
        return Influence(one, less, more)

    def _on_line(self, more: Move, factor: float) -> list[float]:
        """Return the gain at a factor of a price, on the line through the present and another factor."""
        share = (factor - 1) / (more.factor - 1)
        return [now + share * (there - now) for now, there in zip(self.present, more.gain, strict=True)]

    def _bracket(self, one: Influence) -> Bracket | None:
        """Return between which values the verdict reverses, the nearer side first; for a price the very value."""
        value = one.input.value
        for move in (one.more, one.less):
            if move is None or not self._reversed(move.gain):
                continue
            if one.input.price:
                flip = value * (1 + (move.factor - 1) * self.mean / (self.mean - move.mean))
                return Bracket(flip, flip)
            return Bracket(value, one.input.at(move.factor), one.input.whole)
        return None

    def _reversed(self, gain: Sequence[float]) -> bool:
        return (estimate(gain).mean or 0.0) * self.mean <= 0

    def _pair(self, one: Input, factors: Sequence[float]) -> tuple[float, Scenario, Scenario] | None:
        """Return both scenarios with an input moved by the first of these factors that both accept."""
        for factor in factors:
            a, b = moved(self.a, [(one, factor)]), moved(self.b, [(one, factor)])
            if a is not None and b is not None:
                return factor, a, b
        return None

    def _run(self, pairs: Sequence[tuple[Scenario, Scenario]]) -> list[tuple[float, ...] | None]:
        done = self.runs.run([one for pair in pairs for one in pair], self.numbers) if pairs else []
        found = []
        for before, after in zip(done[::2], done[1::2], strict=True):
            gain = profits(before, after, self.days)
            known = tuple(one for one in gain if one is not None)
            # Over fewer customers it would not be comparable with what it is now.
            found.append(known if len(known) == len(gain) else None)
        return found
