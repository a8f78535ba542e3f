"""Known routes as chains: what of them still fits is kept, the rest is absent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvers.engines.rich_data import RichSetup
from solvers.kernels.rich.laying import clear, lay
from solvers.kernels.rich.state import NONE
from solvers.kernels.state import Array
from solvers.solution import Route


def lay_out(setup: RichSetup, tally: Array, routes: Sequence[Route]) -> None:
    """Change the plan to these routes, as far as their vehicles are there and they keep all limits.

    Stops are put in one by one, in their order; one that does not fit is left out.
    """
    data, plan, work, _ = setup
    clear(data, plan, work, tally)
    for route in routes:
        sequence = np.array(route.stops, dtype=np.int64)
        if plan.kind.idle[route.vehicle]:
            lay(data, plan, work, tally, route.vehicle, np.where(sequence > data.fact.stops, NONE, sequence), sequence)
