"""What `run` and `compare` share: a word about the first compilation, and the story a run tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scenarios.errors import InputError
from scenarios.scenario import Scenario, located
from scenarios.study.running.results import RunResult
from scenarios.tables import design_in_words, run_table

FILES = ("kpis.parquet", "scenario.yaml", "report.html")


def announce_compilation(scenario: Scenario, say: Callable[[str], None]) -> None:
    """Compile the kernels if that is still to be done, and say so: the first minute must not be taken for a hang."""
    delivery = scenario.config.delivery
    if delivery.mode == "carrier" or delivery.solver.name != "numba":
        return
    from solvers.engines.warming import is_compiled, load_kernels

    if not is_compiled():
        say("compiling the routing kernels, once on this machine (up to a minute); later runs find them cached")
        load_kernels()


def need_extra(module: str, extra: str) -> None:
    """Say what to install when a library is missing that only some commands need."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise InputError(f"orderlab: {module} is not installed, pip install 'orderlab[{extra}]' brings it")


def with_uncertainty(scenario: str, changes: Sequence[str]) -> list[str]:
    """The changes of the command line, and that fitted values are drawn anew in each replication.

    Raises
    ------
    InputError
        If the scenario has no values of which anybody says on how many orders they rest.
    """
    from scenarios.resolve import load

    trace = load(scenario, changes).config.placement.trace
    if trace is None or not trace.observations:
        raise InputError(
            f"--uncertain-inputs: {scenario}: nothing says on how many orders its values rest, a folder of orderlab "
            "import (again, or after orderlab calibrate) is accepted"
        )
    return [*changes, "placement.trace.uncertain_inputs=true"]


def read_trace(scenario: Scenario) -> None:
    """Read the order file a scenario names before anything is announced, so that what is wrong with it is one line.

    It is read once; the run finds it in memory. A business that cannot run is refused here too.
    """
    if scenario.config.placement.trace is not None:
        from scenarios.traces import tape_source

        tape_source(scenario.config)
        return
    from sim.placement.catalogue import catalogue
    from sim.refusals import refuse_impossible

    try:
        refuse_impossible(scenario.config, catalogue(scenario.config.placement.catalogue))
    except ValueError as error:
        raise InputError(located(str(error), scenario)) from error


def printed_and_files(result: RunResult, first: Mapping[str, Any] | None = None) -> tuple[str, dict[str, bytes]]:
    """Return what a run tells, and its files by name; where code of others was run, a worker simulates for them.

    An imported business is told its first answer in place of the long table, which stands in the report.
    """
    from scenarios.apart.again import told_apart
    from scenarios.apart.looking import whose
    from scenarios.study.keeping.run_files import result_files

    if not whose(result.scenario.config):
        return story(result) if first is None else first_page(result, first), result_files(result, first)
    files = told_apart("files", result.scenario, {"result": result})
    told = files.pop("story", b"").decode(errors="replace")
    return told, {name: files.get(name, b"") for name in FILES}


def first_page(result: RunResult, first: Mapping[str, Any]) -> str:
    """Return the first answer, and the headline of the whole run; every KPI stands in the report."""
    from scenarios.importing.first.words import in_words

    headline = run_table(result).split("\n\n")[0]
    days = result.simulated.days
    whole = f"All {days} days" if days > 1 else "The whole day"
    return "\n".join([in_words(first), "", f"{whole} (every KPI stands in the report)", headline])


def story(result: RunResult) -> str:
    """Return the table of KPIs, the bottlenecks in a sentence each, and the worst-served orders with their timeline."""
    from scenarios.report import insights
    from scenarios.report.sourced import sourcing

    # A mean over replications has no single queue and no single order to tell of.
    first = next(one.number for one in result.replications if not one.failure) + 1
    one = f" (of replication {first} alone, the table is of all {len(result.replications)})"
    one = one if len(result.replications) > 1 else ""
    parts = [run_table(result), *design_in_words(result), "", f"Bottlenecks{one}"]
    parts += [f"  {bottleneck}" for bottleneck in insights.bottlenecks(result.outcome)]
    if (sentence := sourcing(result.outcome)) is not None:
        parts += ["", f"Choice of nodes{one}", f"  {sentence}"]
    parts += ["", f"Worst-served orders{one}"]
    for order in insights.worst_orders(result.outcome):
        parts += [f"  {line}" for line in str(order).splitlines()]
    return "\n".join(parts)
