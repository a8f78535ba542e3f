"""Checked values: whole numbers and integer arrays within limits, or a ValueError that names the field."""

from __future__ import annotations

from functools import lru_cache
from operator import index
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

FAR = 2**40
"""No limit, in time units; in a matrix: no road."""
FARTHEST = 10**9
"""Largest coordinate, both ways: what is computed of it stays far from the end of int64."""
DEAREST = 10**11
"""Largest price of a vehicle, in minor money units."""


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


def whole_number(name: str, value: object, lowest: int, most: int) -> int:
    """`value` as an int within limits, or a ValueError that names it."""
    number = np.asarray(value)
    if number.shape != () or number.dtype.kind not in "iuf" or not np.isfinite(number) or number != int(number):
        raise ValueError(f"{name}: {value!r} is not accepted, use a whole number >= {lowest}")
    if not lowest <= int(number) <= most:
        raise ValueError(f"{name}: {value!r} is not accepted, use a whole number from {lowest} to {most}")
    return int(number)


def pair(name: str, value: Any, accepted: str) -> tuple[int, int]:
    """(from, to) in whole numbers from 0 to `FAR`, the first not above the second."""
    if np.shape(value) != (2,):
        raise ValueError(f"{name}: {value!r} is not accepted, use ({accepted})")
    start, end = (whole_number(name, edge, 0, FAR) for edge in value)
    if start > end:
        raise ValueError(f"{name}: {value!r} is not accepted, use 0 <= {accepted.replace(', ', ' <= ')}")
    return start, end


def whole(name: str, values: npt.ArrayLike, shape: tuple[int, ...] | None, lowest: int = 0) -> IntArray:
    """`values` as a read-only int64 array of this shape, or a ValueError that names the field."""
    try:
        raw = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name}: rows of different lengths are not accepted") from None
    if shape is not None and raw.shape != shape:
        raise ValueError(f"{name}: shape {raw.shape} is not accepted, use {shape}")
    if raw.dtype.kind not in "iufb":
        raise ValueError(f"{name}: {raw.dtype} is not accepted, use whole numbers")
    if raw.dtype.kind == "f" and not (np.isfinite(raw).all() and (raw == np.floor(raw)).all()):
        raise ValueError(f"{name}: holds NaN, infinity or fractions, use whole numbers")
    if raw.size and (raw.min() < lowest or raw.max() > 2 * FAR):
        bad = raw.min() if raw.min() < lowest else raw.max()
        raise ValueError(f"{name}: {int(bad)} is not accepted, use {lowest} to {2 * FAR}")
    return raw if raw.dtype == np.int64 and _is_sealed(raw) else sealed(np.asarray(raw, dtype=np.int64))


def real(name: str, values: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """`values` as a read-only array of finite coordinates."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {array.shape} is not accepted, use {shape}")
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
