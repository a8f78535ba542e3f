"""The questions on which money hangs, asked at the terminal or answered in a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenarios.errors import InputError, nearest
from scenarios.importing.answers import Question
from scenarios.reading import read, scalar


def read_answers(path: Path) -> dict[str, Any]:
    """Read a file of answers, ``name: answer`` a line; an empty one is no answer.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    if not path.is_file():
        raise InputError(f"--answers: {path}: no such file, a YAML file with an answer a line is accepted")
    return {name: value for name, value in read(path, str(path)).values.items() if value is not None}


def asked_at_the_terminal(questions: Sequence[Question], known: Mapping[str, Any]) -> dict[str, Any]:
    """Ask what is not answered yet; an empty line takes the default."""
    result = dict(known)
    for question in questions:
        if question.name in result:
            continue
        sys.stderr.write(f"{question.words} [{question.default}; {question.source}]: ")
        sys.stderr.flush()
        text = sys.stdin.readline()
        if not text:
            break
        if text.strip():
            result[question.name] = _like(question, text.strip())
    return result


def _like(question: Question, text: str) -> Any:
    value = scalar(text)
    if isinstance(question.default, int | float) and not isinstance(value, int | float):
        raise InputError(f"--ask: {question.name}: {text} is no number, {nearest(text, ['a number'])}")
    return text if isinstance(question.default, str) else value
