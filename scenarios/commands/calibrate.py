"""`orderlab calibrate`: the stages of an imported business fitted to its recent orders."""

from __future__ import annotations

from pathlib import Path


def calibrate(folder: Path, *, weeks: int | None = None, json: bool = False) -> int:
    """Fit approval, handling and transit to the recent orders of a folder and write them into its scenario.

    Parameters
    ----------
    folder
        A folder that `orderlab import` wrote.
    weeks
        How many recent weeks count; as many as forecasts inside the data say if not given.
    json
        Print the fitted values as one JSON document.
    """
    import json as written

    from scenarios.importing.asking import questions_anew
    from scenarios.importing.fitted import fitted_values, write_into

    values = fitted_values(folder, weeks)
    write_into(folder, values)
    anew = questions_anew(folder)
    if json:
        print(written.dumps({"folder": str(folder), "values": {one.path: one.value for one in values}}, indent=2))
        return 0
    for one in values:
        print(f"{one.path}: {one.why}")
    if anew:
        print(f"\nWritten anew for these values: {', '.join(anew)}.")
    print(f"\n{folder}/scenario.yaml has them. Is it right about the past? orderlab backtest {folder}")
    return 0
