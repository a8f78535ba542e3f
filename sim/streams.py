"""Randomness: named streams for whole columns, keyed draws for single things in the world.

A *stream* is a numpy Generator keyed by (seed, replication, name): adding a column never moves
another. A *keyed draw* is a pure function of a key and of what it belongs to (a door by order
and attempt, traffic by origin, destination and slot): it does not depend on the order in which
decisions are taken, so two policies meet the same world.
"""

from __future__ import annotations

import hashlib
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels import draws

_MASK = (1 << 64) - 1
_GOLDEN, _MIX_A, _MIX_B, _UNIT = int(draws.GOLDEN), int(draws.MIX_A), int(draws.MIX_B), draws.UNIT
Integers = NDArray[np.integer[Any]]


def _words(name: str) -> list[int]:
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """The generator of one column of one replication."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, replication, *_words(name)])))


def static_stream(name: str) -> np.random.Generator:
    """The generator of what belongs to the scenario itself: the same city in every replication."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(_words(name))))


def key(seed: int, replication: int, name: str) -> int:
    """The 64-bit key under which draws called `name` of one replication stand."""
    text = f"{seed}/{replication}/{name}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def uniform(key: int, a: int, b: int = 0, c: int = 0) -> float:
    """A number in [0, 1) that belongs to (a, b, c) under `key`.

    The finaliser of splitmix64 (Steele, Lea and Flood, 2014), applied once per part of the key.
    """
    z = (key + (a + 1) * _GOLDEN) & _MASK
    z = ((z ^ (z >> 30)) * _MIX_A) & _MASK
    z = ((z ^ (z >> 27)) * _MIX_B + (b + 1) * _GOLDEN) & _MASK
    z = ((z ^ (z >> 31)) * _MIX_A + (c + 1) * _GOLDEN) & _MASK
    z = ((z ^ (z >> 30)) * _MIX_B) & _MASK
    return ((z ^ (z >> 31)) >> 11) * _UNIT


def uniforms(key: int, a: Integers, b: Integers | int = 0, c: Integers | int = 0) -> NDArray[np.float64]:
    """`uniform` for arrays; the same numbers to the last bit. b and c: the shape of `a`, or one for all."""
    first = np.asarray(a, dtype=np.int64)
    result = np.empty(first.shape)
    second, third = np.asarray(b, dtype=np.int64), np.asarray(c, dtype=np.int64)
    draws.uniforms(np.uint64(key), first.ravel(), second.ravel(), third.ravel(), result.ravel())
    return result


def exponential(u: float, mean: float) -> float:
    """The exponential with `mean` at quantile `u` in [0, 1)."""
    return -mean * log(1.0 - u)


def logarithms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithms as `math.log` gives them; numpy's own may differ in the last bit, by processor."""
    return np.fromiter(map(log, values.tolist()), dtype=np.float64, count=values.size)


def exponentials(u: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """`exponential` for an array (n,); the same numbers to the last bit."""
    return -mean * logarithms(1.0 - u)


def log_logistic(u: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """A right-skewed positive factor with mean 1: the log-logistic of shape 1/scale at quantiles u.

    Its mean is (pi s) / sin(pi s) times its median (s < 1), by which it is divided.
    """
    if scale == 0.0:
        return np.ones_like(u)
    clipped = np.clip(u, 1e-9, 1.0 - 1e-9)
    factor: NDArray[np.float64] = (clipped / (1.0 - clipped)) ** scale
    mean_one: NDArray[np.float64] = factor * (np.sin(np.pi * scale) / (np.pi * scale))
    return mean_one
