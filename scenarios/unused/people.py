"""Settings of customers, payments and people that change nothing: clerks beside automation, claims nobody makes."""

from __future__ import annotations

from scenarios.unused.rule import Unused
from sim.config import SimConfig

OPTIONS = ("standard", "slot", "express", "collect")


def _charges(config: SimConfig) -> bool:
    """Whether an option that somebody wishes has a price; a real order file may hold charges."""
    price, wishes = config.delivery.price, config.placement.preferences
    named = any(getattr(price, option) and getattr(wishes, option) for option in OPTIONS)
    return named or config.placement.trace is not None


RULES = (
    Unused(
        "orders are entered without people",
        lambda config: config.processing.switches.entry,
        ("placement.order_desk", "placement.channels.*.entry_minutes", "placement.channels.*.patience_minutes"),
    ),
    Unused(
        "people enter orders",
        lambda config: not config.processing.switches.entry,
        ("placement.automatic_entry_seconds", "placement.automatic_error_factor"),
    ),
    Unused(
        "details are verified without people",
        lambda config: config.processing.switches.verification,
        (
            "processing.verification.desk.shifts",
            "processing.verification.desk.shifts_on",
            "processing.verification.desk.shrinkage",
            "processing.verification.manual_minutes",
            "processing.verification.manual_detection",
        ),
    ),
    Unused(
        "people verify details",
        lambda config: not config.processing.switches.verification,
        ("processing.verification.automatic_seconds", "processing.verification.automatic_detection"),
    ),
    Unused(
        "status updates are automatic",
        lambda config: config.processing.switches.status_updates,
        ("tracking.manual_lag_minutes",),
    ),
    Unused(
        "people key status updates",
        lambda config: not config.processing.switches.status_updates,
        ("tracking.automatic_lag_minutes", "aftersales.support.history_factor"),
    ),
    Unused(
        "orders are told by day",
        lambda config: config.placement.demand.by_day is not None,
        (
            "placement.demand.orders_per_day",
            "placement.demand.day_of_week",
        ),
    ),
    Unused(
        "nothing is marked down",
        lambda config: not config.placement.markdown.off,
        ("placement.markdown.elasticity",),
    ),
    Unused(
        "nothing is charged for delivery",
        lambda config: not _charges(config),
        ("placement.checkout.price_elasticity", "delivery.price.free_from", "delivery.price.free_options"),
    ),
    Unused(
        "nobody claims what is due to a late order",
        lambda config: not config.aftersales.late.claims,
        ("aftersales.late.charge_options", "aftersales.late.credit", "aftersales.late.credit_share"),
    ),
    Unused(
        "refunds do not wait for inspection",
        lambda config: config.aftersales.returns.refund != "on_inspection",
        ("aftersales.returns.worn_deduction",),
    ),
    Unused(
        "no order is paid with somebody else's money",
        lambda config: not config.processing.payment.fraud,
        (
            "processing.payment.issuer_bears",
            "processing.payment.chargeback_days",
            "processing.payment.chargeback_fee",
            "processing.payment.review_detection",
        ),
    ),
    Unused(
        "nobody who is declined tries again",
        lambda config: not config.processing.payment.retry,
        ("processing.payment.retry_success", "processing.payment.retry_minutes"),
    ),
    Unused(
        "no delay is told of (tracking.delay_notices)",
        lambda config: not config.tracking.delay_notices,
        ("tracking.notice_cost", "tracking.notice_effect"),
    ),
    Unused(
        "nobody cancels: placement.cancellation.share is 0",
        lambda config: not config.placement.cancellation.share,
        ("placement.cancellation.after_hours",),
    ),
)
