"""An instance file that commands and races on routing problems work on."""

from pathlib import Path

import pytest

TINY = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 9
4 6 8
DEMAND_SECTION
1 0
2 4
3 5
4 6
DEPOT_SECTION
1
-1
"""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """Three stops, two routes, a best-known cost of 40."""
    path = tmp_path / "tiny.vrp"
    path.write_text(TINY)
    (tmp_path / "bks.csv").write_text("instance,bks_cost\ntiny,40\n")
    return path
