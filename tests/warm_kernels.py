"""Compile what the suite needs into numba's cache: `python tests/warm_kernels.py`; a second when nothing is missing."""

from scenarios import run
from solvers.engines.warming import load_kernels, load_rich_kernels

if __name__ == "__main__":
    load_kernels()
    load_rich_kernels()
    for scenario in ("tiny", "city_day+days=1"):
        run(scenario, replications=1, jobs=1)
