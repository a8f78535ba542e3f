# mypy: disable-error-code="no-any-return"
"""A small random generator whose state is an array the caller owns.

Two 32-bit generators, a xorshift and a linear congruential one, are combined (Marsaglia's KISS idea); every step
stays below 2**49, so compiled code and plain Python give the same numbers. The stream is for search, not statistics.
"""

import math

from solvers.kernels.compiling import joined
from solvers.kernels.state import Array

MASK = 0xFFFFFFFF


@joined
def draw(state: Array) -> int:
    """Next 32 random bits; `state` holds two int64, the first never zero."""
    x = state[0]
    x ^= (x << 13) & MASK
    x ^= x >> 17
    x ^= (x << 5) & MASK
    state[0] = x
    y = (69069 * state[1] + 1234567) & MASK
    state[1] = y
    return (x + y) & MASK


@joined
def below(state: Array, bound: int) -> int:
    """A whole number from 0 to bound - 1."""
    return (draw(state) * bound) >> 32


@joined
def unit(state: Array) -> float:
    """A number strictly between 0 and 1."""
    return (draw(state) + 0.5) / 4294967296.0


@joined
def exponential(state: Array) -> float:
    """An exponential variate of mean 1."""
    return -math.log(unit(state))
