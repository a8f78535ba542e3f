"""Step 3: nodes pick, pack and label."""
