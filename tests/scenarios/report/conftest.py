import pytest
from hand_made import World

from scenarios import run
from scenarios.study.running.results import RunResult
from sim.units import HOUR


@pytest.fixture
def world():
    """Build a world by hand."""
    return World


@pytest.fixture
def hour():
    """An hour in microseconds."""
    return HOUR


@pytest.fixture(scope="session")
def tiny_run() -> RunResult:
    """Two replications of the smallest scenario."""
    return run("tiny", replications=2, jobs=1)
