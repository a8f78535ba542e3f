"""JSON files read strictly: a key once, no NaN, no endless nesting, and errors that name the line of a key."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from solvers.instances.lines import Lines, nearest


class _TwiceError(ValueError):
    pass


def read_json(lines: Lines) -> dict[str, Any]:
    """The one object of a JSON file; `InstanceError` where it is none."""
    try:
        found = json.loads(lines.text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise lines.wrong(error.lineno, "format", f"is no JSON: {error.msg}") from None
    except RecursionError:
        raise lines.wrong(1, "format", "is nested too deeply") from None
    except ValueError as error:
        key = error.args[0] if isinstance(error, _TwiceError) else ""
        what = "stands there twice, use it once" if key else f"cannot be read: {error}"
        raise lines.wrong(line_of(lines, str(key)), str(key) or "format", what) from None
    if not isinstance(found, dict):
        raise lines.wrong(1, "format", "is no JSON object")
    return found


def line_of(lines: Lines, key: str) -> int:
    """The first line in which a key stands; 1 where it does not."""
    wanted = re.compile(rf'"{re.escape(key)}"\s*:')
    return next((number for number, row in lines.rows if wanted.search(row)), 1)


def only(lines: Lines, found: dict[str, Any], accepted: tuple[str, ...] | list[str], where: str = "") -> None:
    """Refuse a key that is not among those accepted."""
    for key in found:
        if key not in accepted:
            raise lines.wrong(line_of(lines, key), f"{where}{key}", f"unknown, {nearest(key, accepted)}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
