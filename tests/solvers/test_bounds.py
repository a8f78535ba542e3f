"""Kernels index with unsigned numbers and without a look at the bounds: here they are compiled with one."""

import os
import subprocess
import sys

import pytest

SEARCHED = """
import numpy as np

from solvers import Budget
from solvers.city import city_wave
from solvers.engines.numba_search import NumbaSearch
from solvers.kernels.compiling import kernel, unsigned
from solvers.random_problems import random_problem

@kernel
def read(values, at):
    return values[unsigned(at)]

try:
    read(np.zeros(3, dtype=np.int64), 3)
except IndexError:
    print("looked at")

for seed in range(300):
    rng = np.random.default_rng(seed)
    NumbaSearch().solve(random_problem(rng, int(rng.integers(1, 120))), Budget(iterations=60), rng)
for stops in (50, 300):
    NumbaSearch().solve(city_wave(stops, 1), Budget(iterations=2_000), np.random.default_rng(1))
print("within")
"""


@pytest.mark.nightly
def test_no_kernel_leaves_its_arrays(tmp_path) -> None:  # type: ignore[no-untyped-def]
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    script = tmp_path / "searched.py"
    script.write_text(SEARCHED)
    ended = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert ended.stdout.split("\n")[:2] == ["looked at", "within"], ended.stderr
