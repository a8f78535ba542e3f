"""Every law of lead times keeps its mean, and gives at a quantile what its distribution has there."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.inventory.lead_times import LeadTimeLaw

LAWS = [
    ({"law": "constant"}, 0.0),
    ({"law": "uniform", "spread": 0.3}, 0.3 / 3**0.5),
    ({"law": "exponential"}, 1.0),
    ({"law": "gamma", "variation": 0.6}, 0.6),
    ({"law": "lognormal", "variation": 0.6}, 0.6),
    ({"law": "poisson"}, 4.0**-0.5),
    ({"law": "empirical", "observed_days": [1, 2, 9]}, np.std([1, 2, 9]) / 4),
]


@pytest.mark.parametrize(("law", "variation"), LAWS)
def test_mean_and_variation(law: dict[str, object], variation: float) -> None:
    shape = TypeAdapter(LeadTimeLaw).validate_python(law)
    quantiles = (np.arange(60_000) + 0.5) / 60_000
    days = np.array([shape.days(u, 4.0) for u in quantiles])
    assert days.mean() == pytest.approx(4.0, rel=2e-3)
    assert days.std() / 4.0 == pytest.approx(variation, rel=0.02)
    assert (np.diff(days) >= 0).all()


def test_quantiles_are_those_of_the_distribution() -> None:
    gamma, lognormal, poisson = (
        TypeAdapter(LeadTimeLaw).validate_python(law)
        for law in ({"law": "gamma", "variation": 0.5}, {"law": "lognormal", "variation": 0.5}, {"law": "poisson"})
    )
    sigma = np.sqrt(np.log(1.25))
    for u in (0.0, 0.01, 0.3, 0.8, 0.999):
        assert gamma.days(u, 3.0) == pytest.approx(stats.gamma.ppf(u, 4, scale=0.75), abs=1e-9)
        if u:
            assert lognormal.days(u, 3.0) == pytest.approx(stats.lognorm.ppf(u, sigma, scale=3 / np.sqrt(1.25)))
        assert poisson.days(u, 3.0) == max(0, stats.poisson.ppf(u + 1e-12, 3.0))


def test_no_lead_time_is_none_under_every_law() -> None:
    for law, _ in LAWS:
        assert TypeAdapter(LeadTimeLaw).validate_python(law).days(0.7, 0.0) == 0.0


@pytest.mark.parametrize("law", ["gamma", "lognormal"])
def test_the_least_variation_is_nearly_constant_and_less_is_refused(law: str) -> None:
    near = TypeAdapter(LeadTimeLaw).validate_python({"law": law, "variation": 0.001})
    assert near.days(0.01, 4.0) == pytest.approx(4.0, rel=0.003)
    with pytest.raises(ValidationError, match=r"greater than or equal to 0\.001"):
        TypeAdapter(LeadTimeLaw).validate_python({"law": law, "variation": 5e-324})
