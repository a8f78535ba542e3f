"""`orderlab drive`: what becomes of a plan on a road where traffic and doors take the time they take."""

from __future__ import annotations

import json as to_json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.delivery.driving import Driven
    from solvers import RoutingProblem

QUANTILE = 0.95


def drive(
    file: Path,
    sol: Path,
    *,
    draws: int = 1000,
    seed: int = 1,
    traffic_spread: float = 0.09,
    service_spread: float = 0.15,
    json: bool = False,
) -> int:
    """Drive a plan many times: realised lateness and overtime.

    Driving and service times are multiplied by right-skewed factors of mean 1, as in a simulated business. Vans leave
    when their shift opens (as planned, where an early start costs: time on the road is priced or limited) and wait
    where they are early. Two plans of one problem meet the same traffic.

    Parameters
    ----------
    file
        The instance.
    sol
        The plan, in CVRPLIB's format.
    draws
        How often to drive it.
    seed
        Seed of traffic and doors.
    traffic_spread
        Scale of the log-logistic factor on driving times; with 0 each leg takes its planned time.
    service_spread
        Scale of the log-logistic factor on service times; with 0 each takes its planned time.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import InputError
    from scenarios.text_tables import counted, text_table
    from sim.delivery import driving
    from solvers import audit
    from solvers.instances import InstanceError, read_instance, read_plan

    try:
        problem = read_instance(file)
        plan = read_plan(sol, problem)
    except InstanceError as error:
        raise InputError(str(error)) from None
    checked = audit(problem, plan.routes, plan.unserved)
    try:
        driven = driving.drive(
            problem, plan.routes, draws=draws, seed=seed, traffic_spread=traffic_spread, service_spread=service_spread
        )
    except ValueError as error:
        raise InputError(f"--{str(error).replace('_', '-', 1)}") from None
    found = document(problem, driven)
    planned = {"cost": checked.cost / problem.scale, "vehicles": checked.vehicles, "feasible": checked.feasible}
    if json:
        print(to_json.dumps({"draws": draws, "seed": seed, "planned": planned, **found}))
        return 0
    times = "once" if draws == 1 else f"{draws} times"
    units = dict.fromkeys(("lateness", "overtime", "time_on_the_road"), f", {found['unit']}")
    told = "feasible as planned" if checked.feasible else f"not feasible as planned: {checked.violations[0]}"
    print(f"{file.name}, {sol.name}: {counted(checked.vehicles, 'vehicle')}, {told}; driven {times}")
    rows = [
        (name.replace("_", " ") + units.get(name, ""), f"{row['mean']:.2f}", f"{row['p95']:.2f}", f"{row['share']:.1%}")
        for name, row in found.items()
        if isinstance(row, dict)
    ]
    print(text_table(("a draw", "mean", "95 % of draws below", "draws with any"), rows))
    return 0


def document(problem: RoutingProblem, driven: Driven) -> dict[str, Any]:
    """Means, upper ends and how often there was any; times in minutes, or in a file's own unit."""
    import numpy as np

    minutes = problem.duration is not None and problem.scale == 1
    unit = 60.0 if minutes else float(problem.scale)
    columns = {
        "late_stops": driven.late_stops.astype(float),
        "lateness": driven.lateness / unit,
        "late_vans": driven.late_vans.astype(float),
        "overtime": driven.overtime / unit,
        "time_on_the_road": driven.time / unit,
    }
    found: dict[str, Any] = {"unit": "minutes" if minutes else "the unit of the file"}
    for name, values in columns.items():
        found[name] = {
            "mean": float(values.mean()),
            "p95": float(np.quantile(values, QUANTILE)),
            "share": float((values > 0).mean()),
        }
    return found
