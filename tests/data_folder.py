"""Where the instances and traces lie that tests read and the repository must not hold."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("ORDERLAB_DATA", Path(__file__).parents[2] / "shared" / "data"))


def data_file(*parts: str) -> Path:
    """Return a file or folder of the test data; skip the test where it is not there."""
    wanted = FOLDER.joinpath(*parts)
    if not wanted.exists():
        pytest.skip(f"test data {'/'.join(parts)} is not here; ORDERLAB_DATA names the folder that has it")
    return wanted
