"""Step 5: returns, inspection, refunds, the support desk, satisfaction."""
