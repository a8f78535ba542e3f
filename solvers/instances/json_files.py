"""JSON files read strictly: a key once, no NaN, no endless nesting, and errors that name the line of a key."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from solvers.instances.lines import Lines, nearest


class _TwiceError(ValueError):
    pass


class _ConstantError(ValueError):
    pass


def read_json(lines: Lines) -> dict[str, Any]:
    """The one object of a JSON file; `InstanceError` where it is none."""
    try:
        found = json.loads(lines.text, object_pairs_hook=_once, parse_constant=_no_constant)
    except _ConstantError:
        raise _constant(lines) from None
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
    """The line that begins with a key, else the first one in which it stands; 1 where it does not."""
    wanted = re.compile(rf'"{re.escape(key)}"\s*:')
    found = [(not wanted.match(row), number) for number, row in lines.rows if wanted.search(row)]
    return min(found, default=(False, 1))[1]


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
    raise _ConstantError(word)


def _constant(lines: Lines) -> Exception:
    """The error for the first NaN or infinity of a file, with the key that it stands behind."""
    key = "format"
    for number, row in lines.rows:
        for match in re.finditer(r'"((?:[^"\\]|\\.)*)"(\s*:)?|-?(?:NaN|Infinity)', row):
            if match[1] is None:
                return lines.wrong(number, key, f"{match[0]} is no number")
            key = match[1] if match[2] else key
    return lines.wrong(1, key, "NaN or infinity is no number")
