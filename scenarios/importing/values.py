"""A value of an imported scenario: where it stands, what it is, whose it is and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Mark = Literal["data", "answer", "default"]
WORDS: Mapping[Mark, str] = {"data": "your data", "answer": "your answer", "default": "our default"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the scenario: where it stands, what it is, whose it is and why."""

    path: str
    value: Any
    mark: Mark
    why: str
