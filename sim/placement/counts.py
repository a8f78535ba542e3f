"""How many: laws of whole numbers from 1 on around a mean, for lines an order and units a line."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.settings import NonNegative, Settings

Counts = NDArray[np.int64]


class Geometric(Settings):
    """Geometric from 1: most orders are small, a few large."""

    law: Literal["geometric"] = "geometric"

    def draw(self, mean: float, size: int, rng: np.random.Generator) -> Counts:
        """So many counts, int64 (size,)."""
        return rng.geometric(1.0 / mean, size)


class Constant(Settings):
    """Always the mean, which must be a whole number."""

    law: Literal["constant"] = "constant"

    def draw(self, mean: float, size: int, rng: np.random.Generator) -> Counts:
        """So many counts, int64 (size,)."""
        return np.full(size, round(mean), dtype=np.int64)


class Poisson(Settings):
    """One and a Poisson number."""

    law: Literal["poisson"] = "poisson"

    def draw(self, mean: float, size: int, rng: np.random.Generator) -> Counts:
        """So many counts, int64 (size,)."""
        return 1 + rng.poisson(mean - 1.0, size)


class Normal(Settings):
    """Normal, rounded, at least 1."""

    law: Literal["normal"] = "normal"
    deviation: NonNegative = Field(1.0, le=1e6, description="standard deviation")

    def draw(self, mean: float, size: int, rng: np.random.Generator) -> Counts:
        """So many counts, int64 (size,)."""
        return np.maximum(1, np.rint(rng.normal(mean, self.deviation, size))).astype(np.int64)


class Discrete(Settings):
    """1, 2, 3 ... with relative shares; their mean is the mean."""

    law: Literal["discrete"] = "discrete"
    shares: Annotated[tuple[NonNegative, ...], Field(min_length=1, max_length=100)] = Field(
        description="relative shares of 1, 2, 3 ..."
    )

    @model_validator(mode="after")
    def _some(self) -> Discrete:
        if sum(self.shares) <= 0:
            raise ValueError("shares: at least one must be above 0")
        return self

    @property
    def mean(self) -> float:
        """The mean count."""
        return sum(count * share for count, share in enumerate(self.shares, start=1)) / sum(self.shares)

    def draw(self, mean: float, size: int, rng: np.random.Generator) -> Counts:
        """So many counts, int64 (size,)."""
        edges = np.cumsum(self.shares)
        place = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
        counts: Counts = np.minimum(place, edges.size - 1) + 1
        return counts


CountLaw = Annotated[Geometric | Constant | Poisson | Normal | Discrete, Field(discriminator="law")]


def check_mean(name: str, mean: float, law: CountLaw) -> None:
    """Refuse a mean that its law cannot have."""
    if isinstance(law, Discrete) and abs(law.mean - mean) > 0.005 * mean:
        raise ValueError(f"{name}: {mean:g} is not the mean of the shares in {name}_law, which is {law.mean:.4g}")
    if isinstance(law, Constant) and mean != round(mean):
        raise ValueError(f"{name}: {mean:g} is not a whole number, as its law (constant) wants")
