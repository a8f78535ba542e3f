"""Code of others is kept apart: in worker processes with limits, whose answers are plain data."""
