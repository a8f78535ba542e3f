"""The report's pictures: each file draws one, from an outcome, and returns None where there is nothing to draw."""
