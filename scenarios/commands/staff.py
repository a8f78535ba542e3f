"""`orderlab staff`: people by hour and vans by day that keep the targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.importing.staffing.plan import Staffed
    from scenarios.scenario import Scenario


def staff(
    folder: str,
    *,
    target: list[str] | None = None,
    days: int = 28,
    replications: int = 2,
    jobs: int | None = None,
    out: Path = Path("staff.xlsx"),
    json: bool = False,
) -> int:
    """Plan the fewest people by hour and vans by day that keep the targets over the weeks after an import's orders.

    Parameters
    ----------
    folder
        A folder that `orderlab import` wrote.
    target
        What must be kept, as KPI>=limit or KPI<=limit; several times. Those of the scenario, else 95 % on
        time, or a point less than any number of people could bring.
    days
        Days after the file's last order, new orders at its rates; whole weeks are best.
    replications
        Independent repetitions.
    jobs
        Worker processes; 0 is one for each core.
    out
        The spreadsheet; beside it, ending in .yaml, the scenario with these people.
    json
        Print one JSON document and nothing else.
    """
    import json as to_json
    import sys

    from scenarios.errors import CHECK_FAILED, DONE, InputError
    from scenarios.importing.first.month import imported_from
    from scenarios.importing.staffing.plan import staffed
    from scenarios.importing.staffing.workbook import staff_workbook
    from scenarios.resolve import load
    from scenarios.study.searching.goals import parse_constraint

    scenario = load(folder)
    if imported_from(scenario) is None:
        raise InputError(f"FOLDER: {folder}: replays no orders of an import, a folder of orderlab import is accepted")
    if days < 1 or replications < 1:
        raise InputError(f"--{'days' if days < 1 else 'replications'}: 1 or more is accepted")
    if out.suffix != ".xlsx":
        raise InputError(f"--out: {out}: a name that ends in .xlsx is accepted")
    targets = [parse_constraint(text, "--target") for text in target] if target else scenario.targets

    def say(line: str) -> None:
        print(f"{scenario.name}: {line}", file=sys.stderr, flush=True)

    plan = staffed(scenario, targets, days=days, replications=replications, jobs=jobs, say=say)
    notes = _notes(plan, folder)
    out.write_bytes(staff_workbook(plan, notes))
    out.with_suffix(".yaml").write_text(_scenario(plan, scenario, out), encoding="utf-8")
    print(to_json.dumps(plan.document(), indent=1) if json else _in_words(plan, notes))
    if not json:
        print(f"\n{out} and {out.with_suffix('.yaml')} written", file=sys.stderr)
    return DONE if plan.slack is not None else CHECK_FAILED


def _notes(plan: Staffed, folder: str) -> list[str]:
    kept = (
        f"These people are paid {plan.slack:g} {'hour' if plan.slack == 1 else 'hours'} for each hour of work."
        if plan.slack is not None
        else "No number of people keeps every target: what is missed with more people than work is not theirs to keep."
    )
    return [
        kept,
        f"Simulated: {plan.days} days after the last order of {folder}, new orders at its rates.",
        "Minutes a task are those of the scenario; opening days and hours stay as they are.",
    ]


def _scenario(plan: Staffed, scenario: Scenario, out: Path) -> str:
    """The scenario with the people of the plan, to compare with."""
    import os

    from scenarios.importing.first.month import imported_from
    from scenarios.importing.staffing.rosters import roster
    from scenarios.reading import plain

    folder = imported_from(scenario)
    assert folder is not None
    up = os.path.relpath(folder.resolve(), out.resolve().parent)
    lines = [
        "# The people of orderlab staff. Compare: orderlab compare FOLDER this file.",
        "schema: 2",
        f"name: {plain(out.stem)}",
        f"extends: {plain(f'{up}/scenario.yaml')}",
        "set:",
    ]
    rosters: list[tuple[str, Any]] = [(".".join(task.path), roster(plan.plans[task.name])) for task in plan.tasks]
    return "\n".join([*lines, *(f"  {path}: {plain(shifts)}" for path, shifts in rosters if shifts)]) + "\n"


def _in_words(plan: Staffed, notes: list[str]) -> str:
    from scenarios.text_tables import text_table
    from sim.settings import WEEKDAYS

    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}"

    lines = [
        text_table(
            ("target", "now", "planned", "with plenty of people"),
            [(str(one), share(now), share(planned), share(most)) for one, now, planned, most in plan.targets],
        ),
        "",
        text_table(
            ("people-hours", *WEEKDAYS),
            [(name, *(str(int(row.sum())) for row in people)) for name, people in plan.plans.items()],
        ),
    ]
    if plan.vans:
        lines += ["", text_table(("vans", *WEEKDAYS), [("", *map(str, plan.vans))])]
    return "\n".join([*lines, "", *notes])
