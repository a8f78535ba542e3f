"""What replications say: intervals, differences, stopping, steady states, the choice of the best."""
