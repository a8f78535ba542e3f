"""What `orderlab solve` and `orderlab audit` say of a plan, in words and as JSON, in the units of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from solvers import Audit, RoutingProblem
    from solvers.audited import AuditedPlan
    from solvers.instances import SolutionFile

ROUNDED = {
    ("nearest", 1): "Euclidean rounded to the nearest integer",
    ("truncated", 1): "Euclidean cut to integers",
    ("ceiling", 1): "Euclidean rounded up to integers",
    ("truncated", 10): "Euclidean truncated to one decimal",
    ("nearest", 1_000): "Euclidean rounded to three decimals",
    ("nearest", 10_000): "Euclidean not rounded (four decimals kept)",
}


def convention(problem: RoutingProblem) -> str:
    """How distances are rounded and what counts, in words."""
    from scenarios.text_tables import counted

    rounded = ROUNDED.get((problem.rounding, problem.scale), f"Euclidean {problem.rounding}, scale {problem.scale}")
    limit = f"{counted(problem.fleet_size, 'vehicle')} at most"
    fleet = "vehicles free" if problem.fleet_size >= problem.stops else limit
    return f"{'matrix as given' if problem.distance is not None else rounded}, total {problem.objective}, {fleet}"


def cost_parts(problem: RoutingProblem, found: Audit) -> dict[str, float | int]:
    """What a plan's cost is made of, in the units of the file; prizes of stops left out come on top of the cost."""
    from solvers.instances import in_file_units
    from solvers.problem import Objective

    parts = asdict(found.split)
    if problem.objective is Objective.VEHICLES_THEN_DISTANCE:
        parts["fixed"] = 0  # the weight of a vehicle against distance is no cost
    return {part: in_file_units(value, problem.scale) for part, value in parts.items()}


class Named(Protocol):
    """A solver, or what is known of one that ran elsewhere."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def iteration_unit(self) -> str:
        """What one of its iterations is."""


@dataclass(frozen=True, slots=True)
class Solved:
    """An audited plan of a file, by a solver, and why it leaves stops out."""

    file: Path
    problem: RoutingProblem
    engine: Named
    plan: AuditedPlan
    reasons: Mapping[int, str]

    @property
    def wrong(self) -> str:
        """Why the check of this plan says no; an empty text where it says yes."""
        if self.plan.status not in ("done", "interrupted"):
            return f"{self.plan.status}: {self.plan.reason}"
        if required := self.plan.required_unserved(self.problem):
            stops = "1 required stop is" if len(required) == 1 else f"{len(required)} required stops are"
            return f"{stops} not served, stop {required[0]}: {self.reasons[required[0]]}"
        return ""

    def document(self, *, timetable: bool = False) -> dict[str, Any]:
        """The JSON of one solve, as the contracts fix it, and its timetable where that is asked for."""
        from scenarios.commands import timetables
        from solvers.instances import in_file_units

        plan, scale = self.plan, self.problem.scale
        assert plan.audit is not None
        # of a solver that never called back only the plan itself has been audited
        trace = plan.trace if plan.trace_by == "audit" else [(plan.seconds, plan.audit.objective_cost)]
        return {
            "solver": self.engine.name,
            "cost": in_file_units(plan.audit.cost, scale),
            "objective": str(self.problem.objective),
            "convention": convention(self.problem),
            "split": cost_parts(self.problem, plan.audit),
            "feasible": not self.wrong,
            "unserved": {str(stop): reason for stop, reason in sorted(self.reasons.items())},
            "vehicles": plan.audit.vehicles,
            "routes": [list(route.stops) for route in plan.routes],
            "seconds": round(plan.seconds, 3),
            "trace": [[round(when, 3), in_file_units(cost, scale)] for when, cost in trace],
            **({"timetable": timetables.timetable(self.problem, plan.routes)} if timetable else {}),
        }

    def in_words(self, *, timetable: bool = False) -> str:
        """The same for a person."""
        from scenarios.commands import timetables
        from scenarios.text_tables import counted
        from solvers.instances import in_file_units
        from solvers.instances.lines import printable

        plan = self.plan
        assert plan.audit is not None
        cost, vans = in_file_units(plan.audit.cost, self.problem.scale), counted(plan.audit.vehicles, "vehicle")
        done = f"{plan.iterations} iterations ({self.engine.iteration_unit}), " if plan.status == "done" else ""
        lines = [
            f"{printable(self.file.name)}: cost {cost} with {vans} by {self.engine.name}",
            f"  {convention(self.problem)}",
            f"  {done}{plan.seconds:.2f} CPU seconds",
        ]
        parts = {part: value for part, value in cost_parts(self.problem, plan.audit).items() if value}
        lost = parts.pop("prizes", None)
        if len(parts) > 1:
            lines.append(f"  of it {', '.join(f'{part} {value}' for part, value in parts.items())}")
        if lost:
            lines.append(f"  prizes lost with the stops left out, on top of it: {lost}")
        lines += [f"  {text}" for text in plan.audit.violations]
        lines += [f"  stop {stop} is not served: {reason}" for stop, reason in sorted(self.reasons.items())]
        if timetable and plan.routes:
            lines += ["", timetables.in_words(self.problem, plan.routes)]
        return "\n".join(lines)


def reasons_of(problem: RoutingProblem, plan: AuditedPlan) -> dict[int, str]:
    """Why each stop is left out: with what would help for the first stops, by the solver's word for the rest."""
    from solvers import explain

    reasons = dict(plan.unserved)
    if plan.audit is not None and plan.audit.feasible and reasons:
        reasons |= {found.stop: str(found) for found in explain(problem, plan.routes)}
    return reasons


@dataclass(frozen=True, slots=True)
class Checked:
    """What the audit makes of a plan that was read from a file."""

    sol: Path
    problem: RoutingProblem
    read: SolutionFile
    audit: Audit

    @property
    def cost(self) -> float | int:
        """The cost in the units of the file."""
        from solvers.instances import in_file_units

        return in_file_units(self.audit.cost, self.problem.scale)

    @property
    def contradiction(self) -> str:
        """What the file says its plan costs where that is untrue; else an empty text."""
        if self.read.stated is None or not self.read.contradicts(self.problem, self.cost):
            return ""
        return f"{self.sol}: states cost {self.read.stated:.15g}, the audit finds {self.cost}"

    def document(self, *, timetable: bool = False) -> dict[str, Any]:
        """The JSON of one audit, with `stated` where the file states another cost, and its timetable if asked for."""
        from scenarios.commands import timetables

        shape = {"cost": self.cost, "feasible": self.audit.feasible, "violations": list(self.audit.violations)}
        times = {"timetable": timetables.timetable(self.problem, self.read.routes)} if timetable else {}
        return shape | ({"stated": self.read.stated} if self.contradiction else {}) | times

    def in_words(self, *, timetable: bool = False) -> str:
        """The same for a person."""
        from scenarios.commands import timetables
        from scenarios.text_tables import counted

        verdict = "feasible" if self.audit.feasible else "not feasible"
        lines = [f"cost {self.cost}, {counted(self.audit.vehicles, 'vehicle')}, {verdict}"]
        lines += [f"  {text}" for text in self.audit.violations]
        if timetable and any(route.stops for route in self.read.routes):
            lines += ["", timetables.in_words(self.problem, self.read.routes)]
        return "\n".join(lines)
