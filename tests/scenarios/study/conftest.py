import pytest

from scenarios import compare, run
from scenarios.study.comparison import Comparison
from scenarios.study.results import RunResult


@pytest.fixture(scope="session")
def tiny() -> RunResult:
    """Three replications of the smallest scenario."""
    return run("tiny", replications=3, jobs=1)


@pytest.fixture(scope="session")
def by_hand() -> Comparison:
    """The smallest scenario against itself with every check done by hand."""
    return compare("tiny", "tiny+processing.automation=manual", replications=3, jobs=1)
