"""Gating: a user's own limits on KPIs and solver gaps, judged with an exit code for CI."""
