"""Many settings of one scenario: swept, optimised, weighed."""
