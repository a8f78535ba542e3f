"""`orderlab compare`: is B better than A, by how much, and how sure is that?"""

from __future__ import annotations

import json as to_json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from scenarios.commands.work import Work
    from scenarios.study.explaining.explain import Explanation
    from scenarios.study.statistics.comparison import Comparison


def compare(
    a: str,
    *b: str,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    all: bool = False,
    explain: bool = False,
    per: Literal["month", "year"] = "month",
    out: Path | None = None,
    uncertain_inputs: bool = False,
    json: bool = False,
) -> int:
    """Compare scenarios over the same customers: B minus A with its interval, a verdict, and money a month.

    Parameters
    ----------
    a
        The baseline: a shipped name or a file; +path=value behind it changes a value. Or the folder of a finished run.
    b
        What it is compared with. Without it, the arms of the first, or what its experiment.compare_to names. Folders
        of finished runs, where the first is one: they are read, and nothing is computed.
    set
        Change one value in all of them: path.to.key=value. May be given several times.
    replications
        Independent repetitions, each with other customers; the same in A and B. Without it, as many as it takes until
        it is clear which way profit goes and which targets are kept, at most 50.
    seed
        Seed of every random stream.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    cluster
        Run on dask workers: tcp://scheduler:port, or local. The numbers do not depend on it.
    all
        Show every KPI, those without a difference too.
    explain
        Say what the answer hangs on: the five inputs that move the profit most, whose numbers they are, and at which
        value the verdict reverses (break-even). It takes a few hundred further runs, most of them short.
    per
        Tell money a month (30.44 days) or a year (twelve of them, for a business case); JSON has the month.
    out
        Folder for results; runs/compare-NAME-KEY unless given. What it has is not run again.
    uncertain_inputs
        Draw every value that an import or a calibration fitted anew in each replication, as a sample of as many orders
        would have shown it: intervals then hold what is not known of the business, and not luck alone.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import read_trace, with_uncertainty
    from scenarios.commands.work import begin
    from scenarios.errors import InputError
    from scenarios.resolve import arms_of, load, with_experiment
    from scenarios.study.api import as_arms, until_clear
    from scenarios.study.keeping.finished import is_run_folder
    from scenarios.study.keeping.request import Request

    if folders := [name for name in (a, *b) if is_run_folder(name)]:
        _refuse_beside_runs((a, *b), folders, set=set, replications=replications, seed=seed, out=out, explain=explain)
        return _print_runs([Path(name) for name in folders], everything=all, per=per, json=json)
    if uncertain_inputs:
        set = with_uncertainty(a, set or ())
    baseline = load(a, set or ())
    arms = [] if b else arms_of(baseline)
    others = list(b) or [name for name in [baseline.experiment.compare_to] if name is not None]
    if not others and not arms:
        raise InputError(
            "compare: B: missing, a second scenario is accepted (or arms or experiment.compare_to in the first)"
        )
    if arms:
        # A single arm is held against the scenario as it stands.
        baseline, *alternatives = arms if len(arms) > 1 else [baseline, *arms]
        others = []
    elif not b:
        # compare_to names what this scenario is held against: the baseline of the difference.
        others, baseline = [a], load(others[0], set or ())
    if replications is None:
        baseline = until_clear(baseline)
    alternatives = alternatives if arms else [load(other, set or ()) for other in others]
    chosen = [baseline, *alternatives]
    chosen = as_arms([with_experiment(one, replications=replications, seed=seed, jobs=jobs) for one in chosen])
    for one in chosen:
        read_trace(one)
    fixed = ["--replications", str(replications)] if replications is not None else []
    drawn = ["--seed", str(seed)] if seed is not None else []
    asked = shlex.join(["orderlab", "compare", a, *b, *(f"--set={one}" for one in set or ()), *fixed, *drawn])
    return begin(
        Request("compare", tuple(chosen), {"all": all, "explain": explain, "per": per, "asked": asked}),
        out=out,
        cluster=cluster,
        json=json,
    )


def _refuse_beside_runs(names: tuple[str, ...], folders: list[str], **asked: object) -> None:
    """Two finished runs are compared as they are."""
    from scenarios.errors import InputError

    if len(folders) != len(names) or len(folders) < 2:
        other = next((name for name in names if name not in folders), "B")
        raise InputError(f"compare: {other}: not the folder of a finished run, as {folders[0]} is; two are accepted")
    for option, value in asked.items():
        if value:
            raise InputError(f"--{option}: not accepted with finished runs, nothing is computed for them")


def _print_runs(folders: list[Path], *, everything: bool, per: Literal["month", "year"], json: bool) -> int:
    """Compare finished runs with the first of them."""
    from scenarios.study.keeping.finished import finished_run, paired
    from scenarios.study.statistics.comparison import compared
    from scenarios.tables import comparison_foot

    baseline, *others = (finished_run(folder) for folder in folders)
    for folder, other in zip(folders[1:], others, strict=True):
        paired(baseline, other, (folders[0], folder))
    comparisons = compared(baseline, others)
    document = {
        "baseline": baseline.scenario.name,
        "replications": len(baseline.replications),
        "comparisons": [one.document() for one in comparisons],
    }
    printed = "\n\n".join(_in_words(one, everything=everything, per=per) for one in comparisons)
    printed = "\n".join([printed, *comparison_foot(comparisons[0], everything=everything)])
    print(to_json.dumps(document, indent=1) if json else printed)
    return 1 if any(one.failures for one in (baseline, *others)) else 0


def answer(work: Work) -> int:
    """Run what is not in the store yet, and print every comparison with the baseline."""
    from scenarios.alternatives import best, best_in_words, rivals
    from scenarios.answer import standings
    from scenarios.commands.running import announce_compilation
    from scenarios.commands.work import failures
    from scenarios.progress import Progress
    from scenarios.report.compared import comparison_page
    from scenarios.report.workbook import answer_workbook
    from scenarios.study.api import compare_all
    from scenarios.study_tables import explanation_in_words
    from scenarios.tables import comparison_foot

    chosen, folder = work.request.scenarios, work.folder
    with Progress.of(chosen) as progress:
        for one in chosen:
            announce_compilation(one, progress.say)
        comparisons = compare_all(
            chosen, jobs=work.jobs, cluster=work.cluster, store=folder.store, on_done=progress.arrived
        )
    code = failures([comparisons[0].a, *(one.b for one in comparisons)], folder)
    reasons = [_explained(one, work) for one in comparisons] if work.request.options["explain"] else []
    documents = [one.document() for one in comparisons]
    for compared, entry in zip(comparisons, documents, strict=True):
        if stands := standings(compared):
            entry["targets"] = [{"target": str(target), "a": before, "b": after} for target, before, after in stands]
    for place, reason in enumerate(reasons):
        documents[place]["explanation"] = reason.document()
    document = {
        "baseline": chosen[0].name,
        "replications": len(comparisons[0].a.replications),
        "comparisons": documents,
    }
    if (chosen_best := best(comparisons)) is not None and standings(comparisons[0]):
        name, keepers, broken = chosen_best
        document["best"] = {
            "most_profit": name,
            "not_told_apart": [] if name is None else rivals(comparisons, name, broken),
            "keep_targets": keepers,
            "broken": broken,
        }
    printed = folder.printed_before(document)
    if printed is None:
        everything, per = bool(work.request.options["all"]), work.request.options["per"]
        parts = [_in_words(one, everything=everything, per=per) for one in comparisons]
        for place, reason in enumerate(reasons):
            parts[place] += "\n\n" + explanation_in_words(reason, comparisons[place].a.simulated.currency)
        tables = list(parts)
        foot = comparison_foot(comparisons[0], everything=everything)
        printed = "\n\n".join(["\n".join(best_in_words(comparisons))] * (chosen_best is not None) + parts)
        printed = "\n".join([printed, *foot])
        folder.write("answer.xlsx", answer_workbook(comparisons))
        folder.write("report.html", comparison_page(comparisons, tables, str(work.request.options["asked"])))
        folder.finish(document, printed)
    print(to_json.dumps(document, indent=1) if work.json else printed)
    if not work.json:
        print(f"\nResults: {folder.path}", file=sys.stderr)
    return code


def _explained(comparison: Comparison, work: Work) -> Explanation:
    from scenarios.progress import Progress
    from scenarios.study.explaining.explain import explain, seconds_needed
    from scenarios.study.running.trials import Trials

    jobs = comparison.a.scenario.experiment.jobs if work.jobs is None else work.jobs
    with Progress(None, f"{comparison.b.scenario.name}: what it hangs on", headline="profit") as progress:
        progress.say(f"about {seconds_needed(comparison, jobs):.0f} seconds if the machine is as busy as before")
        return explain(comparison, Trials(jobs, work.cluster, work.folder.store, progress.arrived), progress.say)


def _in_words(comparison: Comparison, *, everything: bool, per: Literal["month", "year"]) -> str:
    from scenarios.answer import in_words
    from scenarios.spans import spans
    from scenarios.study.labels import short_name
    from scenarios.tables import comparison_table, design_in_words

    a, b, count = comparison.a, comparison.b, len(comparison.a.replications)
    lines = [*in_words(comparison, per), ""]
    customers = "the same customers in both" if comparison.same_customers else "other customers in B"
    many = f"{spans(count, a.days_counted)} each, {customers}"
    lines.append(f"A = {short_name(a.scenario)}   B = {short_name(b.scenario)}   {many}")
    lines += [*design_in_words(a), comparison_table(comparison, everything=everything)]
    return "\n".join(lines)
