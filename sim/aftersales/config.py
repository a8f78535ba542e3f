"""What a planner may set about after-sales: returns, refunds, the support desk, satisfaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from sim.forms import TimeOfDay
from sim.settings import Count, Name, NonNegative, Positive, Settings, Share, Staffing, day_shifts


class ReturnsConfig(Settings):
    """Returns are decided per unit; wrong and damaged goods come back because they were so."""

    changed_mind: Share = Field(0.07, description="delivered units sent back though nothing was wrong")
    faulty_returned: Share = Field(0.8, description="wrong or damaged units that are sent back")
    window_days: Positive = Field(30.0, description="days in which a return may be asked for")
    hastened: Share = Field(
        0.5,
        description="who would ask after the window closes and makes haste instead; the others keep the goods",
    )
    fee: NonNegative = Field(0.0, description="kept from the refund of each return for a changed mind, currency")
    delay_days: Positive = Field(6.0, description="mean days from delivery to the request, where time is plenty")
    transit_days: Positive = Field(2.5, description="mean days from request to receipt")
    inspection_minutes: Positive = Field(5.0, description="mean minutes to inspect one return")
    restockable: Share = Field(0.75, description="changed-mind units that go back on sale at full price")
    scrapped: Share = Field(0.08, description="changed-mind units that are scrapped; the rest is sold as seconds")
    misgraded: Share = Field(
        0.0,
        description="returned units that cannot be sold as new and are booked as such: on record, and on no shelf",
    )
    refund: Literal["on_scan", "on_receipt", "on_inspection"] = Field(
        "on_inspection", description="what triggers the refund"
    )
    worn_deduction: Share = Field(
        0.25,
        description="kept from the refund of a changed mind, of the value that its goods have lost by wear (all of "
        "those scrapped, what seconds fetch less), where the refund waits for inspection",
    )
    label_cost: NonNegative = Field(4.2, description="prepaid return label, currency")
    at_till: Share = Field(
        0.0, description="customers of collected orders who bring what they return to the store, without a label"
    )
    seconds_value: Share = Field(0.5, description="value kept by a unit sold as seconds")

    @model_validator(mode="after")
    def _graded(self) -> ReturnsConfig:
        if self.restockable + self.scrapped > 1.0 + 1e-9:
            raise ValueError(
                f"restockable {self.restockable:g} and scrapped {self.scrapped:g} are more than all returns; accepted: "
                "together at most 1"
            )
        return self


class ContactChannel(Settings):
    """A way to reach the desk. A telephone is hung up; what is written waits for its answer."""

    share: NonNegative = Field(description="relative share of the contacts")
    patience_minutes: Positive | None = Field(
        None, description="mean minutes a caller waits before hanging up; none: it waits for its answer"
    )
    first: Count = Field(1, description="0 is answered before 1, and so on up to 9; equals as they came", le=9)
    in_opening_hours: bool = Field(False, description="used only while the desk is open; who wants to earlier, waits")


_CONTACTS = {
    "phone": ContactChannel(share=0.45, patience_minutes=5.0, first=0, in_opening_hours=True),
    "chat": ContactChannel(share=0.15),
    "mail": ContactChannel(share=0.40),
}


class SupportConfig(Settings):
    """The support desk: why customers call, who answers, how often it is solved at once."""

    renamed: ClassVar[Mapping[str, str]] = {"patience_minutes": "channels.phone.patience_minutes: ..."}

    desk: Staffing = Field(
        Staffing(shifts=day_shifts(6, "08:00", "20:00"), wage_per_hour=15.0, shrinkage=0.3),
        description="support agents",
    )
    channels: Annotated[dict[Name, ContactChannel], Field(min_length=1, max_length=20)] = Field(
        _CONTACTS, description="ways to reach the desk by name"
    )
    waking_start: TimeOfDay = Field("07:00", description="time of day from which customers get in touch")
    waking_end: TimeOfDay = Field("23:00", description="time of day until which they do")
    service_level_seconds: Positive = Field(20.0, description="a call answered within is within the service level")
    handling_minutes: Positive = Field(7.0, description="mean minutes of one contact")
    history_factor: Share = Field(
        0.75, description="handling time factor when agents see the order's history (automatic status updates)"
    )
    first_contact_resolution: Share = Field(0.74, description="contacts that settle the matter")
    second_contact_days: Positive = Field(1.0, description="mean days until an unsettled customer is back")
    where_is_my_order: Share = Field(0.45, description="customers with a late parcel who ask for it while they wait")
    asks_after_hours: Positive = Field(2.0, description="mean hours from a broken promise to the question")
    question: Share = Field(0.02, description="orders with a question though all went well")
    complaint: Share = Field(0.7, description="customers with wrong or damaged goods who complain")

    @model_validator(mode="after")
    def _reachable(self) -> SupportConfig:
        if sum(channel.share for channel in self.channels.values()) <= 0:
            raise ValueError("channels: at least one share must be above 0")
        if self.waking_end <= self.waking_start:
            raise ValueError(f"waking_end {self.waking_end} is not after waking_start {self.waking_start}")
        return self


class SatisfactionConfig(Settings):
    """Stars from 1 to 5: a step at the broken promise, not a slope (Olist: 4.28 on time, 2.55 late)."""

    on_time: Annotated[float, Field(ge=1, le=5)] = Field(4.3, description="mean stars of a flawless order")
    late: NonNegative = Field(1.6, description="stars lost when the promise is broken")
    faulty: NonNegative = Field(1.5, description="stars lost to wrong or damaged goods")
    incomplete: NonNegative = Field(0.8, description="stars lost when something ordered never came")
    failed_attempt: NonNegative = Field(0.3, description="stars lost to a failed delivery attempt")
    unanswered: NonNegative = Field(0.7, description="stars lost when support was not reached, or answered too late")
    slow_answer_hours: Positive = Field(24.0, description="hours from which an answer comes too late")
    slow_refund: NonNegative = Field(0.5, description="stars lost when a refund takes too long")
    slow_refund_days: Positive = Field(14.0, description="days from a return's request from which its refund does")


class LateConfig(Settings):
    """What customers of a late order are given: the charge of a dearer delivery back, or more."""

    claims: Share = Field(0.5, description="customers of a late order who claim what is due to them")
    charge_options: tuple[Literal["standard", "slot", "express", "collect"], ...] = Field(
        ("express",), description="options whose delivery charge is given back to who claims"
    )
    credit: NonNegative = Field(0.0, description="paid for a late order to who claims, currency")
    credit_share: Share = Field(0.0, description="the same as a share of the goods ordered (business customers)")


class LostConfig(Settings):
    """What customers of a lost parcel are given: the goods, or their money."""

    sent_again: Share = Field(
        0.5,
        description="customers of a lost parcel who want its goods sent again, once and free of charge, and get them "
        "where the node has everything of it; the others are refunded",
    )


class AfterSalesConfig(Settings):
    """Step 5: what comes back, and who asks."""

    returns: ReturnsConfig = Field(default_factory=ReturnsConfig)
    support: SupportConfig = Field(default_factory=SupportConfig)
    satisfaction: SatisfactionConfig = Field(default_factory=SatisfactionConfig)
    late: LateConfig = Field(default_factory=LateConfig)
    lost: LostConfig = Field(default_factory=LostConfig)
