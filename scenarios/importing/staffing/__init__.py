"""How many people by hour and vans by day an imported business needs to keep its targets."""
