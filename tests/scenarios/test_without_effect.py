"""Settings that change nothing are told in one line, and no others are."""

from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.scenario import standing
from scenarios.unused import RULES
from scenarios.without_effect import without_effect

HOURS = "delivery.fleet.traffic.plans_know=hours"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([HOURS], "delivery.fleet.traffic.speeds says no hours: delivery.fleet.traffic.plans_know"),
        (["delivery.mode=carrier", "delivery.fleet.priority={express: 1}"], "a carrier delivers everything: delivery."),
        (["delivery.mode=carrier", "delivery.fleet.traffic.speeds={'07:00': 0.5}"], "a carrier delivers everything: "),
        (["delivery.price.collect=2"], "nobody wishes to collect: delivery.price.collect"),
        (["delivery.carrier.lost=0.1"], "own vans deliver everything: delivery.carrier.lost"),
        (["placement.preferences.slot=0", "delivery.promise.slots=['10:00']"], "nobody wishes for a slot: delivery."),
        (
            ["calendar.warehouse.on_holidays=short"],
            "calendar.warehouse.holidays is none: calendar.warehouse.on_holidays",
        ),
        (["calendar.support.short_from='12:00'"], "no day of calendar.support is short: calendar.support.short_from"),
        (
            ["placement.demand.events={sale: {from: 2027-01-02, to: 2027-01-03, factor: 2}}"],
            "no day of demand lies in the event: placement.demand.events.sale.from",
        ),
        (
            ["delivery.fleet.traffic.incidents.known=true"],
            "delivery.fleet.traffic.incidents.per_day is 0: delivery.fleet.traffic.incidents.known",
        ),
        (
            ["placement.checkout.price_elasticity=2", "delivery.price.free_from=30"],
            "nothing is charged for delivery: placement.checkout.price_elasticity, delivery.price.free_from",
        ),
        (["inventory.transfers.days=2"], "inventory.transfers.every_days is none: inventory.transfers.days"),
        (["inventory.counts.time='05:00'"], "inventory.counts.every_days is none: inventory.counts.time"),
    ],
)
def test_it_is_said_why(changes: list[str], said: str) -> None:
    (line,) = without_effect([load("tiny", changes)])
    assert line.startswith(f"without effect, {said}")


def test_what_has_an_effect_and_what_is_ours_is_not_named(tmp_path: Path) -> None:
    for name in ("tiny", "city_day", "click_and_collect_ramp", "route_planning"):
        assert without_effect([load(name)]) == []
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: tiny\ndelivery:\n  fleet: {vans: {van: {count: 3}}}\n")
    assert without_effect([load(str(mine))]) == []
    assert without_effect([load(str(mine)), load(f"{mine}+delivery.mode=carrier")]) == [], "A uses it"
    assert len(without_effect([load(f"{mine}+delivery.mode=carrier")])) == 1
    assert without_effect([load("tiny", ["processing.verification.desk.wage_per_hour=20"])]) == [], (
        "corrections cost it"
    )


def test_many_are_counted() -> None:
    loud = [f"delivery.carrier.{name}=0.5" for name in ("lost", "return_price", "rate_per_attempt", "held_days")]
    (line,) = without_effect([load("tiny", loud)])
    assert line.endswith(" and 1 more")


def test_every_path_named_is_one_that_can_be_set() -> None:
    paths = [tuple(path.replace("*", "phone").split(".")) for rule in RULES for path in rule.paths]
    calendars = [f"calendar.{who}={{holidays: GB}}" for who in ("vans", "stores")]
    named = load(
        "tiny",
        [
            "delivery.fleet.priority={express: 1, slot: 1}",
            "fulfilment.look_again_hours=2",
            "delivery.price.free_from=9",
            *calendars,
        ],
    )
    assert [path for path in paths if standing(named, path) is None] == []


