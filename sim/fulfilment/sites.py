"""What sourcing rules may know of each node besides its records."""

from __future__ import annotations

from sim.config import SimConfig
from sim.fulfilment.sourcing import Site


def sites(config: SimConfig) -> tuple[Site, ...]:
    """One a node: mean times of the stations at the node's wages, in the currency."""
    fulfilment = config.fulfilment
    picking, packing, labelling = fulfilment.picking, fulfilment.packing, fulfilment.labelling
    found = []
    for node in fulfilment.nodes.values():
        wage = {task: node.staffing(task).wage_per_hour / 60 for task in ("picking", "packing", "labelling")}
        per_order = picking.minutes_per_order * wage["picking"] + packing.minutes * wage["packing"]
        per_order += labelling.seconds / 60 * wage["labelling"]
        store = node.kind == "store"
        found.append(
            Site(
                is_store=store,
                people=max(shift.staff for shift in node.staffing("picking").shifts),
                per_order=per_order + (fulfilment.stores.offers.incentive if store else 0.0),
                per_line=picking.minutes_per_line * wage["picking"],
            )
        )
    return tuple(found)
