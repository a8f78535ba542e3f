"""Which settings change nothing while something holds, by room."""

from scenarios.unused import calendars, people, road, stock

RULES = (*road.RULES, *people.RULES, *stock.RULES, *calendars.RULES)
"""Of several that hold the first is told."""

__all__ = ["RULES"]