CHANGED: dict[str, list[str]] = {
    "a carrier delivers everything": ["delivery.mode=carrier", "delivery.fleet.vans.van.count=1"],
    "own vans deliver everything": ["delivery.carrier.lost=0.5"],
    "delivery.mode is not mixed": ["delivery.fleet_radius_kilometres=1"],
    "delivery.fleet.traffic.speeds says no hours": [HOURS],
    "delivery.fleet.traffic.incidents.per_day is 0": [
        "delivery.fleet.traffic.incidents.known=true",
        "delivery.fleet.traffic.incidents.delay_minutes=99",
    ],
    "there is no store": ["inventory.stores.safety_buffer=9", "placement.walk_ins.purchases_per_day=99"],
    "nobody wishes to collect": ["delivery.price.collect=9", "aftersales.returns.at_till=0.9"],
    "nobody wishes for express": ["delivery.price.express=9"],
    "nobody wishes for a slot": ["delivery.price.slot=9", "delivery.promise.slots=['10:00']"],
    "delivery.promise.standard_days is a number": ["delivery.promise.quantile=0.8"],
    "nobody takes another item": ["inventory.substitution.group_size=9"],
    "no item stands for another": ["inventory.substitution.accepted=0.9"],
    "orders are entered without people": [
        "placement.order_desk.wage_per_hour=99",
        "placement.channels.phone.patience_minutes=1",
    ],
    "people enter orders": ["placement.automatic_entry_seconds=500", "placement.automatic_error_factor=0.9"],
    "details are verified without people": [
        "processing.verification.manual_minutes=99",
        "processing.verification.manual_detection=0",
        "processing.verification.desk.shrinkage=0.5",
    ],
    "nothing is charged for delivery": ["placement.checkout.price_elasticity=9"],
    "people verify details": [
        "processing.verification.automatic_seconds=99",
        "processing.verification.automatic_detection=0",
    ],
    "status updates are automatic": ["tracking.manual_lag_minutes=9999"],
    "people key status updates": ["tracking.automatic_lag_minutes=9999", "aftersales.support.history_factor=0.1"],
    "inventory.opening_days is a number": ["inventory.opening=full"],
    "inventory.review is continuous": ["inventory.review_every_days=9", "inventory.review_time='03:00'"],
    "no delivery of a supplier comes short": ["inventory.supplier.short_share=0.1"],
    "orders are told by day": [
        "placement.demand.orders_per_day=99",
        "placement.demand.day_of_week=[1, 2, 3, 4, 5, 6, 7]",
    ],
    "nothing is marked down": ["placement.markdown.elasticity=3"],
    "nobody claims what is due to a late order": ["aftersales.late.credit=9"],
    "nobody cancels: placement.cancellation.share is 0": ["placement.cancellation.after_hours=1"],
    "refunds do not wait for inspection": ["aftersales.returns.worn_deduction=0.9"],
    "all attempts at a door are within the rate": ["delivery.carrier.rate_per_attempt=99"],
    "no order is paid with somebody else's money": [
        "processing.payment.issuer_bears=0",
        "processing.payment.chargeback_fee=99",
        "processing.payment.review_detection=0",
    ],
    "nobody who is declined tries again": ["processing.payment.retry_success=0"],
    "inventory.counts.every_days is none": ["inventory.counts.minutes_per_item=99"],
    "inventory.transfers.every_days is none": ["inventory.transfers.minimum_units=9"],
    "there is one node": ["fulfilment.look_again_hours=2", "fulfilment.split_over_nodes=true"],
    "delivery.price.free_from is none": ["delivery.price.free_options=[]"],
    "no delay is told of (tracking.delay_notices)": ["tracking.notice_cost=9"],
}
"""Why a setting changes nothing -> settings of that kind, changed."""

HOLDS: dict[str, list[str]] = {
    "nobody wishes for express": ["placement.preferences.express=0"],
    "nobody wishes for a slot": ["placement.preferences.slot=0"],
    "no delay is told of (tracking.delay_notices)": ["tracking.delay_notices=false"],
    "a carrier delivers everything": ["delivery.mode=carrier"],
    "people enter orders": ["processing.automation=manual"],
    "people verify details": ["processing.automation=manual"],
    "people key status updates": ["processing.automation=manual"],
    "inventory.opening_days is a number": ["inventory.opening_days=4"],
    "inventory.review is continuous": ["inventory.review=continuous"],
    "orders are told by day": ["placement.demand.by_day={'2026-03-02': {all: 30}}"],
    "nobody claims what is due to a late order": ["aftersales.late.claims=0", "delivery.carrier.lost=0.1"],
    "refunds do not wait for inspection": ["aftersales.returns.refund=on_receipt"],
    "all attempts at a door are within the rate": ["delivery.mode=carrier", "delivery.doors.not_home=0.5"],
    "no order is paid with somebody else's money": ["processing.payment.fraud=0"],
    "nobody who is declined tries again": ["processing.payment.retry=0"],
}
"""Why a setting changes nothing -> what makes that hold, where it does not anyway."""

TOGETHER = {
    "as it stands": [why for why in CHANGED if why not in HOLDS and why != "no item stands for another"],
    "manual": [
        "no item stands for another",
        "people enter orders",
        "people verify details",
        "people key status updates",
    ],
    "carrier": ["a carrier delivers everything", "all attempts at a door are within the rate"],
    "others": [
        "nobody wishes for express",
        "nobody wishes for a slot",
        "no delay is told of (tracking.delay_notices)",
        "inventory.opening_days is a number",
        "inventory.review is continuous",
        "orders are told by day",
        "nobody claims what is due to a late order",
        "refunds do not wait for inspection",
        "no order is paid with somebody else's money",
        "nobody who is declined tries again",
    ],
}
"""Reasons that can hold together, so that two simulations show all of them."""


def test_every_reason_is_tried() -> None:
    tried = [why for reasons in TOGETHER.values() for why in reasons]
    assert sorted(tried) == sorted(rule.why for rule in RULES if "calendar." not in rule.why)


@pytest.mark.parametrize("reasons", TOGETHER.values(), ids=TOGETHER)
def test_it_is_true(reasons: list[str]) -> None:
    """What is said to change nothing changes no KPI."""
    quick = ["placement.demand.orders_per_day=30", "delivery.solver.name=savings", "follow_up_days=8"]
    holds = list(dict.fromkeys(one for why in reasons for one in HOLDS.get(why, [])))
    changes = [one for why in reasons for one in CHANGED[why]]
    before, after = load("tiny", [*quick, *holds]), load("tiny", [*quick, *holds, *changes])
    assert [rule.why for rule in RULES if rule.why in reasons and not rule.holds(after.config)] == []
    assert run(before, replications=1).observed == run(after, replications=1).observed
