"""Warming a solver up, so that no clock measures its loading."""

from __future__ import annotations

from functools import cache

from solvers.names import is_command


@cache
def warm(solver: str) -> None:
    """Load and compile a solver before its first clock starts; a program is a new process in every solve."""
    if is_command(solver):
        return
    import numpy as np

    from solvers import Budget, create
    from solvers.city import city_wave
    from solvers.protocol import unfit

    engine, wave = create(solver), city_wave(8, 1)
    if not unfit(engine, wave):
        # counted in iterations: what loading leaves of a budget in seconds may not reach the search itself
        engine.solve(wave, Budget(iterations=2), np.random.default_rng(0))
