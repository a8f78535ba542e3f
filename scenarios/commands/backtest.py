"""`orderlab backtest`: would the model have been right about the weeks after a date?"""

from __future__ import annotations

from typing import Any


def backtest(folder: str, *, last: str = "20%", json: bool = False) -> int:
    """Fit to what was known before a date, forecast what came after, and set it beside naive forecasts.

    Parameters
    ----------
    folder
        A folder that `orderlab import` wrote, or a scenario that replays orders.
    last
        The orders to forecast: the last share of them by date, or those from a date on.
    json
        Print one JSON document.
    """
    import json as written
    from pathlib import Path

    from scenarios.errors import InputError
    from scenarios.importing.backtest import backtest as tested
    from scenarios.importing.backtest import cut_at
    from scenarios.resolve import load
    from scenarios.traces import read

    config = load(folder).config
    if config.placement.trace is None:
        raise InputError(f"FOLDER: {folder}: replays no orders, a folder of orderlab import is accepted")
    trace = read(config, Path())
    found = tested(trace, cut_at(trace, last))
    if json:
        print(written.dumps(found.document, indent=2))
        return 0
    print(_page(found.document, found.assumptions))
    return 0


def _page(document: dict[str, Any], assumptions: tuple[str, ...]) -> str:
    from scenarios.text_tables import text_table

    def row(name: str, one: dict[str, Any]) -> tuple[str, str, str, str]:
        mean, kept, ks = one["mean_days"], one["on_time"], one["ks"]
        return (
            name,
            "-" if mean is None else f"{mean:.1f}",
            "-" if kept is None else f"{100 * kept:.1f}",
            "-" if ks is None else f"{100 * ks:.0f}",
        )

    rows = [
        row("observed", document["observed"]),
        row("simulated, once", document["simulated"]),
        row("simulated, anew each week", document["weekly"]),
        *(row(f"naive: {name.replace('_', ' ')}", one) for name, one in document["naive"].items()),
    ]
    lines = [
        f"{document['orders']} orders from {document['from']} to {document['to']}",
        "",
        "Assumed:",
        *(f"  {one}" for one in assumptions),
        "",
        text_table(("", "mean days", "on time, %", "off by at most, points"), rows),
        "",
        document["verdict"],
    ]
    return "\n".join(lines)
