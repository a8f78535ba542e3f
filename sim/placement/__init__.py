"""Step 1: customers place orders: demand, catalogue, baskets, addresses, channels."""
