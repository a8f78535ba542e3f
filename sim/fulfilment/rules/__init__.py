"""Sourcing rules, one file each."""
