"""One solver a file; `solvers.registry` finds them by name."""
