"""Step 4: what the customer and the order system see of a parcel, and when."""
