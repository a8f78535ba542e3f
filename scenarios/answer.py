"""The answer in plain words: profit and lateness first, what it hangs on, which targets it keeps.

One sentence says what a planner has to know, with its sign taken from the paired change of profit and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scenarios.spans import spans
from scenarios.study.explaining.accounting import Piece, at_default_prices, on_defaults, pieces
from scenarios.study.explaining.break_even import BreakEven, break_even
from scenarios.study.explaining.money import MONTHS_A_YEAR, Compared, Money, money, whole_month
from scenarios.study.explaining.unanswered import answered_in_one, unanswered
from scenarios.study.explaining.whose import told_whose
from scenarios.study.labels import label
from scenarios.study.running.results import RunResult
from scenarios.study.searching.goals import Constraint, Standing
from scenarios.study.statistics.intervals import EQUAL, MOST_NEEDED, UNCLEAR, Difference
from scenarios.study.statistics.observed import kpi_estimate
from scenarios.study.statistics.stopping import confidence
from scenarios.text_tables import number, unit_label
from sim.kpis import definition

Span = Literal["month", "year"]
"""What money is told for; a year is twelve months."""

SMALL = 0.005
"""Share of all that moves below which a part of the bridge is not told on a screen."""


def in_words(comparison: Compared, per: Span = "month") -> list[str]:
    """Say what a comparison shows to someone who has to decide, the answer in the first line."""
    worth = money(comparison)
    if worth is None or worth.profit.mean is None:
        return ["No simulation has a profit in both."]
    lines = [first_line(comparison, worth, per)]
    lines += _bridge(comparison, worth, per)
    lines += _payback(comparison, worth)
    lines += _hangs_on(pieces(comparison))
    lines += _volume(comparison)
    for key in ("customer_satisfaction",):
        if (found := comparison.kpis().get(key)) is not None and found.shown:
            lines.append(_sentence(key, found))
    if not comparison.same_customers:
        names = f"{comparison.a.scenario.name} and {comparison.b.scenario.name}"
        lines.append(f"{names} did not meet the same customers, so their luck differs too.")
    return lines


def first_line(comparison: Compared, worth: Money, per: Span = "month") -> str:
    """Say profit, lateness, at which worth of a late order that turns, and which targets are broken."""
    currency, said = comparison.a.simulated.currency, label(comparison.a.scenario, comparison.b.scenario)
    profit, judged = worth.profit, comparison.kpis()["profit"]
    change = f"{said}: {_survivors(comparison)}profit {amount(profit.mean, per)} {currency} a {per}"
    change += f" ({_interval(worth, per)})"
    if judged.verdict == UNCLEAR and profit.low is not None:
        change += f", which may be chance{_needed(comparison, judged)}"
    elif judged.verdict == EQUAL:
        change += ", no change that matters"
    if reason := next(filter(None, (whole_month(run, per) for run in (comparison.a, comparison.b))), ""):
        change += f", {reason}"
    found = break_even(comparison)
    sentences = [change + _lateness(comparison, worth, found, per)]
    if found is not None:
        sentences += _turns(comparison, worth, found, per)
    sentences += _targets(comparison)
    if them := " and ".join(unanswered(comparison.a.scenario, comparison.b.scenario)):
        sentences.append(f"Customers of the model do not answer {them}: orders won or lost by it are not in this")
    for what, side, elasticity in answered_in_one(comparison.a.scenario, comparison.b.scenario):
        sentences.append(f"Customers of {side} alone answer {what}: only with {elasticity} in both is this its worth")
    return ". ".join(sentences) + "."


def amount(value: float | None, per: Span = "month", *, sign: bool = True) -> str:
    """Write money a month or a year; whole units, unless that would leave nothing."""
    times = MONTHS_A_YEAR if per == "year" else 1
    exact = 0.0 if value is None else times * value
    text = f"{exact:+,.0f}" if abs(exact) >= 0.5 or not exact else f"{exact:+,.2f}"
    return text if sign else text.lstrip("+-")


def standings(comparison: Compared) -> list[tuple[Constraint, Standing, Standing]]:
    """Return each target, and how A and B stand to it; who failed in some replications is not shown to keep it."""
    runs = (comparison.a, comparison.b)
    targets = next((run.scenario.targets for run in runs if run.scenario.targets), [])
    sure = confidence(comparison.a.scenario.experiment)

    def stands(one: Constraint, run: RunResult) -> Standing:
        found = one.judge(kpi_estimate(one.kpi, run.observed, sure))
        return "open" if found == "holds" and run.failures else found

    return [(one, stands(one, comparison.a), stands(one, comparison.b)) for one in targets]


def part_name(key: str) -> str:
    """Name a part of the profit as a planner does."""
    known = {
        "turnover.goods": "goods sold",
        "turnover.shipping": "delivery charged",
        "turnover.stores": "sold in stores",
        "extra_basket_sales": "sales at collection",
    }
    return known.get(key, key.removeprefix("cost.").replace("_", " "))


def _survivors(comparison: Compared) -> str:
    """Say that only some of the pairs are compared, because one of the two could not be simulated in the others.

    Those are hardly the easiest, so what the rest show may flatter who failed.
    """
    count, failed = len(comparison.a.replications), {one.number for one in comparison.a.failures}
    later = {one.number for one in comparison.b.failures}
    if not failed | later:
        return ""
    who = " and ".join(
        f"{len(some)} failed with {run.scenario.name}"
        for some, run in ((failed, comparison.a), (later, comparison.b))
        if some
    )
    left = count - len(failed | later)
    return f"in the {left} of {spans(count, comparison.a.days_counted)} that both have ({who}), "


def _interval(worth: Money, per: Span) -> str:
    low, high, mean = worth.profit.low, worth.profit.high, worth.profit.mean or 0.0
    if low is None or high is None:
        return "simulated once, so how much is chance is not known"
    if low == high:
        return "the same in every simulation"
    # Where all of it has the sign of the mean the signs need not be said again.
    sign = not (low > 0 and mean > 0)
    return f"{amount(low, per, sign=sign)} to {amount(high, per, sign=sign)}"


def _lateness(comparison: Compared, worth: Money, found: BreakEven | None, per: Span) -> str:
    on_time = comparison.kpis().get("on_time_delivery")
    if on_time is None or on_time.a is None or on_time.b is None:
        return ""
    both = f"{100 * on_time.a:.1f} and {100 * on_time.b:.1f} %"
    if on_time.verdict == EQUAL:
        return f", as many on time ({both})"
    if on_time.verdict == UNCLEAR and abs(on_time.estimate.mean or 0.0) <= on_time.margin:
        return f"; on time {both}, no difference that matters seen{_needed(comparison, on_time)}"
    shares = f"on time {100 * on_time.a:.1f} to {100 * on_time.b:.1f} %"
    if on_time.verdict == UNCLEAR:
        chance = ", which may be chance" if on_time.estimate.low is not None else ""
        return f"; {shares}{chance}{_needed(comparison, on_time)}"
    late = 0.0 if found is None else found.late * (MONTHS_A_YEAR if per == "year" else 1)
    if abs(late) < 0.5:
        return f"; {shares}"
    good, paid = late < 0, (worth.profit.mean or 0.0) > 0
    joined, many = "and" if good == paid else "but", round(abs(late))
    orders = f"order a {per} comes" if many == 1 else f"orders a {per} come"
    return f", {joined} about {many:,} {'fewer' if good else 'more'} {orders} late ({shares})"


def _needed(comparison: Compared, found: Difference) -> str:
    """Say how many simulated spans would tell, where that can be said at all."""
    needed = found.replications_needed
    if needed is None or needed >= MOST_NEEDED:
        return ""
    return f" (about {spans(needed, comparison.a.days_counted)} would tell)"


def _turns(comparison: Compared, worth: Money, found: BreakEven, per: Span) -> list[str]:
    """Say at which worth of a late order the verdict turns, where both sides of it are shown or at least large."""
    currency, lines = comparison.a.simulated.currency, []
    on_time, profit = comparison.kpis().get("on_time_delivery"), comparison.kpis()["profit"]
    told = on_time is not None and (on_time.shown or on_time.large) and (profit.shown or worth.profit.low is None)
    if told and found.worth is not None and abs(found.late) >= 0.5:
        begin = "It pays only" if on_time is None or on_time.shown else "If so, it pays only"
        if found.late > 0:
            lines.append(f"{begin} if a late order costs you less than {found.worth:,.2f} {currency}")
        else:
            lines.append(f"{begin} if a late order avoided is worth more than {found.worth:,.2f} {currency} to you")
    if found.profit is not None:
        lines.append(f"With what you say a late order costs, that is {amount(found.profit, per)} {currency} a {per}")
    return lines


def _targets(comparison: Compared) -> list[str]:
    stands = standings(comparison)
    if not stands:
        return []
    lines = []
    for word, verb in (("fails", "Breaks"), ("open", "Not shown to keep")):
        some = [(target, a) for target, a, b in stands if b == word]
        if some:
            texts = [
                f"{target} ({_value(comparison, target)}{'; so does the baseline' if a == word == 'fails' else ''})"
                for target, a in some
            ]
            lines.append(f"{verb} your target{'s' * (len(some) > 1)}: {', '.join(texts)}")
    return lines or [f"Keeps your target{'s' * (len(stands) > 1)}"]


def _value(comparison: Compared, target: Constraint) -> str:
    unit = definition(target.kpi).unit
    mean = kpi_estimate(target.kpi, comparison.b.observed).mean
    return f"{number(mean, unit)} {unit_label(unit, comparison.a.simulated.currency)}".rstrip()


def _bridge(comparison: Compared, worth: Money, per: Span) -> list[str]:
    everything = sum(map(abs, worth.bridge.values()))
    moved = sorted(((key, value) for key, value in worth.bridge.items() if value), key=lambda part: -abs(part[1]))
    shown = [(key, value) for key, value in moved if abs(value) >= SMALL * everything]
    parts = [f"{part_name(key)} {amount(value, per)}" for key, value in shown]
    rest = sum(value for _, value in moved[len(shown) :])
    if abs(rest) >= 0.5:
        parts.append(f"the rest {amount(rest, per)}")
    return [f"Of that: {', '.join(parts)} {comparison.a.simulated.currency}."] if parts else []


def _payback(comparison: Compared, worth: Money) -> list[str]:
    currency = comparison.a.simulated.currency
    if (payback := worth.payback) is not None and payback.mean is not None:
        soon = f"{payback.low:.1f}" if payback.low is not None else "?"
        late = f"to {payback.high:.1f}" if payback.high is not None else "and more"
        return [f"It costs {worth.one_off:,.0f} {currency} once, back after {payback.mean:.1f} months ({soon} {late})."]
    if worth.one_off > 0:
        return [f"It costs {worth.one_off:,.0f} {currency} once besides, which does not come back."]
    return []


def _hangs_on(found: Sequence[Piece]) -> list[str]:
    """Say how much of all that moves rests on numbers nobody set, and on which most."""
    share = on_defaults(list(found))
    if share is None:
        return []
    everything = sum(abs(one.amount) for one in found)
    largest = found[0]
    of_it = f"{100 * abs(largest.amount) / everything:.0f} %"
    line = f"{of_it} of what moves is {told_whose(largest)}"
    told = []
    if share >= SMALL:
        least = "at least " * any(one.source == "mixed" for one in found)
        told.append(f"{least}{100 * share:.0f} % rests on defaults nobody set")
    if (at_prices := at_default_prices(list(found))) >= SMALL:
        told.append(f"{100 * at_prices:.0f} % is your orders at prices nobody set")
    if told:
        line += f"; {' and '.join(told)}: put your own numbers in"
    return [f"{line}."]


def _volume(comparison: Compared) -> list[str]:
    """Say that the two did not do the same work: then no order became cheaper or dearer, there are more or fewer."""
    for key, verb in (("order_volume", "placed"), ("orders_delivered", "delivered")):
        found = comparison.kpis().get(key)
        if found is not None and found.shown and found.a and found.b is not None:
            times = found.b / found.a
            many = f"{100 * abs(times - 1):.1f} % {'more' if times > 1 else 'fewer'}"
            much = f"{times:.2f} times the orders {verb}" if not 0.5 < times < 1.5 else f"{many} orders {verb}"
            return [f"B has {much}: the two do not do the same work."]
    return []


def _sentence(key: str, found: Difference) -> str:
    about = definition(key)
    title = about.title[:1].upper() + about.title[1:]
    return f"{title} is {found.verdict} by {number(abs(found.estimate.mean or 0.0), about.unit)} {about.unit}."
