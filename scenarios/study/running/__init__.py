"""How cells are run: planned, alone or by workers, with limits, the same numbers everywhere."""
