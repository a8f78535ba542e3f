"""Compiled loops of the simulator: arrays in, arrays out; numpy, numba and math only."""
