"""What the tests of imports share."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from scenarios.importing.first import hanging

FEW = 3


@pytest.fixture(autouse=True)
def few_defaults(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Move only the first defaults of ours: every run of a folder moves all, a hundred runs that few tests look at."""
    if "nightly" not in request.keywords and "every_default" not in request.fixturenames:
        every: Callable[..., Sequence[Any]] = hanging.ours
        monkeypatch.setattr(hanging, "ours", lambda scenario: every(scenario)[:FEW])


@pytest.fixture
def every_default() -> None:
    """Move every default, as a user's run does."""
