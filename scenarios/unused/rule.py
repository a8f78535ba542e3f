"""A rule: settings that change nothing while something holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.config import SimConfig


@dataclass(frozen=True, slots=True)
class Unused:
    """Settings that have no effect while something holds.

    Parameters
    ----------
    why
        What holds, in words.
    holds
        Whether it does.
    paths
        Values, or blocks of them.
    """

    why: str
    holds: Callable[[SimConfig], bool]
    paths: tuple[str, ...]


def has_stores(config: SimConfig) -> bool:
    """Whether a node is a store."""
    return any(node.kind == "store" for node in config.fulfilment.nodes.values())
