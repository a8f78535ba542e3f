import os
from pathlib import Path

import numpy as np
import pytest

from solvers.engines.kernel_data import build
from solvers.engines.search import Search


@pytest.fixture(scope="session")
def routing_data():
    """The folder of real instances; skips when it is absent."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("ORDERLAB_DATA", root.parent / "shared" / "data")) / "routing"
    if not folder.is_dir():
        pytest.skip("real instances are absent: set ORDERLAB_DATA to the folder that holds routing/")
    return folder


@pytest.fixture
def searching():
    """Begins a search of a problem all of whose stops can be served."""

    def begin(problem, seed=1):
        return Search(problem, build(problem, [], 40, 40), [], np.array([seed, 5], dtype=np.int64), ())

    return begin
