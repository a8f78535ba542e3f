"""Compile what the suite needs into numba's cache: `python tests/warm_kernels.py`; a second when nothing is missing."""

from scenarios import run
from solvers.engines.numba_search import warm_up

if __name__ == "__main__":
    warm_up()
    for scenario in ("tiny", "city_day+days=1"):
        run(scenario, replications=1, jobs=1)
