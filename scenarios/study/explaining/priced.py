"""Which inputs price each part of the bridge, and which of their values do; what says how many times that price."""

from __future__ import annotations

from collections.abc import Mapping

from sim.kpis.cost_parts import PARTS

PRICED_BY: Mapping[str, tuple[str, ...]] = {
    "turnover.goods": ("placement.catalogue.price",),
    "turnover.shipping": ("delivery.price",),
    "turnover.stores": ("placement.catalogue.price",),
    "cost_of_goods": ("placement.catalogue.cost_share",),
    **{f"cost.{name}": part.priced_by for name, part in PARTS.items() if part.priced_by},
}
"""Part of the bridge -> the inputs that price it."""

BY_THE_MINUTE = ("inventory.counts", "processing.verification.correction_minutes")
"""Labour of no desk: cycle counts, and putting right what rules noticed."""

DESKS: Mapping[str, str] = {
    "order_desk": "placement.order_desk",
    "verification": "processing.verification.desk",
    "fraud_review": "processing.payment.review_desk",
    "support": "aftersales.support.desk",
}
"""Station -> where its people stand; those of a node stand with the node."""


WITHIN: Mapping[str, tuple[str, ...]] = {
    "cost.vans": ("count", "cost_per_day", "cost_per_month"),
    "cost.shipping": ("cost_per_trip", "cost_per_kilometre", "cost_per_hour", "rate_per_parcel", "rate_per_kilogram"),
    "cost.sites": ("cost_per_year",),
    "cost.drivers": (
        "shifts", "wage_per_hour", "rate_per_day", "rate_per_drop", "paid_hours", "paid_hours_a_week",
        "overtime_factor", "count", "shift_start", "shift_end",
    ),
    "cost.labour": ("wage_per_hour", "wages", "shifts", "shifts_on", "start", "end"),
}  # fmt: skip
"""Part of the bridge -> which of the values in the blocks that price it do so; all of them where it is not named."""

ORDERED = (
    ("placement.demand", ("orders_per_day", "by_day", "growth_per_year", "factor")),
    ("placement.baskets", ("lines", "quantity")),
)
"""How much is ordered, of which every part priced by the order, line or unit is so many times its price."""

COUNTED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    **dict.fromkeys(
        ("turnover.goods", "turnover.shipping", "cost.packaging", "cost.shipping", "cost.messages"), ORDERED
    ),
    "cost_of_goods": (*ORDERED, ("placement.catalogue.price", ())),
    "cost.payment": (*ORDERED, ("placement.catalogue.price", ())),
    "cost.returns": (*ORDERED, ("aftersales.returns.changed_mind", ())),
    "turnover.stores": (("placement.walk_ins", ("purchases_per_day", "quantity")),),
}
"""Part of the bridge -> blocks that say how many times its price is paid, and which of their values do."""

SET_APART: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "turnover.stores": (
        "extra_basket_sales",
        ("fulfilment.stores.collection.extra_basket", "placement.catalogue.price"),
    ),
}
"""Part of the bridge -> the KPI that is a part of it, and the inputs behind that one."""

HANDS: Mapping[str, str] = {
    "picking": "pickers",
    "packing": "packers",
    "labelling": "labellers",
    "inspection": "inspectors",
}
"""Station of a node -> how many people it has."""
