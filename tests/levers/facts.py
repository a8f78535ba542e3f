"""Facts at their bad ends: faults, refusals, delays and prices, each worse for profit or for what is named."""

from __future__ import annotations

from levers.moves import Move
from levers.worlds import NODE, OFFERS, TRANSFERS, VAN


def _all(world: str, block: str, **values: str) -> list[Move]:
    """Facts of one block: value and KPI, ``profit`` where none is named."""
    return [
        Move(world, f"{block}.{name}={value.partition(' -> ')[0]}", value.partition(" -> ")[2] or "profit")
        for name, value in values.items()
    ]


_FAILURES = "{hours_between: 4, repair_minutes: 240}"

CHECKS = [
    Move("shop", "placement.channels.web.address_error=0.3", "order_accuracy"),
    Move("shop", "placement.channels.web.line_error=0.2", "profit"),
    *_all("by hand", "placement.channels.phone", entry_minutes="30", patience_minutes="1 -> rejection_rate"),
    *(
        move
        for desk, kpi in (
            ("placement.order_desk", "rejection_rate"),
            ("processing.verification.desk", "stage.checks"),
            ("processing.payment.review_desk", "stage.checks"),
        )
        for move in _all(
            "by hand", desk, wage_per_hour="30", shrinkage=f"0.8 -> {kpi}", breakdowns=f"{_FAILURES} -> {kpi}"
        )
    ),
    Move("wrong entries", "placement.automatic_error_factor=1", "order_accuracy"),
    Move("shop", "placement.cancellation.share=0.3", "profit"),
    Move("shop", "placement.automatic_entry_seconds=7200", "order_cycle_time"),
    *_all("by hand", "processing.verification", manual_minutes="15 -> order_cycle_time", manual_detection="0"),
    *_all(
        "shop",
        "processing.verification",
        automatic_seconds="7200 -> order_cycle_time",
        automatic_detection="0 -> order_accuracy",
        correction_hours="48 -> order_cycle_time",
        correction_minutes="60",
    ),
    *_all(
        "fraud",
        "processing.payment",
        decline="0.4",
        retry="0",
        retry_success="0",
        retry_minutes="3000 -> order_cycle_time",
        authorisation_seconds="7200 -> order_cycle_time",
        fraud="0.1 -> chargeback_rate",
        screen_power="1 -> chargeback_rate",
        review_detection="0 -> chargeback_rate",
        review_rejection="0.8",
        issuer_bears="0",
        chargeback_fee="200",
        review_minutes="60 -> stage.checks",
        fee_share="0.1",
        fee_fixed="2",
    ),
    Move("shop", "processing.payment.methods={slip: {share: 1, clearing_hours: [24, 72]}}", "order_cycle_time"),
    Move("shop", "processing.price.error=0.3", "profit"),
    *_all("wrong prices", "processing.price", size="0.6"),
    Move("wrong prices", "processing.price.too_high=1", "tickets_per_order"),
    Move("wrong prices", "processing.price.correction_minutes=600", "order_cycle_time"),
]
"""Details, payments and prices that are wrong, and what putting them right takes."""

GOODS = [
    *_all("shop", "placement.catalogue", cost_share="0.8"),
    *_all("carrier", "placement.catalogue", weight_kilograms="5"),
    *_all("road", "placement.catalogue", volume_litres="30"),
    *_all("rush", "placement.baskets", special_preparation="0.8 -> order_cycle_time"),
    *_all(
        "scarce",
        "inventory",
        lead_time_days="6",
        order_cost="20",
        unit_order_cost="2",
        record_error="0.8 -> cancel_rate",
        shrinkage_per_day="0.1",
        holding_rate_per_year="2",
        shortage_cost_per_unit="5",
        shortage_cost_per_unit_day="5",
        out_of_stock="{wait: 0, drop_line: 0, cancel_order: 1}",
        opening_days="0",
    ),
    *_all("scarce", "inventory.supplier", short="0.5", minimum_units="5000"),
    *_all("short deliveries", "inventory.supplier", short_share="0"),
    *_all("counted", "inventory.counts", minutes_per_item="10"),
    *_all("stores", "inventory.stores", record_error="0.9", shrinkage_per_day="0.1", opening_days="0"),
    *_all("stores in a last week", "inventory", leftover_value="0"),
    *_all("stores counted", "inventory.stores.counts", minutes_per_item="10"),
    *_all("stores", "fulfilment.stores", shop_work="0.95 -> order_cycle_time"),
    *_all("stores send on", TRANSFERS, days="5 -> walk_in_fill_rate", cost_per_transfer="20", cost_per_unit="5"),
    *_all(
        "stores collect",
        "fulfilment.stores.collection",
        truck_price="10",
        never_collected="0.6",
        counter_minutes="30 -> cost_per_order",
    ),
    *_all(
        "stores",
        OFFERS,
        acceptance="0.1",
        refusals_per_order="0.5",
        response_minutes="300 -> offers_accepted",
        busy_hours=f"[{', '.join(['5'] * 24)}]",
    ),
]
"""What goods cost and weigh, and how they are missing."""

