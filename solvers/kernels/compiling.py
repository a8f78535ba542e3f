"""The one decorator of the kernels.

`kernel` compiles on first call and caches on disk. Reference counting is switched off: a kernel borrows its arrays and
allocates none, and the atomic counter of every array at every call made an iteration seven times slower (ADR 020).
What has to allocate (neighbour lists, first plans) uses `allocating`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit

_BORROWING: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
_INLINE: dict[str, Any] = {"inline": "always"}
Function = TypeVar("Function", bound=Callable[..., Any])

unsigned = np.uint64
"""Wraps the number of a node or slot that indexes in a hot loop: an unsigned number.

For a signed one numba looks whether it is negative and counts from the end if so, at every access: a fifth of an
iteration (ADR 020). It may never be negative, and no arithmetic goes with it: mixed with signed numbers it turns float.
"""


def kernel(function: Function) -> Function:
    """Compile `function` without reference counting; it may not create arrays."""
    compiled: Function = njit(function, **_BORROWING)
    return compiled


def joined(function: Function) -> Function:
    """Compile `function` as a kernel whose machine code is copied into its callers.

    A call that passes a whole plan writes some two hundred words to the stack: longer than most kernels take (ADR 020).
    """
    compiled: Function = njit(function, **_BORROWING, forceinline=True)
    return compiled


def inlined(function: Function) -> Function:
    """Compile `function` into its callers: for the few steps that run a thousand times per iteration."""
    compiled: Function = njit(function, **_BORROWING, **_INLINE)
    return compiled


def allocating(function: Function) -> Function:
    """Compile `function`, which may create arrays."""
    compiled: Function = njit(function, cache=True)
    return compiled
