"""Keyed draws for many things at once: the same integer hash as `sim.streams.uniform`."""

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A = np.uint64(0xBF58476D1CE4E5B9)
MIX_B = np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
UNIT = 1.0 / 9007199254740992.0  # 2**-53


@njit(cache=True)
def uniforms(key, a, b, c, out):  # type: ignore[no-untyped-def]
    """Fill `out` with the numbers in [0, 1) that belong to (a, b, c) under `key`.

    key uint64; a, b, c int64 of the size of `out`, or of size 1 for all; out float64 (n,).
    """
    for k in range(out.size):
        z = key + np.uint64(a[k if a.size > 1 else 0] + 1) * GOLDEN
        z = (z ^ (z >> S30)) * MIX_A
        z = (z ^ (z >> S27)) * MIX_B + np.uint64(b[k if b.size > 1 else 0] + 1) * GOLDEN
        z = (z ^ (z >> S31)) * MIX_A + np.uint64(c[k if c.size > 1 else 0] + 1) * GOLDEN
        z = (z ^ (z >> S30)) * MIX_B
        out[k] = np.float64((z ^ (z >> S31)) >> S11) * UNIT
