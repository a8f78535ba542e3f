"""What studies found, on a screen: the table of a sweep, a search and its claim, influences in words."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.answer import in_words
from scenarios.reading import plain
from scenarios.spans import spans
from scenarios.study.explaining.explain import Explanation, Influence, Move
from scenarios.study.labels import short_name
from scenarios.study.running.estimates import KpiEstimate
from scenarios.study.searching.finals import Entry
from scenarios.study.searching.goals import Constraint
from scenarios.study.searching.optimise import Optimum, Trial
from scenarios.study.searching.sensitivity import Effect, Influences, Share
from scenarios.study.searching.sweep import Sweep
from scenarios.study.statistics.intervals import EQUAL, UNCLEAR, Estimate
from scenarios.text_tables import counted, number, signed, text_table, unit_label
from sim.kpis import HEADLINE, definition

SHOWN_TRIALS = 10
"""Rows of the table of trials; JSON has them all."""

SHOWN_KPIS = 6
"""Columns of the table of a sweep; more is not read."""


def sweep_table(sweep: Sweep, kpis: Sequence[str]) -> str:
    """Return a row a point: its settings, and the first few of these KPIs with half the width of their intervals."""
    currency = sweep.scenario.config.currency
    ordered = sorted(kpis, key=lambda key: HEADLINE.index(key) if key in HEADLINE else len(HEADLINE))
    shown = ordered[:SHOWN_KPIS]
    head = [*sweep.paths, *(_headed(key, currency) for key in shown)]
    rows = [
        [*(plain(value) for value in point.settings.values()), *(_spread(found.get(key)) for key in shown)]
        for point, found in zip(sweep.points, sweep.kpis(), strict=True)
    ]
    count = max(len(result.replications) for result in sweep.results)
    each = spans(count, sweep.results[0].days_counted)
    per_cent = f"{100 * sweep.scenario.experiment.confidence:g} %"
    lines = [f"{sweep.scenario.name}: {counted(len(rows), 'setting')}, {each} each, {per_cent} intervals, net of VAT"]
    lines.append(
        text_table(head, rows) if shown else f"No KPI differs between the {len(rows)} settings (--kpi shows one)."
    )
    if len(ordered) > len(shown):
        lines.append(
            f"{len(ordered) - len(shown)} further KPIs differ (--kpi shows one; the folder has the table of all)"
        )
    lines += [
        f"{point.scenario.name}: {len(result.failures)} simulations failed: {result.failures[0].failure}"
        for point, result in zip(sweep.points, sweep.results, strict=True)
        if result.failures
    ]
    return "\n".join(lines)


def optimum_in_words(found: Optimum) -> str:
    """Return the trials, the final, the best settings and how sure that is."""
    currency = found.scenario.config.currency
    kpis = list(found.trials[0].found)
    looked = found.trials[0].found[kpis[0]].n
    ranked = sorted(found.trials, key=lambda trial: _order(found, trial))
    which = "every setting there is" if found.exhaustive else "the best of the search first"
    lines = [*claim(found), *([] if found.comparison is None else in_words(found.comparison)), ""]
    many = counted(len(found.trials), "setting")
    lines += [f"Search: {many}, {spans(looked, found.scenario.config.days)} each; {which}"]
    paths = list(found.trials[0].settings)
    head = [*paths, *(_headed(kpi, currency) for kpi in kpis)]
    lines.append(
        text_table(
            head,
            [
                [*map(plain, trial.settings.values()), *(number(trial.found[kpi].mean, _unit(kpi)) for kpi in kpis)]
                for trial in ranked[:SHOWN_TRIALS]
            ],
        )
    )
    if len(ranked) > SHOWN_TRIALS:
        lines.append(f"{len(ranked) - SHOWN_TRIALS} further settings (--json lists them)")
    failed = [trial for trial in found.trials if trial.failure][:SHOWN_TRIALS]
    lines += [f"Without a result: {short_name(trial.scenario)}: {trial.failure}" for trial in failed]
    lines += ["", "Final: over customers the search never saw"]
    limits = [str(constraint) for constraint in found.constraints]
    rows = [
        [*map(plain, trial.settings.values()), *(_interval(entry.found[kpi], _unit(kpi)) for kpi in kpis)]
        + ([limits_in_words(entry)] if limits else [])
        for trial, entry in zip(found.finalists, found.final.entries, strict=True)
    ]
    lines.append(text_table([*head, *([" and ".join(limits)] if limits else [])], rows))
    return "\n".join(lines)


def influences_in_words(kpi: str, influences: Influences, currency: str) -> str:
    """Return the influences on a KPI, largest first, and what each means."""
    unit = _unit(kpi)
    lines = [f"{kpi}, percentage points" if unit == "share" else _headed(kpi, currency)]
    rows: list[list[str]] = []
    for one in influences:
        rows.append([*influence_cells(one, unit), *([shape_of(one)] if isinstance(one, Effect) else [])])
    if isinstance(influences[0], Effect):
        head = ["input", "range", "low to high", "size", "what it is"]
    else:
        head = ["input", "range", "% of variance alone", "% with others"]
    return "\n".join([*lines, text_table(head, rows)])


def influence_cells(one: Effect | Share, unit: str) -> list[str]:
    """Return an influence as cells of a table: its input, the range, and two numbers."""
    between = f"{one.input.low:g} to {one.input.high:g}"
    if isinstance(one, Effect):
        size = Estimate(one.size, one.size - one.half_width, one.size + one.half_width, 0)
        return [one.input.name, between, signed(one.mean, unit), _interval(size, unit)]
    first = f"{100 * one.first:.0f} (+- {100 * one.first_half_width:.0f})"
    total = f"{100 * one.total:.0f} (+- {100 * one.total_half_width:.0f})"
    return [one.input.name, between, first, total]


def most_moving(kpi: str, influences: Influences, currency: str) -> str:
    """Say in a sentence which inputs move a KPI most, and which do nothing."""
    unit = _unit(kpi)
    title, label = definition(kpi).title, unit_label(unit, currency)
    moving = [one for one in influences if (one.size if isinstance(one, Effect) else one.total) > 0]
    if not moving:
        return f"{title}: none of the inputs moves it within its range."
    told = []
    for one in moving[:3]:
        if isinstance(one, Effect):
            change = f"{signed(one.mean, unit)} {'points' if unit == 'share' else label}".rstrip()
            told.append(f"{one.input.name} ({change} from {one.input.low:g} to {one.input.high:g})")
        else:
            told.append(f"{one.input.name} ({100 * one.total:.0f} % of what varies)")
    still = [one.input.name for one in influences if one not in moving]
    nothing = f"; {', '.join(still)} {'does' if len(still) == 1 else 'do'} nothing" if still else ""
    return f"{title}: what moves it most is {', then '.join(told)}{nothing}."


def explanation_in_words(found: Explanation, currency: str) -> str:
    """Return the inputs an answer hangs on, whose numbers they are, and where the verdict reverses."""
    lines = [
        f"What this hangs on: {found.candidates} inputs screened; profit of B is now "
        f"{_change(found.now.mean)} {currency} a month over the {found.now.n} runs used here"
    ]
    if not found.influences:
        return "\n".join([*lines, "None of the inputs that stood out in the screen moves it."])
    rows = []
    for one in found.influences:
        now = " / ".join(dict.fromkeys(plain(value) for value in (one.input.a, one.input.b) if value is not None))
        reverses = _flip(one) if found.searched else "no verdict to reverse"
        rows.append([one.input.name, now, one.input.source, _at(one, one.less), _at(one, one.more), reverses])
    head = [
        "input",
        "now",
        "whose number",
        f"if less: profit, {currency} a month",
        f"if more: profit, {currency} a month",
        "break-even",
    ]
    return "\n".join([*lines, text_table(head, rows)])


def _at(one: Influence, move: Move | None) -> str:
    return "-" if move is None else f"{_change(move.mean)} at {_place(one, one.input.at(move.factor))}"


def _place(one: Influence, value: float) -> str:
    """Write a value of an input; where A and B have different ones, by how much both are multiplied."""
    alike = None in (one.input.a, one.input.b) or one.input.a == one.input.b
    return f"{value:.4g}" if alike else f"{value / one.input.value:.3g} times"


def _change(value: float | None) -> str:
    return "-" if value is None else f"{value:+,.0f}"


def _flip(one: Influence) -> str:
    """Say where the verdict reverses, or in which range it was not seen to."""
    if one.flip is not None:
        low, high = sorted((one.flip.near, one.flip.far))
        return f"at {_place(one, low)}" if low == high else f"between {_place(one, low)} and {_place(one, high)}"
    ends = [f"at {_place(one, one.input.at(move.factor))}" for move in (one.less, one.more) if move is not None]
    return f"neither {ends[0]} nor {ends[1]}" if len(ends) == 2 else f"not {ends[0]}"


def shape_of(effect: Effect | Share) -> str:
    """Say how an effect behaves, by what Garcia Sanchez et al. (2014, Energy and Buildings 68) read off sigma / mu*."""
    if isinstance(effect, Share):
        return "alone" if effect.total <= effect.first + 0.05 else "hangs on the other inputs"
    if not effect.size:
        return "does nothing"
    ratio = effect.spread / effect.size
    if ratio < 0.1:
        return "steady"
    return "steady, of varying strength" if ratio < 0.5 else "curved, or hangs on the other inputs"


def claim(found: Optimum) -> list[str]:
    """The best settings, and what can be said of them."""
    best, final, kpi = found.best, found.final, found.objective.kpi
    if best is None or final.best is None or final.selection is None:
        broken = " and ".join(str(constraint) for constraint in found.constraints)
        return [f"No setting of the final keeps {broken}: another limit or other levers are needed."]
    unit, currency = _unit(kpi), found.scenario.config.currency
    label = unit_label(unit, currency)
    entry = final.entries[final.best]
    lines = [f"Best: {best.set_line}", f"{definition(kpi).title}: {_interval(entry.found[kpi], unit)} {label}."]
    lines += [_kept(constraint, entry) for constraint in found.constraints]
    if edges := found.at_the_edge():
        lines.append(f"At the edge of its range: {', '.join(edges)}. Beyond it may lie better ones.")
    rivals = len(final.selection.means) - 1
    if rivals:
        sure = "at least" if final.selection.guaranteed else "about"
        why = "" if final.selection.guaranteed else ", an estimate: the simulations ran out before it was certain"
        lines.append(
            f"With a probability of {sure} {100 * final.selection.probability:.3g} % no other "
            f"of the {rivals + 1} in the final is better by more than {number(final.indifference, unit)} {label}{why}."
        )
    gain = final.gain
    if gain is not None and gain.verdict in (EQUAL, UNCLEAR):
        lines.append(f"Against what stands now: {gain.verdict}.")
    elif gain is not None:
        change = _interval(gain.estimate, unit, sign=True)
        lines.append(f"Against what stands now: {gain.verdict}, {change} {label}.")
    return lines


def _kept(constraint: Constraint, entry: Entry) -> str:
    found, unit = entry.found[constraint.kpi], _unit(constraint.kpi)
    word = {"holds": "holds", "open": "is not shown to hold", "fails": "fails"}[constraint.judge(found)]
    return f"{constraint} {word}: {_interval(found, unit)} {unit_label(unit, '')}".rstrip() + "."


def limits_in_words(entry: Entry) -> str:
    """Say how a setting of the final keeps the limits."""
    return {"holds": "holds", "open": "not shown", "fails": "fails"}[entry.limits]


def _order(found: Optimum, trial: Trial) -> tuple[float, float]:
    mean = trial.found[found.objective.kpi].mean
    return trial.violation, float("inf") if mean is None else found.objective.loss(mean)


def _unit(kpi: str) -> str:
    return definition(kpi).unit


def _headed(kpi: str, currency: str) -> str:
    label = unit_label(_unit(kpi), currency)
    return f"{kpi}, {label}" if label else kpi


def _spread(found: KpiEstimate | None) -> str:
    """Write a mean with half the width of its interval."""
    if found is None or found.mean is None or found.low is None or found.high is None:
        return "-" if found is None else number(found.mean, found.unit)
    return f"{number(found.mean, found.unit)} +- {number((found.high - found.low) / 2, found.unit)}"


def _interval(found: Estimate, unit: str, *, sign: bool = False) -> str:
    write = signed if sign else number
    middle = write(found.mean, unit)
    return middle if found.low is None else f"{middle} ({write(found.low, unit)} to {write(found.high, unit)})"
