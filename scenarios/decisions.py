"""Which values of a scenario are decisions: what a planner may choose. All others are facts, found out and put in.

A decision has two sides: moved either way from where it stands, something gets worse, or it is no decision but a
mistake of the model. `tests/validation/test_two_sides.py` moves every one of them to both ends. Of a fact there is
nothing to choose; a worse one costs profit.
"""

from __future__ import annotations

from typing import Literal

from scenarios.reading import KeyPath

Kind = Literal["decision", "fact"]

DECISIONS: tuple[str, ...] = (
    "calendar.warehouse",
    "calendar.vans",
    "calendar.stores",
    "calendar.support",
    "placement.order_desk.shifts",
    "placement.order_desk.shifts_on",
    "placement.order_desk.last_start_minutes",
    "placement.markdown.off",
    "processing.automation",
    "processing.integration",
    "processing.verification.desk.shifts",
    "processing.verification.desk.shifts_on",
    "processing.verification.desk.last_start_minutes",
    "processing.payment.review",
    "processing.payment.review_desk.shifts",
    "processing.payment.review_desk.shifts_on",
    "processing.payment.review_desk.last_start_minutes",
    "processing.price.too_low",
    "processing.reserve_minutes",
    "inventory.policy",
    "inventory.review",
    "inventory.review_every_days",
    "inventory.review_time",
    "inventory.safety_buffer",
    "inventory.incoming_days",
    "inventory.partial_lines",
    "inventory.backorder_rule",
    "inventory.visibility",
    "inventory.counts.every_days",
    "inventory.counts.time",
    "inventory.transfers.every_days",
    "inventory.transfers.time",
    "inventory.transfers.below_days",
    "inventory.transfers.up_to_days",
    "inventory.transfers.keep_days",
    "inventory.transfers.minimum_units",
    "inventory.stores.safety_buffer",
    "inventory.stores.policy",
    "inventory.stores.counts.every_days",
    "inventory.stores.counts.time",
    "fulfilment.nodes.*.excluded",
    "fulfilment.nodes.*.most_orders_a_day",
    "fulfilment.nodes.*.counter_places",
    "fulfilment.nodes.*.pickers",
    "fulfilment.nodes.*.packers",
    "fulfilment.nodes.*.labellers",
    "fulfilment.nodes.*.inspectors",
    "fulfilment.nodes.*.start",
    "fulfilment.nodes.*.end",
    "fulfilment.nodes.*.last_start_minutes",
    "fulfilment.nodes.*.shifts",
    "fulfilment.nodes.*.shifts_on",
    "fulfilment.stores.send_orders",
    "fulfilment.stores.collection.source",
    "fulfilment.stores.offers.mode",
    "fulfilment.stores.offers.most_stores",
    "fulfilment.stores.offers.incentive",
    "fulfilment.stores.offers.time_out_minutes",
    "fulfilment.stores.offers.most_orders_a_day",
    "fulfilment.stores.offers.opt_out",
    "fulfilment.sourcing",
    "fulfilment.split_over_nodes",
    "fulfilment.look_again_hours",
    "fulfilment.split_backorders",
    "fulfilment.packing.quality_check",
    "delivery.mode",
    "delivery.fleet_radius_kilometres",
    "delivery.solver",
    "delivery.dispatch",
    "delivery.planning",
    "delivery.fleet.vans.*.count",
    "delivery.fleet.vans.*.capacity_litres",
    "delivery.fleet.vans.*.shift_start",
    "delivery.fleet.vans.*.shift_end",
    "delivery.fleet.drivers.shifts",
    "delivery.fleet.drivers.pay",
    "delivery.fleet.drivers.allow_longer_duties",
    "delivery.fleet.drivers.breaks",
    "delivery.fleet.drivers.planned_overtime_hours",
    "delivery.fleet.traffic.plans_know",
    "delivery.fleet.traffic.incidents.known",
    "delivery.fleet.traffic.slack",
    "delivery.fleet.priority",
    "delivery.fleet.trips_per_plan",
    "delivery.fleet.lateness_cost",
    "delivery.fleet.lateness_cost_per_minute",
    "delivery.doors.maximum_attempts",
    "delivery.promise",
    "delivery.price",
    "tracking.delay_notices",
    "aftersales.returns.window_days",
    "aftersales.returns.fee",
    "aftersales.returns.refund",
    "aftersales.support.desk.shifts",
    "aftersales.support.desk.shifts_on",
    "aftersales.support.channels.*.first",
    "aftersales.support.desk.last_start_minutes",
    "aftersales.late.charge_options",
    "aftersales.late.credit",
    "aftersales.late.credit_share",
)
"""Paths of decisions, and of blocks all of whose values are; ``*`` is any name."""

_PARTS = tuple(tuple(one.removesuffix(".*").split(".")) for one in DECISIONS)


def kind(path: KeyPath) -> Kind:
    """Say whether a value is a decision or a fact.

    Examples
    --------
    >>> kind(("fulfilment", "nodes", "north", "pickers")), kind(("delivery", "doors", "not_home"))
    ('decision', 'fact')
    """
    names = tuple(map(str, path))
    for parts in _PARTS:
        if len(names) >= len(parts) and all(part in ("*", name) for part, name in zip(parts, names, strict=False)):
            return "decision"
    return "fact"
