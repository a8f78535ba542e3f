"""`orderlab backtest`: would the model have been right about the weeks after a date?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from scenarios.importing.changing import Changed


def backtest(
    folder: str,
    *,
    last: str = "20%",
    change: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    json: bool = False,
) -> int:
    """Fit to what was known before a date, forecast what came after, and set it beside naive forecasts.

    Parameters
    ----------
    folder
        A folder that `orderlab import` wrote, or a scenario that replays orders.
    last
        The orders to forecast: the last share of them by date, or those from a date on.
    change
        A known change of the past: its date, then path=value, one or several. The orders after it are predicted with
        the change and without it; the scenario is the business as it was before.
    json
        Print one JSON document.
    """
    import json as written
    from pathlib import Path

    from scenarios.errors import InputError
    from scenarios.importing.backtest import backtest as tested
    from scenarios.importing.backtest import cut_at
    from scenarios.importing.changing import predict_change
    from scenarios.overrides import parse_override
    from scenarios.resolve import load
    from scenarios.traces import read

    scenario = load(folder)
    config = scenario.config
    if config.placement.trace is None:
        raise InputError(f"FOLDER: {folder}: replays no orders, a folder of orderlab import is accepted")
    trace = read(config, Path())
    if change is not None:
        day, changes = change[0], [parse_override(text, "--change") for text in change[1:]]
        if not changes:
            raise InputError(f"--change: {day}: no path=value behind it, one or several are accepted")
        predicted = predict_change(scenario, trace, day, changes)
        print(written.dumps(predicted.document, indent=2) if json else _changed(predicted))
        return 0
    found = tested(trace, cut_at(trace, last))
    if json:
        print(written.dumps(found.document, indent=2))
        return 0
    print(_page(found.document, found.assumptions))
    return 0


def _changed(found: Changed) -> str:
    from scenarios.text_tables import text_table

    document = found.document
    rows = [
        ("observed before", document["observed"]["before"]),
        ("observed after", document["observed"]["after"]),
        ("simulated after, without the change", document["without"]),
        ("simulated after, with it", document["with"]),
    ]
    return "\n".join(
        [
            f"{document['orders']} orders from {document['from']} on, when {', '.join(document['changes'])}",
            "",
            "Assumed:",
            *(f"  {one}" for one in found.assumptions),
            "",
            text_table(
                ("", f"mean days until {document['stage']}", "on time, %"),
                [(name, _days(one), _percent(one.get("on_time"))) for name, one in rows],
            ),
            "",
            document["verdict"],
        ]
    )


def _days(one: dict[str, Any]) -> str:
    return "-" if one["mean_days"] is None else f"{one['mean_days']:.2f}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


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
