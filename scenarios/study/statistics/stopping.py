"""When a sequential experiment has seen enough, and what that does to its intervals.

It looks after the minimum of replications and then after every fifth more, and stops at the first look at which every
interval asked for is narrow enough. A sample that happens to vary little looks precise too soon, so the interval of the
sample that was stopped at covers too seldom: from a minimum of 5 replications 92 % in place of 95 %, from 2 only 88 %
(Singham and Schruben 2012, INFORMS Journal on Computing 24(4), 624-635; measured here likewise). How often one looks
hardly matters; how small the first sample was does. Therefore Student's quantile keeps the degrees of freedom of the
minimum however long the experiment goes on, as in Stein's two-stage procedure (1945, Annals of Mathematical Statistics
16(3), 243-258): the coverage stays at 94 % or more for normal observations, for the price of a third more replications
from a minimum of 10, and twice as many from 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.document import Experiment, Precision, Sequential
from scenarios.errors import InputError, nearest
from scenarios.study.running.replication import Replication
from scenarios.study.searching.goals import Constraint, known_kpi
from scenarios.study.statistics.intervals import UNCLEAR, Difference, Estimate, estimate, gaps
from scenarios.study.statistics.margins import margin
from scenarios.study.statistics.observed import kpi_estimate, step
from scenarios.study.statistics.simultaneous import Pair, differences
from sim.kpis import ANSWER, HEADLINE, definition

LATENESS = "on_time_delivery"
"""The KPI that the first sentence of a comparison tells beside the profit."""


def first_look(wanted: int | Sequential) -> int:
    """Return how many replications are run before anything is decided."""
    return wanted.min if isinstance(wanted, Sequential) else wanted


def looks(wanted: Sequential) -> Iterator[int]:
    """Give the numbers of replications at which the rule is asked, from the minimum to the maximum.

    They depend on nothing but the rule, so neither does where the experiment stops. Until an answer is clear they are
    few, each twice as far as the one before, because each of them costs confidence.
    """
    total = wanted.min
    if wanted.until == "clear":
        while 3 * total < 2 * wanted.max:
            yield total
            total *= 2
        yield wanted.max
        return
    while total < wanted.max:
        yield total
        total += max(1, total // 5)
    yield wanted.max


def degrees_of_freedom(wanted: int | Sequential) -> int | None:
    """Return the degrees of freedom that an interval has at most; None where the number was fixed beforehand."""
    return wanted.min - 1 if isinstance(wanted, Sequential) and wanted.until != "clear" else None


def confidence(experiment: Experiment) -> float:
    """Return the confidence of each interval of a comparison.

    One that goes on until the answer is clear looks several times, and every look may be the last: each gets its part
    of the error (Bonferroni), so that the answer at whichever look it stops is as sure as it says.
    """
    wanted = experiment.replications
    if not isinstance(wanted, Sequential) or wanted.until != "clear":
        return experiment.confidence
    return 1 - (1 - experiment.confidence) / sum(1 for _ in looks(wanted))


def stop_after(
    experiment: Experiment,
    seen: Sequence[Replication],
    others: Sequence[Sequence[Replication]] = (),
    targets: Sequence[Constraint] = (),
) -> int | None:
    """Return after how many replications there are enough; None when more are to be run.

    Parameters
    ----------
    experiment
        Of the scenario, or of the baseline of a comparison.
    seen
        Its replications so far, in order.
    others
        Those of each scenario that is compared with it; where a rule watches the difference, it is theirs minus its.
    targets
        Limits that each of them is to keep, which has to be clear before the answer is.

    Raises
    ------
    InputError
        If there is no KPI of a name that is to be watched, which is said before anything is run.
    """
    wanted = experiment.replications
    ready = min(len(one) for one in (seen, *others))
    if not isinstance(wanted, Sequential):
        return wanted if ready >= wanted else None
    for precision in wanted.watched:
        _check_known(precision.kpi, seen)
    for total in looks(wanted):
        if total > ready:
            return None
        first, further = seen[:total], [one[:total] for one in others]
        if total == wanted.max or (
            _clear(experiment, wanted, first, further, targets)
            if wanted.until == "clear"
            else _enough(experiment, wanted, first, further)
        ):
            return total
    return wanted.max


def _clear(
    experiment: Experiment,
    wanted: Sequential,
    seen: Sequence[Replication],
    others: Sequence[Sequence[Replication]],
    targets: Sequence[Constraint],
) -> bool:
    """Whether it is clear of every alternative which way profit goes, and of every scenario which targets it keeps.

    A gap in lateness that anybody would ask about is waited for too, as far as the rest of the replications may tell:
    the answer says in one sentence with the profit how many more orders come late.
    """
    sure, own = confidence(experiment), [one.kpis for one in seen]
    every = [own, *([one.kpis for one in other] for other in others)]

    def judged(keys: Sequence[str]) -> list[tuple[str, Difference]]:
        """The KPIs in each alternative, all of them one family."""
        members = [(key, values) for values in every[1:] for key in keys]
        family = [
            Pair(
                [one.get(key) for one in own],
                [one.get(key) for one in values],
                definition(key).direction,
                margin(key, own, experiment.margins),
                however_small=key in ANSWER,
                step=step(key, own),
            )
            for key, values in members
        ]
        return list(zip((key for key, _ in members), differences(family, sure), strict=True))

    if any(one.verdict == UNCLEAR for _, one in judged(ANSWER)):
        return False
    if any(target.judge(kpi_estimate(target.kpi, values, sure)) == "open" for target in targets for values in every):
        return False
    return not any(
        key == LATENESS and one.large and (one.replications_needed or 0) <= wanted.max
        for key, one in judged([key for key in HEADLINE if key not in ANSWER])
    )


def _enough(
    experiment: Experiment, wanted: Sequential, seen: Sequence[Replication], others: Sequence[Sequence[Replication]]
) -> bool:
    return all(
        _narrow(found, precision)
        for precision in wanted.watched
        for found in _estimates(precision, experiment.confidence, degrees_of_freedom(wanted), seen, others)
    )


def _estimates(
    precision: Precision,
    sure: float,
    freedom: int | None,
    seen: Sequence[Replication],
    others: Sequence[Sequence[Replication]],
) -> list[Estimate]:
    """Return the intervals that are to be narrow, as they are printed: of the KPI, or of each difference."""
    kpi, own = precision.kpi, [one.kpis for one in seen]
    if precision.of == "value":
        return [kpi_estimate(kpi, own, sure, freedom)]
    before = [one.get(kpi) for one in own]
    after = [[one.kpis.get(kpi) for one in other] for other in others]
    return [estimate(gaps(before, values), sure, freedom, step=step(kpi, own)) for values in after]


def _check_known(kpi: str, seen: Sequence[Replication]) -> None:
    """Refuse a KPI that is not defined, or of a station that no replication has."""
    origin = "experiment.replications.until.kpi"
    known_kpi(kpi, origin)
    found = dict.fromkeys(key for one in seen for key in one.kpis)
    if found and kpi not in found:
        raise InputError(f"{origin}: {kpi}: no such KPI, {nearest(kpi, found)}")


def _narrow(found: Estimate, precision: Precision) -> bool:
    if found.half_width is None or found.mean is None:
        return False
    if precision.half_width is not None:
        return found.half_width <= precision.half_width
    return found.half_width <= (precision.relative_half_width or 0.0) * abs(found.mean)
