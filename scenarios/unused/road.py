"""Settings of delivery that change nothing: vans beside a carrier, hours of express nobody wishes."""

from __future__ import annotations

from scenarios.unused.rule import Unused, has_stores
from sim.config import SimConfig


def _carries(config: SimConfig) -> bool:
    return config.delivery.mode != "fleet" or has_stores(config)


RULES = (
    Unused(
        "a carrier delivers everything",
        lambda config: config.delivery.mode == "carrier",
        ("delivery.fleet", "delivery.dispatch", "delivery.solver", "delivery.planning", "calendar.vans"),
    ),
    Unused("own vans deliver everything", lambda config: not _carries(config), ("delivery.carrier",)),
    Unused(
        "delivery.mode is not mixed",
        lambda config: config.delivery.mode != "mixed",
        ("delivery.fleet_radius_kilometres",),
    ),
    Unused(
        "delivery.fleet.traffic.speeds says no hours",
        lambda config: not config.delivery.fleet.traffic.slow_hours,
        ("delivery.fleet.traffic.plans_know",),
    ),
    Unused(
        "delivery.fleet.traffic.incidents.per_day is 0",
        lambda config: not config.delivery.fleet.traffic.incidents.per_day,
        ("delivery.fleet.traffic.incidents",),
    ),
    Unused(
        "nobody wishes to collect",
        lambda config: not config.placement.preferences.collect,
        (
            "fulfilment.stores.collection",
            "delivery.price.collect",
            "delivery.promise.collect_hours",
            "delivery.promise.collect_days",
            "placement.preferences.collect_growth_per_month",
            "aftersales.returns.at_till",
        ),
    ),
    Unused(
        "nobody wishes for express",
        lambda config: not config.placement.preferences.express,
        ("delivery.price.express", "delivery.promise.express_hours", "delivery.fleet.priority.express"),
    ),
    Unused(
        "nobody wishes for a slot",
        lambda config: not config.placement.preferences.slot,
        (
            "delivery.price.slot",
            "delivery.promise.slots",
            "delivery.promise.slot_hours",
            "delivery.promise.slot_days",
            "delivery.fleet.priority.slot",
        ),
    ),
    Unused(
        "delivery.promise.standard_days is a number",
        lambda config: config.delivery.promise.standard_days is not None,
        ("delivery.promise.quantile",),
    ),
    Unused(
        "all attempts at a door are within the rate",
        lambda config: config.delivery.carrier.attempts_included >= config.delivery.doors.maximum_attempts,
        ("delivery.carrier.rate_per_attempt",),
    ),
    Unused(
        "delivery.price.free_from is none",
        lambda config: config.delivery.price.free_from is None,
        ("delivery.price.free_options",),
    ),
)
