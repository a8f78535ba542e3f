import pytest
from hand_made import World

from sim.units import HOUR


@pytest.fixture
def world():
    """Build a world by hand."""
    return World


@pytest.fixture
def hour():
    """An hour in microseconds."""
    return HOUR
