"""Compiled inner loops: arrays in, arrays out; only numpy, numba and math are imported here."""
