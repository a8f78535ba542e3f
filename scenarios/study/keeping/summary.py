"""A study in a line: what it asked, and what came of it, as its request and its document say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.document import Experiment
from scenarios.reading import dotted, plain
from scenarios.study.searching.levers import is_of_the_simulation

ASKED = ("vary", "minimise", "maximise", "subject_to", "kpi", "method")
"""Options that make one study another."""

Document = Mapping[str, Any]


def asked(request: Document, names: Sequence[str]) -> str:
    """Return what a study asks."""
    options, scenarios = request.get("options", {}), request.get("scenarios", [])
    words = [str(one) for name in ASKED for one in _listed(options.get(name)) if one]
    told = " ".join([*names, *(_set(scenarios[0]) if scenarios else []), *words])
    return f"{request.get('kind', '')}: {told}" if told else ""


def _set(scenario: Document) -> list[str]:
    """Return what was changed by ``--set``, and another seed than the usual one, which no name tells."""
    found: list[str] = []
    lists: list[list[Any]] = []
    for path, where in scenario["origins"]:
        if where != "--set" or any(path[: len(whole)] == whole for whole in lists):
            continue
        value: Any = scenario["values"]
        for key in path:
            value = value[key]
        if isinstance(value, list):
            lists.append(path)
        elif isinstance(value, dict) and value:
            continue  # a block is told by what was set in it
        found.append(f"{dotted(tuple(path))}={plain(value)}")
    seed = scenario["values"]["experiment"]["seed"]
    return [*dict.fromkeys(found), *([f"seed {seed}"] if seed != Experiment.model_fields["seed"].default else [])]


def outcome(document: Document) -> str:
    """Return what came of a study that is complete."""
    if "comparisons" in document:
        return "; ".join(map(_compared, document["comparisons"]))
    if "points" in document and isinstance(document["points"], list):
        return _swept(document["points"])
    if "finalists" in document:
        return _searched(document)
    if "method" in document:
        return "; ".join(f"{key}: most by {rows[0]['input']['name']}" for key, rows in document["kpis"].items() if rows)
    return _ran(document.get("kpis", {}))


def _ran(kpis: Document) -> str:
    told = [f"profit {mean:,.0f}"] if (mean := _mean(kpis, "profit")) is not None else []
    told += [f"on time {100 * mean:.1f} %"] if (mean := _mean(kpis, "on_time_delivery")) is not None else []
    return ", ".join(told)


def _compared(one: Document) -> str:
    gain = ((one.get("money") or {}).get("profit_a_month") or {}).get("mean")
    if gain is None:
        return "no profit"
    told = f"{gain:+,.0f} a month, {one['kpis'].get('profit', {}).get('verdict', '')}"
    on_time = one["kpis"].get("on_time_delivery", {})
    if on_time.get("verdict") in ("better", "worse"):
        told += f"; on time {100 * on_time['a']:.1f} to {100 * on_time['b']:.1f} %, {on_time['verdict']}"
    return told


def _swept(points: Sequence[Document]) -> str:
    profits = [(mean, one) for one in points if (mean := _mean(one["kpis"], "profit")) is not None]
    if not profits or any(is_of_the_simulation(tuple(path.split("."))) for path in points[0]["settings"]):
        return f"{len(points)} settings"
    _, best = max(profits, key=lambda pair: pair[0])
    return f"most profit of {len(points)}: {_written(best['settings'])}"


def _searched(document: Document) -> str:
    best = document.get("best")
    if best is None:
        return "no setting keeps the limits"
    gain = (document.get("gain") or {}).get("verdict", "")
    return f"{_written(best['settings'])}{f', {gain}' if gain else ''}"


def _written(settings: Document) -> str:
    return ", ".join(f"{path.rpartition('.')[2]} {plain(value)}" for path, value in settings.items())


def _mean(kpis: Document, key: str) -> float | None:
    mean = (kpis.get(key) or {}).get("mean")
    return None if mean is None else float(mean)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]
