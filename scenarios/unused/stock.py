"""Settings of stock and stores that change nothing: reviews beside a continuous one, stores where there are none."""

from __future__ import annotations

from scenarios.unused.rule import Unused, has_stores

RULES = (
    Unused(
        "there is no store",
        lambda config: not has_stores(config),
        ("fulfilment.stores", "inventory.stores", "placement.walk_ins", "calendar.stores"),
    ),
    Unused(
        "nobody takes another item",
        lambda config: not config.inventory.substitution.accepted,
        ("inventory.substitution.group_size", "inventory.substitution.instead"),
    ),
    Unused(
        "no item stands for another",
        lambda config: config.inventory.substitution.group_size == 1 and not config.inventory.substitution.instead,
        ("inventory.substitution.accepted",),
    ),
    Unused(
        "inventory.opening_days is a number",
        lambda config: config.inventory.opening_days is not None,
        ("inventory.opening",),
    ),
    Unused(
        "inventory.review is continuous",
        lambda config: config.inventory.review == "continuous",
        ("inventory.review_every_days", "inventory.review_time"),
    ),
    Unused(
        "no delivery of a supplier comes short",
        lambda config: not config.inventory.supplier.short,
        ("inventory.supplier.short_share",),
    ),
    Unused(
        "inventory.counts.every_days is none",
        lambda config: config.inventory.counts.every_days is None,
        ("inventory.counts",),
    ),
    Unused(
        "inventory.transfers.every_days is none",
        lambda config: config.inventory.transfers.every_days is None,
        ("inventory.transfers",),
    ),
    Unused(
        "there is one node",
        lambda config: len(config.fulfilment.nodes) == 1,
        ("fulfilment.look_again_hours", "fulfilment.split_over_nodes"),
    ),
)
