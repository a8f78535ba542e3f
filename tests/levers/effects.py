"""What each lever of stock and stores does: moved step by step, a KPI of its own goes up, or down, at every step.

`docs/coverage.md` tells them in its column *effect*, row by row, and a test sees to it that it tells these. The
business is the small one of `stores`, under the circumstances in which a lever matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from levers.circumstances import COLLECTION, OFFERS, TRANSFERS

SHOPS = tuple(f"fulfilment.nodes.shop{number}" for number in range(3))


@dataclass(frozen=True)
class Effect:
    """A lever, its values from one end to the other, and the KPI that goes `up` or down with every step.

    row : numbers of the article's items, as they stand in the first column. besides : what else a value sets, as the
    other shops. where : name of the circumstances.
    """

    row: str
    where: str
    path: str
    values: tuple[Any, ...]
    kpi: str
    up: bool
    besides: tuple[str, ...] = ()

    def change(self, value: Any) -> dict[str, Any]:
        """All that is set for a value."""
        return dict.fromkeys((self.path, *self.besides), value)

    def __str__(self) -> str:
        """As it is written in the column."""
        values = " to ".join(_written(one) for one in self.values)
        path = self.path.replace("shop0", "north").replace("centre", "north")
        return f"`{path}` {values}: `{self.kpi}` {'up' if self.up else 'down'}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "none"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        if len(value) == 24:
            return f"24 x {value[0]:g}"
        return "[" + ", ".join(_written(one) for one in value) + "]"
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def _at(row: str, where: str, block: str, *effects: tuple[str, tuple[Any, ...], str, bool]) -> list[Effect]:
    return [Effect(row, where, f"{block}.{name}" if block else name, *rest) for name, *rest in effects]


UP, DOWN = True, False
_HOURS = tuple([1.0] * 24), tuple([2.0] * 24)

PROMISES = [
    *_at(
        "14",
        "options",
        "delivery.promise",
        ("express_zones", ([], ["0"], None), "turnover.shipping", UP),
        ("slot_zones", ([], ["0"], None), "turnover.shipping", UP),
        ("express_within_kilometres", (0.5, 3.0, None), "turnover.shipping", UP),
        ("slot_within_kilometres", (0.5, 3.0, None), "turnover.shipping", UP),
        ("slot_days", (0, 1), "on_time.slot", UP),
    ),
    *_at(
        "14",
        "choosy",
        "",
        ("delivery.price.standard", (1.0, 6.0, 15.0), "order_volume", DOWN),
        ("delivery.price.free_from", (5.0, 25.0, None), "order_volume", DOWN),
        ("delivery.promise.standard_days", (1, 3, 8), "order_volume", DOWN),
        ("placement.checkout.price_elasticity", (0.3, 1.5, 4.0), "order_volume", DOWN),
        ("placement.checkout.promise_elasticity", (0.1, 0.4, 1.0), "order_volume", DOWN),
    ),
    Effect("14", "collect", "delivery.price.collect", (0.0, 2.0, 5.0), "turnover.shipping", UP),
    *_at(
        "19",
        "scarce and impatient",
        "inventory",
        ("safety_buffer", (0, 2, 6), "lost_sales", UP),
        ("incoming_days", (None, 1.0, 10.0), "lost_sales", DOWN),
    ),
    Effect("19", "slow to pay", "processing.reserve_minutes", (30.0, 120.0, 600.0), "reservations_lapsed", DOWN),
    Effect("19", "stores only", "inventory.stores.safety_buffer", (0, 1, 3), "walk_in_sales_lost_to_orders", DOWN),
    Effect("19", "slow answers", f"{OFFERS}.time_out_minutes", (5.0, 20.0, 60.0), "offers_timed_out", DOWN),
]
"""What is promised, to whom and at what price."""

GOODS = [
    *_at(
        "24",
        "usual",
        "fulfilment.picking",
        ("minutes_per_order", (0.5, 1.5, 6.0), "stage.picking", UP),
        ("minutes_per_line", (0.3, 1.1, 5.0), "stage.picking", UP),
    ),
    Effect("24", "many a line", "fulfilment.picking.seconds_per_unit", (0.0, 60.0, 300.0), "stage.picking", UP),
    Effect("25", "usual", "fulfilment.packing.minutes", (1.0, 2.2, 8.0), "stage.packing", UP),
    Effect("25", "usual", "fulfilment.packing.damage", (0.0, 0.1, 0.4), "perfect_order", DOWN),
    Effect("26", "usual", "fulfilment.labelling.seconds", (5.0, 60.0, 240.0), "stage.labelling", UP),
    Effect("27", "usual", "delivery.carrier.collection_time", ("10:00", "17:00"), "order_cycle_time", DOWN),
    Effect(
        "27", "stores only", "fulfilment.stores.last_pick_up", ("10:00", "14:00", "18:00"), "order_cycle_time", DOWN
    ),
    Effect("28", "usual", "fulfilment.nodes.centre.pickers", (1, 2), "stage.picking", DOWN),
    Effect("29", "stores only", "fulfilment.short_message_minutes", (1.0, 600.0), "short_rate", UP),
    *_at(
        "30",
        "wrong records",
        "inventory",
        ("record_error", (0.0, 0.3, 1.0), "short_rate", UP),
        ("counts.every_days", (None, 1), "short_rate", DOWN),
    ),
    Effect("30", "usual", "inventory.shrinkage_per_day", (0.0, 0.02, 0.1), "record_accuracy", DOWN),
    *_at(
        "30",
        "stores only",
        "inventory.stores",
        ("record_error", (0.0, 1.0), "short_rate", UP),
        ("shrinkage_per_day", (0.0, 0.01, 0.05), "record_accuracy", DOWN),
        ("counts.every_days", (None, 4, 1), "cost.labour", UP),
    ),
    Effect("31", "usual", "fulfilment.picking.mispick", (0.0, 0.1, 0.4), "order_accuracy", DOWN),
    Effect("31", "usual", "fulfilment.packing.quality_check", (0.0, 0.5, 1.0), "stage.packing", UP),
    Effect("32", "two lines", "fulfilment.split_over_nodes", (False, True), "split_rate", UP),
    Effect("32", "two lines and patient", "fulfilment.split_backorders", (False, True), "split_rate", UP),
    Effect("54", "two centres", "fulfilment.look_again_hours", (None, 1.0), "order_cycle_time", DOWN),
    *_at(
        "54",
        "scarce",
        "inventory",
        ("out_of_stock.wait", (0.0, 0.35, 3.0), "backorder_rate", UP),
        ("out_of_stock.drop_line", (0.0, 0.45, 3.0), "lost_sales", UP),
        ("out_of_stock.cancel_order", (0.0, 0.2, 3.0), "rejection_rate", UP),
    ),
    *_at(
        "54",
        "in groups",
        "inventory.substitution",
        ("accepted", (0.0, 0.3, 1.0), "lost_sales", DOWN),
        ("group_size", (1, 8), "lost_sales", DOWN),
    ),
    Effect("54", "many a line", "inventory.partial_lines", (False, True), "fill_rate", UP),
    *_at(
        "55",
        "usual",
        "inventory",
        ("holding_rate_per_year", (0.05, 0.25, 1.0), "cost.holding", UP),
        ("opening_days", (2.0, 6.0, 20.0), "stock_value", UP),
        ("stores.opening_days", (1.0, 6.0, 20.0), "walk_in_fill_rate", UP),
    ),
    Effect("55", "season", "inventory.leftover_value", (0.0, 0.5, 1.0), "cost.obsolescence", DOWN),
    Effect("55", "marked down", "placement.markdown.elasticity", (0.0, 1.0, 3.0), "sell_through", UP),
    Effect(
        "55",
        "season",
        "placement.markdown",
        tuple({"off": {"2026-03-02": off}, "elasticity": 2.0} for off in (0.0, 0.2, 0.5)),
        "sell_through",
        UP,
    ),
    *_at(
        "56",
        "scarce",
        "inventory",
        (
            "policy",
            tuple({"policy": "min_max", "reorder_point": low, "order_up_to": low + 4} for low in (0, 2, 8)),
            "fill_rate",
            UP,
        ),
        ("review_every_days", (1, 6), "fill_rate", DOWN),
        ("lead_time_days", (0.5, 3.0, 9.0), "fill_rate", DOWN),
        ("order_cost", (0.0, 2.0, 9.0), "cost.replenishment", UP),
        ("unit_order_cost", (0.0, 1.0, 4.0), "cost.replenishment", UP),
        ("shortage_cost_per_unit", (0.0, 1.0, 4.0), "cost.shortage", UP),
        ("supplier.short", (0.0, 0.9), "fill_rate", DOWN),
        ("supplier.minimum_units", (1, 10, 60), "stock_value", UP),
    ),
    Effect("56", "scarce and patient", "inventory.shortage_cost_per_unit_day", (0.0, 1.0, 4.0), "cost.shortage", UP),
    Effect("56", "short deliveries", "inventory.supplier.short_share", (0.0, 0.4, 0.9), "fill_rate", UP),
    *_at(
        "56",
        "full centre",
        TRANSFERS,
        ("every_days", (None, 3, 1), "walk_in_fill_rate", UP),
        ("below_days", (0.5, 1.0, 2.0), "walk_in_fill_rate", UP),
        ("up_to_days", (2.0, 3.0, 4.0), "units_transferred", UP),
        ("keep_days", (6.0, 50.0, 56.0), "units_transferred", DOWN),
        ("minimum_units", (1, 3, 10), "units_transferred", DOWN),
        ("days", (0.5, 2.0, 4.0), "walk_in_fill_rate", DOWN),
        ("cost_per_transfer", (0.2, 1.0, 5.0), "cost.transfers", UP),
        ("cost_per_unit", (0.1, 0.3, 2.0), "cost.transfers", UP),
    ),
]
"""What is picked, kept, bought and sent from node to node."""

STORES = [
    *_at(
        "64, 73, 75",
        "usual",
        "processing",
        ("integration", ("event", "hourly", "daily"), "order_cycle_time", UP),
    ),
    Effect("64, 73, 75", "stores only", "inventory.visibility", ("event", "daily"), "short_rate", UP),
    Effect("48", "misgraded", "aftersales.returns.misgraded", (0.0, 0.4, 1.0), "record_accuracy", DOWN),
    *_at(
        "88-93",
        "stores only",
        "",
        ("fulfilment.stores.send_orders", (False, True), "orders_from_stores", UP),
        ("fulfilment.stores.shop_work", (0.0, 0.8), "stage.packing", UP),
        ("inventory.stores.assortment", (0.4, 0.7, 1.0), "held_by_stores", UP),
        ("placement.walk_ins.purchases_per_day", (60.0, 120.0, 240.0), "turnover.stores", UP),
        ("placement.walk_ins.quantity", (1.0, 1.5, 3.0), "turnover.stores", UP),
    ),
    Effect("88-93", "stores only", f"{SHOPS[0]}.excluded", (False, True), "orders_from_stores", DOWN),
    *_at(
        "88-93",
        "offers",
        OFFERS,
        ("mode", ("sequential", "broadcast"), "offers_made", UP),
        ("most_stores", (1, 2, 3), "recovered_share", UP),
        ("most_orders_a_day", (1, 3, None), "recovered_share", UP),
        ("opt_out", ([], ["tue"], ["tue", "thu", "fri"]), "offers_made", DOWN),
        ("response_minutes", (5.0, 20.0, 60.0), "offers_timed_out", UP),
    ),
    Effect("95", "motivated", f"{OFFERS}.incentive", (0.0, 1.0, 3.0), "offers_accepted", UP),
    Effect("95", "paid", f"{OFFERS}.incentive_effect", (0.1, 0.4, 1.2), "offers_accepted", UP),
    *_at(
        "95",
        "offers",
        OFFERS,
        ("acceptance", (0.4, 0.7, 0.95), "offers_accepted", UP),
        ("item_spread", (0.0, 0.6, 1.0), "recovered_share", DOWN),
        ("busy_hours", (_HOURS[0], _HOURS[1]), "offers_accepted", DOWN),
        ("refusals_per_order", (0.0, 0.03, 0.1), "offers_accepted", DOWN),
        ("correlation", (0.0, 0.5, 0.95), "recovered_share", DOWN),
    ),
    *_at(
        "94",
        "collect",
        COLLECTION,
        ("source", ("store", "centre"), "order_cycle_time", UP),
        ("hours_until_collected", (2.0, 8.0, 20.0), "collection_hours", UP),
        ("notice_minutes", (0.0, 120.0, 600.0), "collection_hours", UP),
        ("hold_days", (1.0, 3.0, 9.0), "not_collected", DOWN),
        ("reserved", (0.0, 0.4, 1.0), "not_collected", UP),
        ("counter_minutes", (1.0, 3.0, 6.0), "counter_hours", UP),
        ("extra_basket", (0.05, 0.3, 0.7), "extra_basket_sales", UP),
        ("within_kilometres", (2.0, 5.0, None), "orders_collected", UP),
        ("items", tuple({"2026-03-02": share} for share in (0.2, 0.5, 0.9)), "orders_collected", UP),
    ),
    *_at(
        "94",
        "from the centre",
        COLLECTION,
        ("truck_time", ("05:00", "21:00"), "order_cycle_time", UP),
        ("truck_hours", (1.0, 5.0, 9.0), "order_cycle_time", UP),
        ("truck_price", (0.2, 0.6, 2.0), "cost.shipping", UP),
    ),
    Effect("94", "never collected", f"{COLLECTION}.never_collected", (0.0, 0.1, 0.4), "not_collected", UP),
    Effect("94", "reserved", f"{COLLECTION}.never_collected_reserved", (0.0, 0.15, 0.5), "not_collected", UP),
    Effect("94", "collect and bring back", f"{COLLECTION}.return_minutes", (0.0, 3.0, 9.0), "counter_hours", UP),
    Effect("94", "collect and bring back", "aftersales.returns.at_till", (0.1, 0.5, 0.9), "cost.returns", DOWN),
    Effect("94", "collect", f"{SHOPS[0]}.counter_places", (2, None), "order_cycle_time", DOWN,
           tuple(f"{shop}.counter_places" for shop in SHOPS[1:])),
    Effect("94", "collect", f"{SHOPS[0]}.hands_over_from", ("2026-03-02", "2026-03-04", "2026-03-06"),
           "orders_collected", DOWN, tuple(f"{shop}.hands_over_from" for shop in SHOPS[1:])),
    Effect("94", "collect", "delivery.promise.collect_hours", (0.2, 2.0), "on_time_delivery", UP),
    Effect("94", "from the centre", "delivery.promise.collect_days", (0, 2), "on_time_delivery", UP),
    Effect("94", "some collect", "placement.preferences.collect", (0.1, 0.5, 3.0), "orders_collected", UP),
    Effect("94", "some collect", "placement.preferences.collect_growth_per_month", (0.0, 2.0, 9.0), "orders_collected",
           UP),
]  # fmt: skip
"""Stores that send, are asked, and hand over."""

EFFECTS = [*PROMISES, *GOODS, *STORES]


def column(row: str) -> str:
    """What the table says in the row of these items."""
    return "; ".join(str(effect) for effect in EFFECTS if effect.row == row)
