"""Settings that change nothing are told in one line, and no others are."""

from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.scenario import standing
from scenarios.without_effect import RULES, without_effect

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


def test_many_are_counted() -> None:
    loud = [f"delivery.carrier.{name}=0.5" for name in ("lost", "return_price", "rate_per_attempt", "held_days")]
    (line,) = without_effect([load("tiny", loud)])
    assert line.endswith(" and 1 more")


def test_every_path_named_is_one_that_can_be_set() -> None:
    paths = [tuple(path.split(".")) for rule in RULES for path in rule.paths]
    calendars = [f"calendar.{who}={{holidays: GB}}" for who in ("vans", "stores")]
    named = load("tiny", ["delivery.fleet.priority={express: 1, slot: 1}", *calendars])
    assert [path for path in paths if standing(named, path) is None] == []


IN_ITSELF = [rule for rule in RULES if "calendar." not in rule.why]


@pytest.mark.parametrize("rule", IN_ITSELF, ids=lambda rule: rule.why)
def test_it_is_true(rule) -> None:  # type: ignore[no-untyped-def]
    """What is said to change nothing changes no KPI."""
    changed = {
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
        "orders are entered without people": ["placement.order_desk.wage_per_hour=99"],
        "details are verified without people": ["processing.verification.manual_minutes=99"],
        "inventory.counts.every_days is none": ["inventory.counts.minutes_per_item=99"],
        "inventory.transfers.every_days is none": ["inventory.transfers.minimum_units=9"],
        "delivery.price.free_from is none": ["delivery.price.free_options=[]"],
        "no delay is told of (tracking.delay_notices)": ["tracking.notice_cost=9"],
    }[rule.why]
    holds = {
        "nobody wishes for express": ["placement.preferences.express=0"],
        "nobody wishes for a slot": ["placement.preferences.slot=0"],
        "no delay is told of (tracking.delay_notices)": ["tracking.delay_notices=false"],
        "a carrier delivers everything": ["delivery.mode=carrier"],
    }.get(rule.why, [])
    quick = ["placement.demand.orders_per_day=30", "delivery.solver.name=savings", "follow_up_days=8"]
    before, after = load("tiny", [*quick, *holds]), load("tiny", [*quick, *holds, *changed])
    assert rule.holds(after.config)
    assert run(before, replications=1).observed == run(after, replications=1).observed
