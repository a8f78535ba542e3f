"""The texts of an imported folder: the scenario to edit, its mapping and answers, how its tables are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from scenarios.importing.answers import Question
from scenarios.importing.reading import Understood
from scenarios.importing.values import TABLES, WORDS, Value, observations
from scenarios.reading import plain

REPLAY = "replay.yaml"
MAPPING = "mapping.yaml"

OBSERVATIONS = "    observations: "
"""The line of `REPLAY`, last in it, that says what each fitted value rests on."""

STATUSES = {"delivered": "delivered", "open": "open", "returned": "returned", "cancelled": "cancelled"}


def replay_text(understood: Understood, tables: Mapping[str, pl.DataFrame], values: Sequence[Value]) -> str:
    """How the tables are read again; the machine's part of the scenario."""
    orders = tables["orders"].columns
    columns = {name: name for name in orders if name not in ("came_back", "stars", "subtotal", "customer")}
    columns |= {"customer": "customer"} | ({"subtotal": "subtotal"} if "subtotal" in orders else {})
    columns |= {"refunded": "came_back"} if "came_back" in orders else {}
    lines = [
        "# How the tables beside this file are read. Written by orderlab import; edit ../scenario.yaml instead.",
        "schema: 2",
        "name: replay",
        "set:",
        "  placement.trace:",
        "    path: orders.csv",
        f"    columns: {plain(columns)}",
        '    date_format: "%Y-%m-%d %H:%M:%S"',
        "    decimal_mark: point",
        "    promise_date: start",
        "    fractional_quantity: weighed",
        "    cancelled_orders: left_out",
        f"    shipped_stamp: {understood.trace.shipped_stamp}",
        "    most_not_understood: 1",
        f"    statuses: {plain(STATUSES)}",
        "    first_day: 1900-01-01",
        "    last_day: 2200-01-01",
    ]
    companions: dict[str, Any] = {}
    if "items" in tables:
        columns = {"product": "product", "quantity": "quantity", "amount": "amount"}
        companions["items"] = {"path": "items.csv", "key": "order", "columns": columns, "optional": False}
    if "stars" in orders:
        companions["reviews"] = {"path": "orders.csv", "key": "order", "columns": {"stars": "stars"}}
    if "products" in tables:
        columns = {name: name for name in tables["products"].columns if name != "product"}
        companions["products"] = {"path": "products.csv", "key": "product", "columns": columns}
    lines.append(f"    companions: {plain(companions)}")
    lines.append(f"{OBSERVATIONS}{plain(observations(values))}")
    return "\n".join(lines) + "\n"


def scenario_text(name: str, understood: Understood, values: Sequence[Value]) -> str:
    """The scenario to edit: behind each value stands whose it is."""
    sales = understood.sales
    first, last = _day(sales.orders["placed"].min()), _day(sales.orders["placed"].max())
    safe = "".join(sign if sign.isalnum() or sign in "_-" else "_" for sign in name).strip("_-") or "business"
    head = [
        f"# Your business, as orderlab import understood it: {sales.orders.height} orders, {first} to {last}.",
        f"# Behind each value stands whose it is: {', '.join(WORDS.values())}. Edit what you know better.",
        "# Run it: orderlab run FOLDER. What is wrong with it: orderlab check FOLDER.",
        "schema: 2",
        f"name: {safe}",
        f"title: {plain(f'{understood.found.title}, {first} to {last}')}",
        f"extends: {TABLES}/{REPLAY}",
        "set:",
    ]
    body = [f"  {value.path}: {plain(value.value)}  # {WORDS[value.mark]} ({value.why})" for value in values]
    return "\n".join([*head, *body]) + "\n"


def _day(moment: object) -> str:
    return datetime.fromtimestamp(int(str(moment)) / 1_000_000, tz=UTC).date().isoformat()


def mapping_text(understood: Understood) -> str:
    """The mapping as a layout of the user's own, to be put right and given to ``--layout``."""
    found = understood.found
    files: dict[str, Any] = {}
    names = {kind: sheets[0] for kind, sheets in found.sheets.items()}
    used = found.settings["columns"]
    files["orders"] = {"needs": [_first(used["order"]), _first(used["placed"])], "columns": used}
    for kind, about in found.settings["companions"].items():
        same = names[kind] is names["orders"]
        entry = (
            {"same_file": True} if same else {"needs": [_first(about["key"]), *map(_first, about["columns"].values())]}
        )
        files[kind] = {**entry, **about}
    settings = understood.trace.model_dump(mode="json", exclude_defaults=True)
    for name in ("path", "columns", "companions", "statuses"):
        settings.pop(name, None)
    lines = [
        "# What the columns of your files mean, as meaning: column. Put right what is wrong, then import again with",
        f"# --layout {MAPPING}",
        f"title: {plain(found.title)}",
        "files:",
    ]
    for kind, about in files.items():
        lines.append(f"  {kind}:")
        for key, value in about.items():
            if key == "columns":
                lines.append("    columns:")
                lines += [f"      {meaning}: {plain(column)}" for meaning, column in value.items()]
            else:
                lines.append(f"    {key}: {plain(value)}")
    lines.append(f"statuses: {plain(understood.trace.model_dump()['statuses'])}")
    lines.append(f"settings: {plain(settings)}")
    return "\n".join(lines) + "\n"


def _first(names: Any) -> str:
    return names if isinstance(names, str) else str(names[0])


def answers_text(asked: Sequence[Question], answers: Mapping[str, tuple[Any, str]]) -> str:
    """The questions, each with what was answered and what our default is."""
    lines = ["# Your answers; an empty one is our default. Import again with: --answers answers.yaml"]
    for question in asked:
        given, mark = answers[question.name]
        lines.append(f"# {question.words} ({WORDS[question.mark]}: {question.default}; {question.source})")
        lines.append(f"{question.name}: {plain(given) if mark == 'answer' else ''}".rstrip())
    return "\n".join(lines) + "\n"
