"""Decisions that need not be worse at an end: the short list, each with its reason."""

from __future__ import annotations

_NO_ANSWER = "customers of these worlds do not answer it (docs/truth.md, P11); the first line of a comparison says so"
_CONTRACT = (
    "which contract is cheaper hangs on its rates, which are facts; by the day is dearer where vans drive little"
)
_OWN_SHOP = "the shop's own staff is no part of the model: it is paid whether orders are sent or not"

ONE_SIDED: dict[str, str] = {
    "calendar.stores.short_from=00:00": _OWN_SHOP,
    "calendar.stores.short_to=24:00": _OWN_SHOP,
    "inventory.review_time": "an hour of the day, and none costs anything: the best one follows demand and lead time",
    "inventory.counts.time": "an hour of the day, none of which costs anything",
    "inventory.stores.counts.time": "an hour of the day, none of which costs anything",
    "inventory.transfers.time": "an hour of the day: goods that leave in the night are there no earlier than needed",
    "inventory.backorder_rule=express_first": "it changes who waits, not how long all wait, and KPIs are of all orders",
    "inventory.backorder_rule=smallest_first": "likewise: by how much large wishes wait longer no mean shows",
    "inventory.backorder_rule=shelf_open": "where lines are whole, newcomers take what nobody waiting could use; who "
    "waits longest is a question of fairness, and KPIs are means",
    "fulfilment.split_backorders": "an order is late or not by its last parcel, which waits either way; that the "
    "first came soon pleases nobody here, and nobody of these worlds cancels an order",
    "fulfilment.stores.offers.most_stores=3": "asking takes open time only, which orders promised in days have",
    "fulfilment.stores.offers.time_out_minutes=1000": "likewise",
    "fulfilment.stores.offers.most_orders_a_day=1000": _OWN_SHOP,
    "delivery.solver.params": "parameters are of a solver, which has tests of its own",
    "delivery.solver.iterations=3000": "better plans cost computing time, which no business of the model pays",
    "delivery.solver.planning_minutes=0": "the less the better: it is what a solver or a dispatcher takes",
    "delivery.planning.planned_for": "shortest, fastest and cheapest differ in each wave (sim/delivery/"
    "test_plan_prices.py), and over days of these worlds, whose roads are lines at one speed, by less than chance",
    "delivery.fleet.vans.*.capacity_litres=20000": "a larger van costs more, and its price is a fact beside it",
    "delivery.fleet.drivers.pay=hour": _CONTRACT,
    "delivery.fleet.drivers.pay=drop": _CONTRACT,
    "delivery.fleet.drivers.allow_longer_duties": "a law or an agreement is asked, not the cost",
    "delivery.fleet.drivers.planned_overtime_hours": "used only where a plan finds it cheaper than what it avoids",
    "delivery.fleet.traffic.plans_know=hours": "better plans cost computing time, which nobody in the model pays",
    "delivery.fleet.traffic.incidents.known": "to know more costs nothing in the model",
    "delivery.fleet.trips_per_plan": "used only where a plan finds it cheaper than what it avoids",
    "delivery.fleet.priority": "it changes who goes first, not how many go, and KPIs are of all orders",
    "delivery.fleet.lateness_cost=1000": "where vans are paid by the shift a parcel more costs its kilometres only",
    "delivery.promise.standard_days=5": _NO_ANSWER,
    "delivery.promise.quantile=1.0": _NO_ANSWER,
    "delivery.promise.day_start=12:00": _NO_ANSWER,
    "delivery.promise.day_end=24:00": _NO_ANSWER,
    "delivery.promise.slot_hours=6": _NO_ANSWER,
    "delivery.promise.express_hours=13": _NO_ANSWER,
    "delivery.promise.collect_hours=24": _NO_ANSWER,
    "delivery.promise.collect_days=5": _NO_ANSWER,
    "delivery.price.collect": _NO_ANSWER,
    "delivery.price.standard=30": _NO_ANSWER,
    "delivery.price.slot=30": _NO_ANSWER,
    "delivery.price.express=30": _NO_ANSWER,
    "delivery.price.free_options": _NO_ANSWER,
    "aftersales.returns.window_days": _NO_ANSWER,
    "aftersales.returns.fee": _NO_ANSWER,
    "aftersales.late.charge_options=[]": _NO_ANSWER,
}
"""The end (or the decision, where both are meant) -> why nothing is worse there."""

AT_AN_END: tuple[str, ...] = (
    *(
        f"calendar.{who}.{name}"
        for who in ("warehouse", "vans", "stores", "support")
        for name in ("days", "closed", "holidays", "open_on", "short")
    ),
    "placement.order_desk.last_start_minutes",
    "processing.automation",
    "processing.automation.entry",
    "processing.automation.verification",
    "processing.automation.status_updates",
    "processing.integration",
    "processing.verification.desk.last_start_minutes",
    "processing.payment.review_desk.last_start_minutes",
    "processing.price.too_low",
    "processing.reserve_minutes",
    "inventory.review",
    "inventory.review_every_days",
    "inventory.safety_buffer",
    "inventory.partial_lines",
    "inventory.incoming_days",
    "inventory.visibility",
    "inventory.counts.every_days",
    "inventory.stores.counts.every_days",
    "inventory.transfers.minimum_units",
    "fulfilment.nodes.*.excluded",
    "fulfilment.nodes.*.most_orders_a_day",
    "fulfilment.nodes.*.counter_places",
    "fulfilment.nodes.*.packers",
    "fulfilment.nodes.*.labellers",
    "fulfilment.nodes.*.inspectors",
    "fulfilment.nodes.*.last_start_minutes",
    "fulfilment.split_over_nodes",
    "fulfilment.look_again_hours",
    "fulfilment.stores.send_orders",
    "fulfilment.stores.collection.source",
    "fulfilment.stores.offers.mode",
    "fulfilment.stores.offers.incentive",
    "fulfilment.stores.offers.opt_out",
    "delivery.solver.name",
    "delivery.fleet.drivers.breaks",
    "delivery.fleet.lateness_cost_per_minute",
    "delivery.fleet.traffic.plans_know",
    "delivery.fleet.traffic.slack",
    "delivery.planning.sees",
    "delivery.planning.sees.at",
    "delivery.price.free_from",
    "delivery.promise.slot_zones",
    "delivery.promise.slot_within_kilometres",
    "delivery.promise.express_zones",
    "delivery.promise.express_within_kilometres",
    "tracking.delay_notices",
    "aftersales.support.desk.last_start_minutes",
    "aftersales.late.credit",
    "aftersales.late.credit_share",
)
"""Decisions that stand at one end as shipped: no notice, no buffer, one labeller, everything automatic."""
