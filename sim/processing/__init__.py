"""Step 2: an order is captured, verified, paid, priced, and promised from stock."""
