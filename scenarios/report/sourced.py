"""What a better choice of nodes could have found at the most, in a sentence: whether another rule is worth a search."""

from __future__ import annotations

from sim.kpis.definitions import DEFINITIONS, KPIS
from sim.kpis.view import read
from sim.outcome import Outcome

WORTH_A_SEARCH = 0.001
"""Share of units from which a gap is told as one."""


def sourcing(outcome: Outcome) -> str | None:
    """Return the sentence; None where nobody chooses a node, or everything was found."""
    view = read(outcome)
    value = {kpi.definition: kpi.value for kpi in KPIS}
    filled, bound = (value[DEFINITIONS[key]](view) for key in ("fill_rate", "fill_rate_in_hindsight"))
    if filled is None or bound is None or filled >= 1.0:
        return None
    found = f"{100 * filled:.1f} % of the units asked for were found at once"
    if bound - filled < WORTH_A_SEARCH:
        return f"{found}, and no rule could have found more with this stock: more of it is what is lacking."
    return (
        f"{found}; who had known every order beforehand, and kept nothing back, could have found {100 * bound:.1f} % "
        "with the same stock: no sourcing rule and no buffer finds more."
    )
