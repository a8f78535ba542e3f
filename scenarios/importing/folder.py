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
from scenarios.importing.answers import Question
from scenarios.importing.overlays import FOLDER as QUESTIONS
from scenarios.importing.overlays import Shop, overlays, written
from scenarios.importing.reading import Understood
from scenarios.importing.texts import MAPPING, REPLAY, answers_text, mapping_text, replay_text, scenario_text
from scenarios.importing.values import MARKS, TABLES, Value, changed_since, marks_text
from scenarios.resolve import load

ANSWERS = "answers.yaml"
OURS = (FOLDER_SCENARIO, MAPPING, ANSWERS, TABLES, QUESTIONS)
"""What may be written again where an import was before."""
EDITED = (FOLDER_SCENARIO, ANSWERS, MAPPING)
"""Of these, what is there to be edited; and the questions."""


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
        (made / TABLES / REPLAY).write_text(replay_text(understood, tables, values), encoding="utf-8")
        texts = {
            FOLDER_SCENARIO: scenario_text(folder.name, understood, values),
            MAPPING: mapping_text(understood),
            ANSWERS: answers_text(asked, answers),
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
