"""Nodes that are stores: walk-in customers at their shelves, and what the order system hears of them."""
