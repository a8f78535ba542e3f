"""KPIs: each a definition (key, title, unit, direction, formula) and a function of log and facts."""

from sim.kpis.definition import Definition, Direction
from sim.kpis.definitions import ANSWER, DEFINITIONS, HEADLINE, definition, evaluate

__all__ = ["ANSWER", "DEFINITIONS", "HEADLINE", "Definition", "Direction", "definition", "evaluate"]
