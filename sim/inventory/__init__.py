"""Stock as it is and as the records say; replenishment."""
