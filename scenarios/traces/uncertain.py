"""Fitted values drawn anew in every replication, as a sample of so many orders would have shown them.

An interval over replications holds luck: other customers, other parcels. What was fitted to a few hundred orders is not
known exactly either. A table of quantiles that rests on n orders is drawn as the quantiles of n orders of that table; a
share of n as a beta distribution (Jeffreys' prior). Draws belong to the path, so that alternatives meet the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.config import SimConfig
from sim.streams import stream


def redrawn(config: SimConfig, seed: int, replication: int) -> SimConfig:
    """Return the configuration with every value of ``placement.trace.observations`` drawn anew.

    Parameters
    ----------
    config
        As it came of the trace; unchanged unless ``placement.trace.uncertain_inputs`` is set.
    seed, replication
        Of the draws.
    """
    trace = config.placement.trace
    if trace is None or not trace.uncertain_inputs:
        return config
    for path, number in sorted(trace.observations.items()):
        rng = stream(seed, replication, f"uncertain {path}")

        def draw(value: Any, number: int = number, rng: np.random.Generator = rng) -> Any:
            return drawn(value, number, rng)

        config = _with(config, path, draw)
    return config


def drawn(value: Any, number: int, rng: np.random.Generator) -> Any:
    """A table or a share as a sample of `number` would have it; anything else as it is."""
    if isinstance(value, tuple) and len(value) > 1:
        levels = np.linspace(0.0, 1.0, len(value))
        seen = np.quantile(rng.random(number), levels)
        seen[0], seen[-1] = 0.0, 1.0  # the ends are chosen, not counted
        return tuple(float(one) for one in np.interp(seen, levels, value))
    if isinstance(value, float) and 0.0 <= value <= 1.0:
        return float(rng.beta(number * value + 0.5, number * (1.0 - value) + 0.5))
    return value


def _with(block: Any, path: str, change: Callable[[Any], Any]) -> Any:
    """A block with the value at a path changed; names of a map may hold dots, and what is not there stays away."""
    if not path:
        return change(block)
    if isinstance(block, BaseModel):
        name, _, rest = path.partition(".")
        inner = getattr(block, name, None)
        return block if inner is None else block.model_copy(update={name: _with(inner, rest, change)})
    if isinstance(block, Mapping):
        for name, inner in block.items():
            if path == name or path.startswith(f"{name}."):
                return {**block, name: _with(inner, path[len(name) + 1 :], change)}
    return block
