"""What a planner may set about processing: automation, integration, and the four checks."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator

from sim.settings import NonNegative, Positive, Settings, Share, Staffing, day_shifts

Integration = Literal["event", "hourly", "daily"]


class AutomationSwitches(Settings):
    """Three independent switches; `manual`, `partial` and `full` are presets of them."""

    entry: bool = Field(description="orders of staffed channels are captured without keying")
    verification: bool = Field(description="order details are checked by rules, not by clerks")
    status_updates: bool = Field(description="status scans reach the order system at once")


PRESETS = {
    "manual": AutomationSwitches(entry=False, verification=False, status_updates=False),
    "partial": AutomationSwitches(entry=True, verification=False, status_updates=False),
    "full": AutomationSwitches(entry=True, verification=True, status_updates=True),
}


class VerificationConfig(Settings):
    """Order details: clerks or rules, how long they take and what they catch."""

    desk: Staffing = Field(Staffing(shifts=day_shifts(14, "07:00", "23:00")), description="clerks who verify by hand")
    manual_minutes: Positive = Field(4.0, description="mean minutes a clerk needs for one order")
    automatic_seconds: NonNegative = Field(3.0, description="seconds the rules need for one order")
    manual_detection: Share = Field(0.7, description="wrong details a clerk notices")
    automatic_detection: Share = Field(0.9, description="wrong details the rules notice")
    correction_hours: Positive = Field(3.0, description="mean hours until the customer corrects them")
    correction_minutes: NonNegative = Field(
        5.0,
        description="minutes of work to put what was noticed right, details or price: of the clerk who noticed it; "
        "where rules check, of whoever is there, paid by the minute at the clerks' wage",
    )


class PaymentMethod(Settings):
    """A way to pay, and how long the money takes."""

    share: NonNegative = Field(description="relative share of the orders")
    clearing_hours: Annotated[tuple[NonNegative, ...], Field(min_length=2)] = Field(
        description="hours until the money is there, at evenly spaced quantiles from 0 to 1"
    )

    @field_validator("clearing_hours")
    @classmethod
    def _rising(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if any(b < a for a, b in pairwise(value)):
            raise ValueError("quantiles must not fall")
        return value


class PaymentConfig(Settings):
    """Slow methods, authorisation with retry, fraud screen and manual review."""

    methods: dict[str, PaymentMethod] = Field(
        default_factory=dict, description="ways to pay by name; none: all money is there at once"
    )
    decline: Share = Field(0.06, description="orders declined at the first authorisation")
    retry: Share = Field(0.5, description="declined customers who try again")
    retry_success: Share = Field(0.7, description="second tries that are authorised")
    retry_minutes: Positive = Field(8.0, description="mean minutes until the second try")
    authorisation_seconds: NonNegative = Field(2.0, description="seconds one authorisation takes")
    review: Share = Field(0.03, description="orders the fraud screen sends to a person")
    fraud: Share = Field(0.004, description="orders paid with somebody else's money")
    screen_power: Annotated[float, Field(ge=1.0, le=1000.0)] = Field(
        40.0,
        description="how far the fraud screen puts fraud before honest orders: reviewing a share s meets "
        "1 - (1 - s)^power of the fraud; 1: no better than chance; where fraud is above 1 / power, the gravest "
        "suspicions are all fraud, and there is less of it than stated",
    )
    review_detection: Share = Field(0.9, description="reviewed fraud that the person recognises")
    review_rejection: Share = Field(0.06, description="reviewed honest orders that are rejected all the same")
    issuer_bears: Share = Field(
        0.5, description="fraud let through that is the card issuer's loss: authenticated payments (3-D Secure)"
    )
    chargeback_days: Positive = Field(25.0, description="mean days until a fraudulent payment is charged back")
    chargeback_fee: NonNegative = Field(20.0, description="fee of a chargeback, currency")
    review_minutes: Positive = Field(8.0, description="mean minutes of one review")
    review_desk: Staffing = Field(
        Staffing(shifts=day_shifts(2, "08:00", "22:00"), wage_per_hour=18.0), description="fraud reviewers"
    )
    fee_share: Share = Field(0.014, description="payment fee as a share of the amount captured")
    fee_fixed: NonNegative = Field(0.20, description="payment fee per capture, currency")

    @field_validator("methods")
    @classmethod
    def _some_method(cls, value: dict[str, PaymentMethod]) -> dict[str, PaymentMethod]:
        if value and sum(method.share for method in value.values()) <= 0:
            raise ValueError("at least one share must be above 0")
        return value


class PriceConfig(Settings):
    """Prices and discounts that reach the order wrong."""

    error: Share = Field(0.003, description="orders with a wrong price or discount")
    size: Share = Field(0.15, description="mean error as a share of the price")
    too_high: Share = Field(
        0.5, description="of the errors nobody notices at the check: too high, paid back with a contact; the others low"
    )
    too_low: Literal["absorbed", "cancelled"] = Field(
        "absorbed", description="an unnoticed price too low: absorbed, or the order is cancelled before dispatch"
    )
    correction_minutes: Positive = Field(20.0, description="mean minutes to correct a noticed one")


class ProcessingConfig(Settings):
    """Step 2: an order is checked and confirmed."""

    automation: Literal["manual", "partial", "full"] | AutomationSwitches = Field(
        "full", description="preset, or the three switches entry, verification, status_updates"
    )
    integration: Integration = Field("event", description="how often channels hand orders to the order system")
    verification: VerificationConfig = Field(default_factory=VerificationConfig)
    payment: PaymentConfig = Field(default_factory=PaymentConfig)
    price: PriceConfig = Field(default_factory=PriceConfig)
    reserve_minutes: Annotated[float, Field(gt=0, le=525_600, allow_inf_nan=False)] | None = Field(
        None,
        description="minutes for which the units of an order are kept for it while its details, payment or price are "
        "put right; after them anybody may have them; none: units are promised when the checks are over",
    )

    @property
    def switches(self) -> AutomationSwitches:
        """The automation preset resolved to its three switches."""
        return PRESETS[self.automation] if isinstance(self.automation, str) else self.automation
