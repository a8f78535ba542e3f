"""The folder an import writes: a scenario to edit, the mapping, and clean tables beside it. Whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from scenarios.errors import InputError
from scenarios.finding import FOLDER_SCENARIO
from scenarios.importing.baseline import Question
from scenarios.importing.overlays import FOLDER as QUESTIONS
from scenarios.importing.overlays import Shop, overlays, written
from scenarios.importing.reading import Understood
from scenarios.importing.values import MARKS, TABLES, WORDS, Value, changed_since, marks_text, observations
from scenarios.reading import plain
from scenarios.resolve import load

REPLAY = "replay.yaml"
MAPPING = "mapping.yaml"
ANSWERS = "answers.yaml"
OURS = (FOLDER_SCENARIO, MAPPING, ANSWERS, TABLES, QUESTIONS)
"""What may be written again where an import was before."""
EDITED = (FOLDER_SCENARIO, ANSWERS, MAPPING)
"""Of these, what is there to be edited; and the questions."""

OBSERVATIONS = "    observations: "
"""The line of `REPLAY`, last in it, that says what each fitted value rests on."""

STATUSES = {"delivered": "delivered", "open": "open", "returned": "returned", "cancelled": "cancelled"}
WIDTH = 118


def refuse_taken(folder: Path, given: Sequence[Path] = ()) -> None:
    """Refuse a folder that holds anything an import did not write, or what was changed since; `given` is read again.

    Raises
    ------
    InputError
        If it is a file, holds other files, or one that somebody has edited.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--out: {folder}: is a file, a folder is accepted")
    others = sorted(path.name for path in folder.iterdir() if path.name not in OURS) if folder.is_dir() else []
    if others:
        raise InputError(
            f"--out: {folder}: holds {others[0]}, an empty or new folder, or one of an import, is accepted"
        )
    read_again = {path.resolve() for path in given}
    asked = [f"{QUESTIONS}/{path.name}" for path in sorted((folder / QUESTIONS).glob("*"))]
    for name in changed_since(folder, (*EDITED, *asked)):
        if (folder / name).resolve() not in read_again:
            option = {ANSWERS: f", or --answers {folder / name}", MAPPING: f", or --layout {folder / name}"}.get(
                name, ""
            )
            raise InputError(
                f"--out: {folder}: {name} was changed since the import and would be written anew, another folder is "
                f"accepted{option}"
            )


def write_folder(
    folder: Path,
    understood: Understood,
    tables: Mapping[str, pl.DataFrame],
    values: Sequence[Value],
    asked: Sequence[Question],
    answers: Mapping[str, tuple[Any, str]],
) -> list[str]:
    """Write everything beside the folder first, then put it in place in one step.

    Returns
    -------
    list
        A sentence on each question that this business cannot be asked yet.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    except OSError as error:
        raise InputError(f"--out: {folder}: {os.strerror(error.errno or 0)}, a writable place is needed") from None
    try:
        made.joinpath(TABLES).mkdir()
        for name, frame in tables.items():
            inert(frame).write_csv(made / TABLES / f"{name}.csv")
        (made / TABLES / REPLAY).write_text(_replay(understood, tables, values), encoding="utf-8")
        texts = {
            FOLDER_SCENARIO: _scenario(folder.name, understood, values),
            MAPPING: _mapping(understood),
            ANSWERS: _answers(asked, answers),
        }
        for name, text in texts.items():
            (made / name).write_text(text, encoding="utf-8")
        (made / TABLES / MARKS).write_text(marks_text(values, texts), encoding="utf-8")
        questions, refused = _questions(made, folder, understood)
        for name, words in questions.items():
            (made / name).write_text(words, encoding="utf-8")
        (made / TABLES / MARKS).write_text(marks_text(values, texts | questions), encoding="utf-8")
        made.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
            folder.replace(old / "old")
            made.replace(folder)
            shutil.rmtree(old)
        else:
            made.replace(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return refused


def _questions(made: Path, folder: Path, understood: Understood) -> tuple[dict[str, str], list[str]]:
    """The questions by file, and what cannot be asked; none where an answer is wrong, which `check` tells."""
    (made / QUESTIONS).mkdir()
    try:
        shop = Shop(load(str(made)).config, understood.sales.orders)
    except InputError:
        return {}, [f"anything, before what orderlab check {folder} tells is put right"]
    ready, refused = overlays(shop)
    return {f"{QUESTIONS}/{one.name}.yaml": written(one, shop, str(folder)) for one in ready}, refused


def inert(frame: pl.DataFrame) -> pl.DataFrame:
    """A table whose texts no spreadsheet takes for formulas: what begins as one is written behind an apostrophe.

    A key is written alike in every table, and a text that is a number stays as it is.
    """
    formula = pl.col(pl.String).str.contains(r"^(?:[=+@\t\r]|-[^0-9.])")
    return frame.with_columns(pl.when(formula).then("'" + pl.col(pl.String)).otherwise(pl.col(pl.String)).name.keep())


def _replay(understood: Understood, tables: Mapping[str, pl.DataFrame], values: Sequence[Value]) -> str:
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


def _scenario(name: str, understood: Understood, values: Sequence[Value]) -> str:
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
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(str(moment)) / 1_000_000, tz=UTC).date().isoformat()


def _mapping(understood: Understood) -> str:
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


def _answers(asked: Sequence[Question], answers: Mapping[str, tuple[Any, str]]) -> str:
    lines = ["# Your answers; an empty one is our default. Import again with: --answers answers.yaml"]
    for question in asked:
        given, mark = answers[question.name]
        lines.append(f"# {question.words} ({WORDS[question.mark]}: {question.default}; {question.source})")
        lines.append(f"{question.name}: {plain(given) if mark == 'answer' else ''}".rstrip())
    return "\n".join(lines) + "\n"
