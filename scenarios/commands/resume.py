"""`orderlab resume`: take a broken study up again, and print what it would have printed."""

from __future__ import annotations

from pathlib import Path


def resume(
    run_folder: Path,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    json: bool = False,
) -> int:
    """Finish a run, comparison or sweep that was broken off, and print what it would have printed.

    Only what is not in its store yet is run, and replications that failed are tried again. It may be on another
    machine, with other workers: the numbers do not depend on it. A study that runs code of others, a file of your own
    too, is resumed with --allow-code.

    Parameters
    ----------
    run_folder
        The folder of the study; `orderlab runs` lists them.
    jobs
        Worker processes; 0 is one for each core.
    cluster
        Run on dask workers: tcp://scheduler:port, or local.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.work import begin
    from scenarios.permission import refuse_any_code
    from scenarios.study.keeping.folder import reopened

    with reopened(run_folder) as (request, folder):
        refuse_any_code([one.config for one in request.scenarios], f"RUN_FOLDER: {run_folder}")
        return begin(request, out=folder, jobs=jobs, cluster=cluster, json=json)
