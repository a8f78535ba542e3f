"""`orderlab run`: one scenario, its KPIs, where it chokes, and whom it serves worst."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from scenarios.commands.work import Work


def run(
    scenario: str,
    *,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    out: Path | None = None,
    uncertain_inputs: bool = False,
    json: bool = False,
) -> int:
    """Run a scenario: a table of KPIs, the worst bottlenecks, the worst-served orders, and a run folder.

    Parameters
    ----------
    scenario
        A shipped name (`orderlab scenarios`) or a YAML or TOML file; +path=value behind it changes a value.
    set
        Change one value: path.to.key=value. May be given several times.
    replications
        Independent repetitions, each with other customers.
    seed
        Seed of every random stream.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    cluster
        Run on dask workers: tcp://scheduler:port, or local. The numbers do not depend on it.
    out
        Folder for results, log, KPIs and report; runs/NAME-KEY unless given. What it has is not run again.
    uncertain_inputs
        Draw every value that an import or a calibration fitted anew in each replication, as a sample of as many orders
        would have shown it: intervals then hold what is not known of the business, and not luck alone.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import read_trace, with_uncertainty
    from scenarios.commands.work import begin
    from scenarios.resolve import load, with_experiment
    from scenarios.study.keeping.request import Request

    changes = with_uncertainty(scenario, set or ()) if uncertain_inputs else set or ()
    chosen = with_experiment(load(scenario, changes), replications=replications, seed=seed, jobs=jobs)
    read_trace(chosen)
    return begin(Request("run", (chosen,)), out=out, cluster=cluster, json=json)


def answer(work: Work) -> int:
    """Run what is not in the store yet, print, and write what is not written yet."""
    from scenarios.apart.worker import EndedError
    from scenarios.commands.running import announce_compilation, printed_and_files
    from scenarios.commands.work import failures
    from scenarios.errors import CHECK_FAILED
    from scenarios.progress import Progress
    from scenarios.study.running.together import run_all
    from scenarios.tables import run_table

    folder, (scenario,) = work.folder, work.request.scenarios
    with Progress.of(work.request.scenarios) as progress:
        announce_compilation(scenario, progress.say)
        (result,) = run_all(
            [scenario],
            jobs=work.jobs,
            cluster=work.cluster,
            store=folder.store,
            logs=folder.logs,
            on_done=progress.arrived,
            on_part=progress.part,
            keep_outcome=True,
        )
    code = failures([result], folder)
    document = result.document()
    if (first := _first(work)) is not None:
        document["first_answer"] = first
    printed = folder.printed_before(document)
    whole = True
    if printed is None:
        try:
            printed, files = printed_and_files(result, first)
        except EndedError as error:  # what code of others could not do once more is no reason to hide what it did
            print(f"{scenario.name}: no report: {error}", file=sys.stderr)
            printed, whole, code = run_table(result), False, CHECK_FAILED
        else:
            for name, content in files.items():
                folder.write(name, content)
            folder.finish(document, printed)
    print(to_json.dumps(document, indent=1) if work.json else printed)
    if whole and not work.json:
        print(f"\nLog, KPIs and report: {folder.path}", file=sys.stderr)
        if asked := ", ".join(name for name, (_, changes) in scenario.arms.items() if changes):
            print(f"Alternatives not run: {asked} (`orderlab compare` runs them)", file=sys.stderr)
    return code


def _first(work: Work) -> dict[str, Any] | None:
    """The first answer to an imported business, computed once a run folder; None for any other scenario."""
    (scenario,) = work.request.scenarios
    trace = scenario.config.placement.trace
    if trace is None or trace.orders != "replay":
        return None
    from scenarios.importing.first.month import imported_from

    if imported_from(scenario) is None:
        return None
    from scenarios.importing.first.answer import first_answer
    from scenarios.study.running.versions import digest, sources_hash

    store = work.folder.store
    note = f"first answer {digest({'key': work.request.key, 'code': sources_hash('scenarios')})}"
    if (known := store.note(note)) is not None:
        return dict(to_json.loads(known))

    def say(line: str) -> None:
        print(f"{scenario.name}: {line}", file=sys.stderr, flush=True)

    found = first_answer(scenario, jobs=work.jobs, cluster=work.cluster, store=store, say=say).document()
    store.keep_note(note, to_json.dumps(found))
    return found
