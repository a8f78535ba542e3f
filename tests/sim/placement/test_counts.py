"""Laws of counts: what each draws, at its mean."""

import numpy as np
import pytest

from sim.placement.counts import Constant, Discrete, Geometric, Poisson

MANY = 40_000


@pytest.mark.parametrize(
    ("shares", "values", "mean"),
    [((0, 0, 1), {3}, 3.0), ((1,), {1}, 1.0), ((1, 0, 1), {1, 3}, 2.0), ((2, 1, 1), {1, 2, 3}, 1.75)],
)
def test_a_count_comes_as_often_as_its_share(shares: tuple[float, ...], values: set[int], mean: float) -> None:
    law = Discrete(law="discrete", shares=shares)
    found = law.draw(mean, MANY, np.random.default_rng(1))
    assert law.mean == mean
    assert set(found.tolist()) == values
    counted = np.bincount(found, minlength=len(shares) + 1)[1:] / MANY
    assert counted == pytest.approx(np.array(shares) / sum(shares), abs=0.01)


@pytest.mark.parametrize("law", [Geometric(law="geometric"), Poisson(law="poisson")])
@pytest.mark.parametrize("mean", [1.0, 1.6, 4.0])
def test_a_law_keeps_its_mean_and_is_never_nothing(law: Geometric | Poisson, mean: float) -> None:
    found = law.draw(mean, MANY, np.random.default_rng(2))
    assert found.min() == 1
    assert found.mean() == pytest.approx(mean, abs=0.06)


def test_a_constant_is_one_number() -> None:
    assert set(Constant(law="constant").draw(3.0, 50, np.random.default_rng(3)).tolist()) == {3}
