"""YAML 1.2 as people write it: maps, lists and plain values, each with its line; nothing that acts, unfolds or hides.

What YAML offers beyond that is refused where it stands: other versions (in 1.1 ``NO`` is false and ``010`` is eight),
tags that make sets, bytes or objects, keys written twice, aliases that unfold without end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]
"""Keys and positions that lead to a value."""

LONGEST_NUMBER = 400
DEEPEST_NESTING = 40
MOST_VALUES = 200_000
"""A file of a few lines can unfold to billions of values through aliases; this stops it."""

_TAG = "tag:yaml.org,2002:"
_NUMBERS = (f"{_TAG}int", f"{_TAG}float")
_NAMES = (f"{_TAG}str", f"{_TAG}merge")
_DATE = f"{_TAG}timestamp"
_PLAIN_TAGS = (*_NUMBERS, *_NAMES, _DATE, f"{_TAG}bool", f"{_TAG}null", f"{_TAG}map", f"{_TAG}seq")
_OTHER_VERSION = re.compile(r"^%YAML[ \t]+(?!1\.2\s)", re.MULTILINE)


class WrongError(Exception):
    """What no document of ours may hold: on which line, where in it, and what is wrong."""

    def __init__(self, line: int, path: Path, what: str) -> None:
        super().__init__(what)
        self.line, self.path = line, path


def loaded(text: str) -> tuple[Any, dict[Path, int]]:
    """Values and lines of YAML 1.2 text that holds nothing but maps, lists and plain values."""
    from ruamel.yaml import YAML

    if other := _OTHER_VERSION.search(text):
        line = text.count("\n", 0, other.start()) + 1
        raise WrongError(line, (), "written for another version of YAML, 1.2 is accepted")
    parser = YAML(typ="safe", pure=True)
    node = parser.compose(text)
    lines: dict[Path, int] = {}
    for one, path in _nodes(node, lines):
        if one.tag == _DATE:
            try:
                parser.constructor.construct_document(one)
            except ValueError as error:
                raise WrongError(one.start_mark.line + 1, path, f"{one.value!r} is no date: {error}") from None
    return None if node is None else parser.constructor.construct_document(node), lines


def _nodes(root: Any, lines: dict[Path, int]) -> Iterator[tuple[Any, Path]]:
    """Walk a document and collect the line of every key.

    Doubled keys, keys that are not names, tags beyond plain values, and documents that unfold are refused.
    """
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    waiting: list[tuple[Any, Path]] = [] if root is None else [(root, ())]
    seen = 0
    while waiting:
        node, path = waiting.pop()
        seen += 1
        line = node.start_mark.line + 1
        if len(path) > DEEPEST_NESTING or seen > MOST_VALUES:
            what = f"unfolds too far, {DEEPEST_NESTING} levels and {MOST_VALUES} values are accepted"
            raise WrongError(line, path[:4], what)
        if node.tag not in _PLAIN_TAGS:
            raise WrongError(
                line, path, f"the tag {node.tag.replace(_TAG, '!!')[:80]} is not accepted, plain values are"
            )
        if isinstance(node, ScalarNode) and node.tag in _NUMBERS and not _digits_alone(node.value):
            what = f"{node.value[:80]} is no number, digits alone are accepted, at most {LONGEST_NUMBER}"
            raise WrongError(line, path, what)
        yield node, path
        if isinstance(node, MappingNode):
            for key, value in node.value:
                line = key.start_mark.line + 1
                name = key.value if isinstance(key, ScalarNode) else None
                if name is None or key.tag not in _NAMES:
                    raise WrongError(line, path or ("document",), "a key that is no name, write it in quotes")
                here = (*path, name)
                if here in lines:
                    raise WrongError(line, here, f"written twice (first on line {lines[here]}), once is accepted")
                lines[here] = line
                waiting.append((value, here))
        elif isinstance(node, SequenceNode):
            for position, value in enumerate(node.value):
                here = (*path, position)
                lines[here] = value.start_mark.line + 1
                waiting.append((value, here))


def _digits_alone(number: str) -> bool:
    """Whether a number is written as YAML 1.2 writes them, with no more digits than a number can have."""
    return number.isascii() and not set("_:") & set(number) and len(number) <= LONGEST_NUMBER
