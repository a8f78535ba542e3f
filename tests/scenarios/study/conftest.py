import pytest

from scenarios import compare, run
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.comparison import Comparison


@pytest.fixture(scope="session")
def tiny() -> RunResult:
    """Three replications of the smallest scenario."""
    return run("tiny", replications=3, jobs=1)


@pytest.fixture(scope="session")
def by_hand() -> Comparison:
    """The smallest scenario against itself with every check done by hand."""
    return compare("tiny", "tiny+processing.automation=manual", replications=3, jobs=1)
