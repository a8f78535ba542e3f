"""Walk-ins: what became of each purchase on the tape, one row each; they live no order's life."""

from __future__ import annotations

from sim.life.happening import Subject

WALK_IN = Subject("walk-in", "walk_ins", ("sold", "missed_for_orders"))
"""`sold`: units found on the shelf; `missed_for_orders`: units not found because orders had taken them."""
