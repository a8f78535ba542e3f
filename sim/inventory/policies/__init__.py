"""Replenishment policies, one a file: what to order, from what the records say."""
