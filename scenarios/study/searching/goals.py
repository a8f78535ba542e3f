"""What a planner wants: a KPI as small or as large as it can be, and others kept to a limit.

A limit is judged with the interval of the KPI and not with its mean: it *holds* when the whole interval keeps it,
*fails* when none of it does, and is *open* in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scenarios.errors import InputError, nearest
from scenarios.study.statistics.intervals import Estimate

Standing = Literal["holds", "open", "fails"]

_LIMIT = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(>=|<=)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")
_BOUND = re.compile(r"\s*(>=|<=)\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*")


@dataclass(frozen=True, slots=True)
class Objective:
    """A KPI and which way is wanted: ``down`` or ``up``."""

    kpi: str
    direction: Literal["down", "up"]

    @property
    def words(self) -> str:
        """What is done to the KPI, for a sentence."""
        return f"{'smallest' if self.direction == 'down' else 'largest'} {self.kpi}"

    def loss(self, value: float) -> float:
        """Return the value turned so that smaller is better."""
        return value if self.direction == "down" else -value


@dataclass(frozen=True, slots=True)
class Constraint:
    """A KPI that must not fall below (``>=``) or rise above (``<=``) a limit, in the KPI's unit."""

    kpi: str
    sign: Literal[">=", "<="]
    limit: float

    def __str__(self) -> str:
        return f"{self.kpi} {self.sign} {self.limit:g}"

    def violation(self, value: float) -> float:
        """Return by how much a value breaks the limit; zero when it keeps it."""
        return max(0.0, self.limit - value if self.sign == ">=" else value - self.limit)

    def judge(self, found: Estimate) -> Standing:
        """Judge an interval; without one the question stays open."""
        if found.low is None or found.high is None:
            return "open"
        keeps = [not self.violation(end) for end in (found.low, found.high)]
        return "holds" if all(keeps) else "open" if any(keeps) else "fails"


def judge_all(constraints: Sequence[Constraint], found: Mapping[str, Estimate]) -> Standing:
    """Judge several limits together: one that fails is enough, all must hold."""
    verdicts = {constraint.judge(found[constraint.kpi]) for constraint in constraints}
    return "fails" if "fails" in verdicts else "open" if "open" in verdicts else "holds"


def known_kpi(kpi: str, origin: str) -> str:
    """Return the key of a KPI if there is one like it.

    Raises
    ------
    InputError
        With the nearest ones. Whether a station of a family (``wait.picking.north``) exists only a run can tell.
    """
    from sim.kpis.definitions import DEFINITIONS, FAMILIES, OF_OPTIONS, definition
    from sim.tape import PREFERENCES

    families = {family.key for family in FAMILIES}
    try:
        definition(kpi)
    except KeyError:
        known = False
    else:
        known = kpi not in families
    if not known:
        accepted = [f"{key}.NAME" if key in families else key for key in DEFINITIONS if key not in OF_OPTIONS]
        accepted += [f"{key}.{option}" for key in OF_OPTIONS for option in PREFERENCES]
        raise InputError(f"{origin}: {kpi}: no such KPI, {nearest(kpi, accepted)}")
    return kpi


def parse_objective(minimise: str | None, maximise: str | None) -> Objective:
    """Return the objective of ``--minimise KPI`` or ``--maximise KPI``.

    Raises
    ------
    InputError
        If none or both are given, or the KPI is unknown.
    """
    if minimise is not None and maximise is not None:
        raise InputError("--maximise: given beside --minimise, one of them is accepted")
    if minimise is not None:
        return Objective(known_kpi(minimise, "--minimise"), "down")
    if maximise is not None:
        return Objective(known_kpi(maximise, "--maximise"), "up")
    raise InputError("--minimise: missing, a KPI such as cost_per_order is accepted (or --maximise)")


def parse_targets(targets: Mapping[str, str], place: Callable[[str], str]) -> list[Constraint]:
    """Return the limits that ``targets`` name.

    Parameters
    ----------
    targets
        KPI -> ``>= number`` or ``<= number``.
    place
        Says where the limit of a KPI was written.

    Raises
    ------
    InputError
        If there is no such KPI, or a limit cannot be read.
    """
    found = []
    for kpi, limit in targets.items():
        where = f"{place(kpi)}: targets"
        known_kpi(kpi, where)
        if not _BOUND.fullmatch(limit):
            raise InputError(f'{where}.{kpi}: {limit}: not read, ">= number" and "<= number" are accepted')
        found.append(parse_constraint(f"{kpi} {limit}", where))
    return found


def parse_constraint(text: str, origin: str = "--subject-to") -> Constraint:
    """Read ``KPI >= number`` or ``KPI <= number``.

    Raises
    ------
    InputError
        If it cannot be read, or no value of the KPI's unit could meet it.
    """
    found = _LIMIT.fullmatch(text)
    if found is None:
        raise InputError(f'{origin}: {text}: not read, "KPI >= number" and "KPI <= number" are accepted')
    kpi, limit = known_kpi(found[1], origin), float(found[3])
    refuse_out_of_reach(kpi, limit, f"{origin}: {text}")
    return Constraint(kpi, ">=" if found[2] == ">=" else "<=", limit)


def refuse_out_of_reach(kpi: str, limit: float, told: str) -> None:
    """Raise an InputError for a limit on a share that is no share: every value would keep it, or none."""
    from sim.kpis import definition

    if definition(kpi).unit == "share" and kpi != "profit_margin" and not 0 <= limit <= 1:
        raise InputError(f"{told}: {kpi} is a share, a limit from 0 to 1 is accepted (0.95 for 95 %)")
