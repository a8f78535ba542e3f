"""Step 3 and 4 on the road: dispatch, planning, own vans, carrier, the door."""
