import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def routing_data():
    """The folder of real instances; skips when it is absent."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("ORDERLAB_DATA", root.parent / "shared" / "data")) / "routing"
    if not folder.is_dir():
        pytest.skip("real instances are absent: set ORDERLAB_DATA to the folder that holds routing/")
    return folder
