"""Checked values: whole numbers, integer arrays and records within limits, or a ValueError that names the field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import index
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Kind = TypeVar("Kind")

FAR = 2**40
"""No limit, in time units; in a matrix: no road."""
FARTHEST = 10**9
"""Largest coordinate, both ways: what is computed of it stays far from the end of int64."""
DEAREST = 10**11
"""Largest price of a vehicle, in minor money units."""
ACCEPTED = (int, float, np.integer, np.floating, np.ndarray)
"""What may stand in a list of numbers."""
LONGEST = 60
"""Characters of a value that a message repeats."""


def said(value: object) -> str:
    """A value in a message: in one line, and cut where it is long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def plain_int(value: object) -> int | None:
    """A whole number that somebody else hands over, as an int; None for anything else, a truth value among them.

    What is derived from int may compare, hash and count as it likes: the int below it is taken.
    """
    if isinstance(value, bool | np.bool_):
        return None
    try:
        return int.__index__(index(value))  # type: ignore[arg-type]
    except (Exception, SystemExit):  # an outside object may refuse in any way
        return None


def plain_text(value: object) -> str:
    """What somebody else's object says of itself, as a str and nothing derived from it."""
    return str.__str__(str(value))


def type_name(value: object) -> str:
    """The name of somebody else's object's type, whatever its metaclass says it is."""
    name: str = vars(type)["__name__"].__get__(type(value))
    return name[:LONGEST]


def whole_number(name: str, value: Any, lowest: int, most: int) -> int:
    """`value` as an int within limits, or a ValueError that names it."""
    number = value
    if isinstance(value, (np.generic, np.ndarray)) and value.shape == () and value.dtype.kind in "iuf":
        number = value.item()
    whole = isinstance(number, int) or (isinstance(number, float) and number.is_integer())
    if not whole or isinstance(number, bool):
        raise ValueError(f"{name}: {said(value)} is not accepted, use a whole number >= {lowest}")
    if not lowest <= number <= most:
        raise ValueError(f"{name}: {said(value)} is not accepted, use a whole number from {lowest} to {most}")
    return int(number)


def text(name: str, value: object) -> str:
    """`value` where it is text in one line, or a ValueError that names it."""
    if not isinstance(value, str) or len(value.splitlines()) > 1:
        raise ValueError(f"{name}: {said(value)} is not accepted, use text in one line")
    return value


def records(name: str, values: Any, kind: type[Kind], accepted: str) -> tuple[Kind, ...]:
    """`values` as a tuple of records of a kind, or a ValueError that names them."""
    found = tuple(values) if isinstance(values, (tuple, list)) else (None,)
    for one in found:
        if not isinstance(one, kind):
            raise ValueError(f"{name}: {said(values)} is not accepted, use a list of {accepted}")
    return found


def whole_numbers(name: str, values: Any, lowest: int, most: int) -> tuple[int, ...]:
    """`values` as a tuple of ints within limits, or a ValueError that names them."""
    if isinstance(values, (str, bytes, dict, set)) or np.ndim(numbers(name, values)) != 1:
        raise ValueError(f"{name}: {said(values)} is not accepted, use a list of whole numbers")
    return tuple(whole_number(name, one, lowest, most) for one in values)


def pair(name: str, value: Any, accepted: str) -> tuple[int, int]:
    """(from, to) in whole numbers from 0 to `FAR`, the first not above the second."""
    if np.shape(numbers(name, value)) != (2,):
        raise ValueError(f"{name}: {said(value)} is not accepted, use ({accepted})")
    start, end = (whole_number(name, edge, 0, FAR) for edge in value)
    if start > end:
        raise ValueError(f"{name}: {said(value)} is not accepted, use 0 <= {accepted.replace(', ', ' <= ')}")
    return start, end


def numbers(name: str, values: Any, accepted: str = "whole numbers", *, truths: bool = False) -> npt.NDArray[Any]:
    """`values` as an array of real numbers of any shape; True and False are none unless `truths` are meant."""
    try:
        raw = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name}: rows of different lengths are not accepted") from None
    if raw.dtype.kind == "b" and truths:
        return raw
    wrong = next(_no_numbers(values), None) if isinstance(values, (tuple, list)) else None
    if wrong is None and raw.size and raw.dtype.kind not in "iuf":
        wrong = (raw.flat[0],)
    if wrong is not None:
        raise ValueError(f"{name}: {said(wrong[0])} is not accepted, use {accepted}")
    return raw


def _no_numbers(values: Any) -> Iterator[tuple[object]]:
    """What is no number in nested lists; an integer too large for an array among it."""
    for one in values:
        if isinstance(one, (tuple, list)):
            yield from _no_numbers(one)
        elif (
            not isinstance(one, ACCEPTED)
            or isinstance(one, bool)
            or (isinstance(one, int) and not -(2**63) <= one < 2**64)
        ):
            yield (one,)


def whole(
    name: str, values: Any, shape: tuple[int, ...] | None, lowest: int = 0, why: str = "", *, truths: bool = False
) -> IntArray:
    """`values` as a read-only int64 array of this shape, or a ValueError that names the field.

    `why` says in a message where the shape comes from.
    """
    raw = numbers(name, values, truths=truths)
    if shape is not None and raw.shape != shape:
        raise ValueError(f"{name}: shape {raw.shape} is not accepted, use {shape}{why}")
    if raw.dtype.kind == "f" and not (np.isfinite(raw).all() and (raw == np.floor(raw)).all()):
        raise ValueError(f"{name}: holds NaN, infinity or fractions, use whole numbers")
    if raw.size and (raw.min() < lowest or raw.max() > 2 * FAR):
        bad = raw.min() if raw.min() < lowest else raw.max()
        raise ValueError(f"{name}: {int(bad)} is not accepted, use {lowest} to {2 * FAR}")
    return raw if raw.dtype == np.int64 and _is_sealed(raw) else sealed(np.asarray(raw, dtype=np.int64))


def real(name: str, values: Any, shape: tuple[int, ...], why: str = "") -> FloatArray:
    """`values` as a read-only array of finite coordinates."""
    array = np.asarray(numbers(name, values, "finite numbers"), dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {array.shape} is not accepted, use {shape}{why}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: holds NaN or infinity, use finite numbers")
    if np.abs(array).max(initial=0.0) > FARTHEST:
        raise ValueError(f"{name}: holds {np.abs(array).max():g}, use {FARTHEST} at most, both ways")
    return sealed(array)


def sealed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A copy over memory that nobody can write to; a read-only flag could be taken off again."""
    return np.ndarray(array.shape, array.dtype, buffer=array.tobytes())


@lru_cache(maxsize=256)
def filled(shape: tuple[int, ...], value: int) -> IntArray:
    """A read-only array of one value, the same one for every problem of a size."""
    return sealed(np.full(shape, value, dtype=np.int64))


def _is_sealed(array: npt.NDArray[Any]) -> bool:
    """Whether an array is one of ours, so that replace() need not copy a matrix."""
    memory: object = array.base
    return isinstance(memory, bytes) and bool(array.flags.c_contiguous)
