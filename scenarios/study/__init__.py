"""Studies: which cells to run, how to run them, and what the numbers say."""
