"""The decorators of the kernels.

`kernel` compiles on first call and caches on disk. Reference counting is switched off: a kernel borrows its arrays and
allocates none, and the atomic counter of every array at every call made an iteration seven times slower (ADR 020).
Nothing here may create, sort or partition an array: numba compiles some thirty functions of its own for that (ADR 027).
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit

from solvers.kernels.caching import attach

_BORROWING: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
Function = TypeVar("Function", bound=Callable[..., Any])

unsigned = np.uint64
"""Wraps the number of a node or slot that indexes in a hot loop: an unsigned number.

For a signed one numba looks whether it is negative and counts from the end if so, at every access: a fifth of an
iteration (ADR 020). It may never be negative, and no arithmetic goes with it: mixed with signed numbers it turns float.
"""

typed: Any = np.int64
"""Wraps a constant that a kernel is given, or that a count begins with: numba compiles anew for each literal."""


def kernel(function: Function) -> Function:
    """Compile `function` without reference counting; it may not create arrays."""
    return _cached(function)


def joined(function: Function) -> Function:
    """Compile `function` as a kernel whose machine code is copied into its callers.

    A call that passes a whole plan writes some two hundred words to the stack: longer than most kernels take (ADR 020).
    """
    return _cached(function, forceinline=True)


def inlined(function: Function) -> Function:
    """Compile `function` into its callers: for the few steps that run a thousand times per iteration."""
    return _cached(function, inline="always")


def _cached(function: Function, **options: Any) -> Function:
    compiled: Function = njit(function, **_BORROWING, **options)
    attach(compiled, brought=not options)
    return compiled
