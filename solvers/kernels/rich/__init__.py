"""Kernels of the search for rich problems: trips, depots, dimensions, limits and all that is a matter of time."""
