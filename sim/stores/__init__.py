"""Nodes that are stores: walk-in customers, what the order system hears of them, offers of orders."""