WORK = [
    *_all("shop", NODE, wage_per_hour="30", wages="{picking: 30}", cost_per_year="100000"),
    *_all("early end", NODE, overtime_factor="10"),
    *_all("rush", NODE, breakdowns="{picking: {hours_between: 2, repair_minutes: 240}} -> order_cycle_time"),
    *_all(
        "busy",
        "fulfilment.picking",
        minutes_per_order="6 -> order_cycle_time",
        minutes_per_line="4 -> order_cycle_time",
        seconds_per_unit="240 -> stage.picking",
        mispick="0.2",
        special_preparation_minutes="90 -> stage.picking",
    ),
    *_all(
        "busy",
        "fulfilment.packing",
        minutes="3.2 -> order_cycle_time",
        spread="1.2 -> stage.packing",
        check_seconds_per_line="60 -> stage.packing",
        correction_minutes="60 -> stage.packing",
        damage="0.2",
        material_cost="3",
    ),
    *_all("busy", "fulfilment.labelling", seconds="190 -> stage.labelling"),
    *_all("shop", "fulfilment.labelling", document_error="0.3 -> perfect_order"),
    *_all("wrong records", "fulfilment", short_message_minutes="1440 -> order_cycle_time"),
    *_all(
        "shop",
        "fulfilment",
        waiting_hours="[10, 50] -> order_cycle_time",
        waiting_share_of_promise="[0.5, 1.5] -> on_time_delivery",
    ),
    Move("shop", "overheads={licence: {per_order: 2}}", "profit"),
]
"""What people take, cost and do wrong."""

DELIVERY = [
    *_all(
        "road",
        VAN,
        cost_per_day="20",
        cost_per_month="2000",
        cost_per_trip="20",
        cost_per_kilometre="1",
        cost_per_hour="5",
        fuel_litres_per_100_kilometres="30 -> fuel",
        co2_kilograms_per_litre="3 -> co2",
    ),
    *_all("road", "delivery.fleet.drivers", wage_per_hour="30", paid_hours_a_week="20"),
    *_all("paid by the day", "delivery.fleet.drivers", rate_per_day="300"),
    *_all("paid by the drop", "delivery.fleet.drivers", rate_per_drop="5"),
    *_all(
        "road",
        "delivery.fleet",
        speed_kilometres_per_hour="8 -> on_time_delivery",
        detour="2",
        traffic="{speeds: {'00:00': 0.3}, plans_know: nothing} -> on_time_delivery",
        traffic_spread="0.4 -> estimate_error",
        service_minutes="12 -> on_time_delivery",
        reload_minutes="60 -> on_time_delivery",
    ),
    *_all("road", "delivery.doors", not_home="0.4 -> first_attempt_success"),
    *_all("wrong addresses", "delivery.doors", address_correction_hours="72 -> order_cycle_time"),
    *_all(
        "carrier",
        "delivery.carrier",
        transit_hours="{default: [40, 90]} -> on_time_delivery",
        transit_share_of_promise="{default: [0.5, 2]} -> on_time_delivery",
        rate_per_parcel="{default: 9}",
        rate_per_kilogram="2",
        lost="0.2",
        liability_limit="0",
    ),
    *_all("out", "delivery.carrier", attempts_included="1", return_price="20"),
    *_all("out and charged", "delivery.carrier", rate_per_attempt="10"),  # the others' three attempts are in the rate
    *_all(
        "late",
        "tracking",
        missed_scans="0.8 -> tickets_per_order",
        notice_cost="0.5",
        notice_effect="0 -> tickets_per_order",
    ),
    *_all("late by hand", "tracking", manual_lag_minutes="2880 -> tickets_per_order"),
    *_all("late", "tracking", automatic_lag_minutes="2880 -> tickets_per_order"),
]
"""The road, the carrier, the door, and the news of it."""

CUSTOMERS = [
    *_all("late", "placement.custom", lost_after_late="1"),
    *_all(
        "returns",
        "aftersales.returns",
        changed_mind="0.6",
        faulty_returned="1 -> return_rate",
        transit_days="20 -> time_to_refund",
        inspection_minutes="60 -> time_to_refund",
        restockable="0",
        scrapped="0.25",
        worn_deduction="0",
        label_cost="10",
        seconds_value="0",
        misgraded="1 -> record_accuracy",
    ),
    *_all("short window", "aftersales.returns", hastened="1"),
    *_all(
        "late",
        "aftersales.support",
        handling_minutes="40 -> first_response_time",
        history_factor="1 -> first_response_time",
        first_contact_resolution="0.1 -> tickets_per_order",
        where_is_my_order="1 -> tickets_per_order",
        question="0.3 -> tickets_per_order",
        complaint="1 -> tickets_per_order",
    ),
    *_all("late", "aftersales.support.channels.phone", patience_minutes="0.5 -> tickets_abandoned"),
    *_all(
        "late",
        "aftersales.support.desk",
        wage_per_hour="30",
        shrinkage="0.8 -> first_response_time",
        breakdowns=f"{_FAILURES} -> first_response_time",
    ),
    *(
        Move("late", f"aftersales.satisfaction.{name}={value}", "customer_satisfaction")
        for name, value in (
            ("on_time", 3),
            ("late", 3),
            ("faulty", 4),
            ("unanswered", 3),
            ("slow_answer_hours", 0.1),
            ("slow_refund_days", 0.5),
        )
    ),
    Move("out", "aftersales.satisfaction.failed_attempt=3", "customer_satisfaction"),
    Move("scarce", "aftersales.satisfaction.incomplete=4", "customer_satisfaction"),
    Move(
        "returns",
        "aftersales.satisfaction.slow_refund=4",
        "customer_satisfaction",
        ("aftersales.returns.transit_days=20",),
    ),
    *_all("late", "aftersales.late", claims="1"),
]
"""What customers do, and how they take it."""

BAD = [*CHECKS, *GOODS, *WORK, *DELIVERY, *CUSTOMERS]
