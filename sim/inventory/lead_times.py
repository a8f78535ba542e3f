"""How long a supplier takes: laws around a mean, read at one keyed uniform an order.

A law gives only the shape; the mean is `inventory.lead_time_days`, so that "suppliers take twice as long" is
the same lever under every law. With mean 0 an order arrives at the moment it is placed.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Annotated, Literal

from pydantic import Field

from sim.settings import Settings, Share
from sim.streams import exponential

Variation = Annotated[float, Field(ge=0.001, le=5, allow_inf_nan=False)]
"""Standard deviation over mean; whoever wants none takes the law `constant`."""


class Constant(Settings):
    """Every order takes the mean."""

    law: Literal["constant"] = "constant"

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        return mean


class Uniform(Settings):
    """Evenly between mean x (1 - spread) and mean x (1 + spread)."""

    law: Literal["uniform"] = "uniform"
    spread: Share = Field(0.2, description="half-width, share of the mean")

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        return mean * (1.0 + self.spread * (2.0 * quantile - 1.0))


class Exponential(Settings):
    """Exponential: a standard deviation as large as the mean."""

    law: Literal["exponential"] = "exponential"

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        return exponential(quantile, mean)


class Gamma(Settings):
    """Gamma with a coefficient of variation."""

    law: Literal["gamma"] = "gamma"
    variation: Variation = Field(0.5, description="standard deviation over mean")

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        from scipy.special import gammaincinv

        shape = self.variation**-2
        return mean / shape * float(gammaincinv(shape, quantile))


class Lognormal(Settings):
    """Lognormal with a coefficient of variation."""

    law: Literal["lognormal"] = "lognormal"
    variation: Variation = Field(0.5, description="standard deviation over mean")

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        from scipy.special import ndtri

        variance = log(1.0 + self.variation**2)
        return mean * exp(sqrt(variance) * float(ndtri(quantile)) - variance / 2)


class Poisson(Settings):
    """A whole number of days, Poisson with the mean."""

    law: Literal["poisson"] = "poisson"

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        from scipy.special import pdtr, pdtrik

        if mean == 0:
            return 0.0
        near = int(pdtrik(quantile, mean)) if quantile > exp(-mean) else 0
        while pdtr(near, mean) <= quantile:  # the smallest count whose cumulated probability is above the quantile
            near += 1
        return float(near)


class Empirical(Settings):
    """Observed lead times, each equally likely, scaled to the mean."""

    law: Literal["empirical"] = "empirical"
    observed_days: Annotated[
        tuple[Annotated[float, Field(ge=0, le=3660, allow_inf_nan=False)], ...], Field(min_length=1, max_length=100_000)
    ] = Field(description="days that past orders took")

    def days(self, quantile: float, mean: float) -> float:
        """Days at a quantile in [0, 1)."""
        total = sum(self.observed_days)
        if total == 0:
            return mean
        chosen = sorted(self.observed_days)[int(quantile * len(self.observed_days))]
        return chosen * mean * len(self.observed_days) / total


LeadTimeLaw = Annotated[
    Constant | Uniform | Exponential | Gamma | Lognormal | Poisson | Empirical, Field(discriminator="law")
]
