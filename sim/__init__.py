"""The order management system and the world it serves, on SimPy's clock.

Read `sim.model` first: it wires one replication in the order of the article's five steps.
"""
