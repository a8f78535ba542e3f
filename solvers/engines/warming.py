"""Loading the kernels before a clock runs, compiling those that no cache has, and bringing them along in a wheel.

All ways into the kernels take the same types but for the width of the matrix, so that one small solve and one listing
of its routes make whatever a search of that width will call.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from solvers.city import city_wave
from solvers.kernels import caching


@cache
def load_kernels(width: int = 32) -> None:
    """Load or compile every kernel that a search calls, for matrices of so many bits; once in a process."""
    from solvers.engines.kernel_data import build
    from solvers.engines.route_pool import RoutePool
    from solvers.engines.search import Search
    from solvers.kernels.state import Moves

    setup = build(city_wave(8, 1), [], 7, 7)
    wide = setup.data.matrix.astype(np.int32 if width == 32 else np.int64)
    setup = setup._replace(data=setup.data._replace(matrix=wide))
    search = Search(city_wave(8, 1), setup, [], np.array([1, 5], dtype=np.int64), ())
    search.anneal(2, search.leg, search.leg, Moves(2.0, 2.0, 0, 0, 0, 0, 1, 0.0))
    search.restart(search.first)
    RoutePool(search).add()


@cache
def load_rich_kernels(width: int = 32) -> None:
    """Load or compile every kernel that the search for a rich problem calls, as `load_kernels` does for a plain one."""
    from solvers.engines.rich_data import build
    from solvers.engines.rich_search import RichSearch
    from solvers.kernels.state import Moves

    problem = city_wave(8, 1).replace(release_time=[0] * 8 + [1])
    setup = build(problem, [], 7, 7)
    setup = setup._replace(data=setup.data._replace(leg=setup.data.leg.astype(np.int32 if width == 32 else np.int64)))
    search = RichSearch(problem, setup, [], np.array([1, 5], dtype=np.int64), ())
    search.anneal(2, search.leg, search.leg, Moves(2.0, 2.0, 0, 0, 0, 0, 1, 0.0))
    search.restart(search.first)


def is_compiled() -> bool:
    """Whether the search stands compiled somewhere, so that the first solve starts at once.

    A command that may have to wait for the compiler asks this first and says so; the library itself prints nothing.
    """
    from numba.core.registry import cpu_target

    from solvers.kernels.anneal import anneal

    kept: Any = getattr(anneal, "_cache", None)
    if not isinstance(kept, caching.KernelCache):
        return True  # numba was told not to compile
    try:
        return bool(kept.ready(cpu_target.target_context.codegen()))
    except OSError:
        return False


def main(folder: str, form: str) -> None:
    """Compile the kernels into a folder, in the form named; the build of a wheel calls this in a process of its own."""
    caching.save_into(Path(folder), form)
    load_kernels()
    load_rich_kernels()


if __name__ == "__main__":
    main(*sys.argv[1:])
