"""What the literature says a model must give, and whether ours does: scenario files, expected values, and the test."""
