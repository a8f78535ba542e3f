"""Circumstances in which a lever of stock and stores matters: what the small business of `stores` says besides."""

from __future__ import annotations

from typing import Any

OFFERS, COLLECTION, TRANSFERS = "fulfilment.stores.offers", "fulfilment.stores.collection", "inventory.transfers"

_NO_SUPPLY: dict[str, Any] = {"inventory.lead_time_days": 3000.0}
_ELSEWHERE = {"wait": 0.0, "drop_line": 0.0, "cancel_order": 1.0}
_WITHOUT = {"wait": 0.0, "drop_line": 1.0, "cancel_order": 0.0}
_SCARCE: dict[str, Any] = {
    "inventory.opening_days": None,
    "inventory.policy": {"policy": "min_max", "reorder_point": 2, "order_up_to": 7},
    "fulfilment.stores.send_orders": False,
}
_COLLECT: dict[str, Any] = {
    "placement.preferences": {"standard": 0.0, "slot": 0.0, "express": 0.0, "collect": 1.0},
    "aftersales.returns.changed_mind": 0.0,
    "aftersales.returns.faulty_returned": 0.0,
    "delivery.price.standard": 2.0,
    "delivery.price.collect": 2.0,
}
_SENT_BACK = {"aftersales.returns.changed_mind": 0.5, "aftersales.returns.label_cost": 4.0}

_ASKED: dict[str, Any] = {
    "inventory.opening_days": 0.0,
    **_NO_SUPPLY,
    "inventory.out_of_stock": _WITHOUT,
    "inventory.stores.opening_days": 30_000.0,
    f"{OFFERS}.acceptance": 0.7,
    f"{OFFERS}.correlation": 0.0,
    f"{OFFERS}.response_minutes": 0.0,
}

WHERE: dict[str, dict[str, Any]] = {
    "usual": {},
    # The centre's goods run out, and nobody sends them from stores.
    "scarce": _SCARCE,
    "scarce and impatient": {**_SCARCE, "inventory.out_of_stock": _ELSEWHERE},
    "scarce and patient": {**_SCARCE, "inventory.out_of_stock": {"wait": 1.0, "drop_line": 0.0, "cancel_order": 0.0}},
    "slow to pay": {
        **_SCARCE,
        "processing.payment.decline": 0.5,
        "processing.payment.retry_minutes": 300.0,
        "inventory.out_of_stock": _ELSEWHERE,
    },
    "many a line": {**_SCARCE, "placement.baskets.quantity": 2.5},
    "short deliveries": {**_SCARCE, "inventory.supplier.short": 0.5},
    "wrong records": {**_NO_SUPPLY, "inventory.opening_days": 3.0, "inventory.record_error": 0.5},
    "two lines": {
        **_NO_SUPPLY,
        "placement.baskets.lines": 2.5,
        "inventory.opening_days": 2.0,
        "inventory.out_of_stock": _WITHOUT,
    },
    "two lines and patient": {
        **_SCARCE,
        "placement.baskets.lines": 2.5,
        "inventory.out_of_stock": {"wait": 1.0, "drop_line": 0.0, "cancel_order": 0.0},
    },
    "two centres": {
        **_SCARCE,
        "fulfilment.nodes.south": {"y_kilometres": -4.0},
        "inventory.out_of_stock": {"wait": 1.0, "drop_line": 0.0, "cancel_order": 0.0},
    },
    "in groups": {
        **_SCARCE,
        "inventory.substitution.accepted": 0.5,
        "inventory.substitution.group_size": 4,
        "inventory.out_of_stock": _ELSEWHERE,
    },
    # Orders leave stores only: the centre has nothing.
    "stores only": {"inventory.opening_days": 0.0, **_NO_SUPPLY, "inventory.out_of_stock": _WITHOUT},
    "offers": _ASKED,
    "motivated": {**_ASKED, f"{OFFERS}.incentive_effect": 0.5},
    "paid": {**_ASKED, f"{OFFERS}.incentive": 1.0},
    "slow answers": {**_ASKED, f"{OFFERS}.response_minutes": 20.0},
    "marked down": {**_NO_SUPPLY, "placement.markdown.off": {"2026-03-02": 0.4}, "inventory.leftover_value": 0.25},
    "season": {**_NO_SUPPLY, "inventory.leftover_value": 0.25},
    "full centre": {
        **_NO_SUPPLY,
        "inventory.opening_days": 60.0,
        "inventory.stores.opening_days": 1.0,
        "fulfilment.stores.send_orders": False,
        f"{TRANSFERS}.every_days": 1,
        f"{TRANSFERS}.below_days": 2.0,
        f"{TRANSFERS}.up_to_days": 4.0,
        f"{TRANSFERS}.keep_days": 6.0,
    },
    "misgraded": {
        **_NO_SUPPLY,
        **_SENT_BACK,
        "days": 10,
        "aftersales.returns.restockable": 0.0,
        "aftersales.returns.scrapped": 0.5,
        "aftersales.returns.delay_days": 1.0,
        "aftersales.returns.transit_days": 0.3,
        "inventory.opening_days": 2.0,
    },
    "options": {
        "placement.preferences": {"standard": 1.0, "slot": 1.0, "express": 1.0},
        "delivery.price.standard": 1.0,
        "delivery.price.slot": 4.0,
        "delivery.price.express": 8.0,
    },
    "choosy": {
        "delivery.price.standard": 6.0,
        "placement.checkout.price_elasticity": 1.5,
        "placement.checkout.promise_elasticity": 0.4,
    },
    "collect": _COLLECT,
    "collect and bring back": {**_COLLECT, **_SENT_BACK, "aftersales.returns.at_till": 0.8},
    "from the centre": {**_COLLECT, f"{COLLECTION}.source": "centre"},
    "never collected": {**_COLLECT, f"{COLLECTION}.hold_days": 25.0},
    "reserved": {**_COLLECT, f"{COLLECTION}.hold_days": 25.0, f"{COLLECTION}.reserved": 1.0},
    "some collect": {**_COLLECT, "placement.preferences": {"collect": 0.3}},
}
"""The circumstances by their name: what the business says besides."""
