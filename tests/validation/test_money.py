"""Money against arithmetic: random businesses, and changes whose worth is known to the cent.

What only prices what happened (a wage, a rate, a fee) changes profit by count times price; whatever else differs, the
profit of every replication is turnover less goods less every part of the cost, and the sentence has the sign of the
paired difference.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scenarios.answer import in_words
from scenarios.resolve import load
from scenarios.study.api import compare_all
from scenarios.study.explaining.money import DAYS_A_MONTH, money
from scenarios.study.running.cell import run_cell
from scenarios.study.running.observation import EVERYTHING
from scenarios.study.running.plan import cells
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.comparison import Comparison
from sim.kpis import DEFINITIONS
from sim.life.happening import Happening
from sim.life.parcels import CARRIER_CHARGED
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED, Refund
from sim.outcome import Outcome
from sim.units import DAY

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
FEW = settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=SLOW, phases=[Phase.generate])
MANY = settings(max_examples=300, deadline=None, suppress_health_check=SLOW, phases=[Phase.generate])

SHARES = st.sampled_from([0.0, 0.05, 0.3])


@st.composite
def businesses(draw: st.DrawFn) -> list[str]:
    """Settings of a small business in which money moves in every way."""
    chosen: dict[str, Any] = {
        "days": draw(st.sampled_from([1, 2, 3])),
        "follow_up_days": draw(st.sampled_from([2, 20])),
        "placement.demand.orders_per_day": draw(st.sampled_from([25, 60, 110])),
        "placement.catalogue.price": draw(st.sampled_from([9.99, 24.0, 80.0])),
        "processing.automation": draw(st.sampled_from(["manual", "full"])),
        "processing.payment.decline": draw(SHARES),
        "processing.payment.fee_share": draw(st.sampled_from([0.0, 0.014, 0.03])),
        "inventory.out_of_stock": draw(
            st.sampled_from(
                [
                    "{wait: 1, drop_line: 0, cancel_order: 0}",
                    "{wait: 0, drop_line: 1, cancel_order: 0}",
                    "{wait: 0, drop_line: 0, cancel_order: 1}",
                ]
            )
        ),
        "inventory.opening_days": draw(st.sampled_from(["null", 0.5])),
        "fulfilment.picking.mispick": draw(SHARES),
        "delivery.mode": draw(st.sampled_from(["carrier", "carrier", "mixed", "fleet"])),
        "delivery.solver": "{name: savings, iterations: 1}",
        "delivery.carrier.lost": draw(SHARES),
        "delivery.carrier.liability_limit": draw(st.sampled_from([0, 20])),
        "delivery.fleet.drivers.pay": draw(st.sampled_from(["shift", "hour", "day_rate", "drop"])),
        "processing.payment.fraud": draw(SHARES),
        "processing.price.error": draw(SHARES),
        "processing.price.too_low": draw(st.sampled_from(["absorbed", "cancelled"])),
        "aftersales.late": draw(st.sampled_from(["{}", "{claims: 1.0, credit: 5.0, credit_share: 0.1}"])),
        "aftersales.returns.fee": draw(st.sampled_from([0, 3.5])),
        "overheads": draw(st.sampled_from(["{}", "{rent: {per_year: 9000}, sales: {share_of_sales: 0.02}}"])),
        "delivery.doors.not_home": draw(SHARES),
        "delivery.price.standard": draw(st.sampled_from([0, 3.95])),
        "delivery.price.free_from": draw(st.sampled_from(["null", 40])),
        "aftersales.returns.changed_mind": draw(SHARES),
        "experiment.replications": 2,
        "experiment.seed": draw(st.integers(0, 10_000)),
        "experiment.jobs": 1,
    }
    if draw(st.booleans()):
        chosen["fulfilment.nodes.shop"] = "{kind: store, x_kilometres: 2}"
        chosen["placement.walk_ins.purchases_per_day"] = draw(st.sampled_from([0, 40]))
    return [f"{path}={value}" for path, value in chosen.items()]


@dataclass(frozen=True)
class Price:
    """A price of `tiny`, by how many pence it is raised, and how often a replication pays it.

    `where` is said of the business besides, so that the price is one of it.
    """

    path: str
    now: float
    more: int
    paid: Callable[[Outcome], int]
    where: tuple[str, ...] = ()


def rows(happening: Happening, outcome: Outcome) -> NDArray[Any]:
    every = outcome.log.rows()
    return every[every["kind"] == happening.code]


def parcels_brought(outcome: Outcome) -> int:
    """To the customer and back; what the carrier pays for those it loses stands below 0."""
    return int(np.count_nonzero(rows(CARRIER_CHARGED, outcome)["value"] > 0))


def charged_back(outcome: Outcome) -> int:
    return int(np.count_nonzero(rows(REFUNDED, outcome)["reason"] == Refund.CHARGEBACK))


def days_driven(outcome: Outcome) -> int:
    trips = outcome.log.trips.arrays()
    return len(set(zip(trips["departed"] // DAY, trips["node"], trips["driver"], strict=True)))


PRICES = (
    Price("delivery.carrier.rate_per_parcel.default", 4.60, 46, parcels_brought),
    Price("processing.payment.fee_fixed", 0.20, 7, lambda one: rows(PAYMENT_CAPTURED, one).size),
    Price("processing.payment.chargeback_fee", 20.0, 300, charged_back),
    Price(
        "delivery.fleet.drivers.rate_per_drop",
        1.8,
        9,
        lambda one: int(one.log.trips.arrays()["stops"].sum()),
        ("delivery.mode=fleet", "delivery.fleet.drivers.pay=drop"),
    ),
    Price(
        "delivery.fleet.drivers.rate_per_day",
        140.0,
        725,
        days_driven,
        ("delivery.mode=mixed", "delivery.fleet.drivers.pay=day_rate"),
    ),
    Price("fulfilment.packing.material_cost", 0.65, 11, lambda one: observed(one.log.fulfilments.arrays()["packed"])),
    Price("aftersales.returns.label_cost", 4.20, 100, lambda one: observed(one.log.returns.arrays()["received"])),
    # One agent from 08:00 to 20:00, every day; who goes on after that is paid for as long as it takes, no whole hours.
    Price(
        "aftersales.support.desk.wage_per_hour",
        15.0,
        150,
        lambda one: 12 * one.facts.config.days,
        ("aftersales.support.desk.overtime_factor=0",),
    ),
)


def observed(stamps: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(stamps >= 0))


def simulated_again(run: RunResult) -> list[Outcome]:
    numbers = [one.number for one in run.replications]
    return [run_cell(cell)[1] for cell in cells(run.scenario, numbers, EVERYTHING)]


def books_balance(run: RunResult) -> None:
    """Turnover less goods less every part of the cost is the profit, in pence, in every replication."""
    for one in run.replications:
        assert not one.failure, one.failure
        pence = {key: round(100 * value) for key, value in one.kpis.items() if value is not None and key in MONEY}
        costs = sum(value for key, value in pence.items() if key.startswith("cost."))
        assert pence["online_turnover"] == pence["turnover.goods"] + pence["turnover.shipping"]
        turnover = pence.get("group_turnover", pence["online_turnover"])
        assert turnover == sum(value for key, value in pence.items() if key.startswith("turnover."))
        assert pence["profit"] == turnover - pence["cost_of_goods"] - costs
        assert pence["contribution"] >= pence["profit"]


MONEY = {key for key, about in DEFINITIONS.items() if about.unit == "money"}


def worth_is_told_right(found: Comparison) -> None:
    """The bridge adds up to the cent, and the sentence has the sign of the paired difference, whatever it says."""
    worth = money(found)
    assert worth is not None
    (before, m), (after, n) = ((run.values("profit"), run.days_counted) for run in (found.a, found.b))
    gap = math.fsum(y / n - x / m for x, y in zip(before, after, strict=True)) / len(before)  # type: ignore[operator]
    assert worth.profit.mean == pytest.approx(gap * DAYS_A_MONTH, abs=0.006)
    assert sum(round(100 * part) for part in worth.bridge.values()) == round(100 * worth.profit.mean)
    amount = re.search(r"profit ([+-])?([\d,.]+) GBP a month", in_words(found)[0])
    assert amount is not None
    if worth.profit.mean:
        assert (amount[1] == "-") == (gap < 0)
        assert float(amount[2].replace(",", "")) == pytest.approx(abs(worth.profit.mean), abs=0.5)


def check_price(business: list[str], price: Price) -> None:
    business = [*business, *price.where]
    a = load("tiny", [*business, f"{price.path}={price.now:.2f}"])
    b = load("tiny", [*business, f"{price.path}={price.now + price.more / 100:.2f}"])
    (found,) = compare_all([a, b])
    books_balance(found.a)
    books_balance(found.b)
    worth_is_told_right(found)
    paid = [price.paid(outcome) for outcome in simulated_again(found.a)]
    for count, before, after in zip(paid, found.a.replications, found.b.replications, strict=True):
        gap = after.kpis["profit"] - before.kpis["profit"]  # type: ignore[operator]
        assert round(100 * gap) == -price.more * count
    expected = -price.more / 100 * sum(paid) / len(paid) / found.a.days_counted * DAYS_A_MONTH
    assert found.document()["money"]["profit_a_month"]["mean"] == pytest.approx(expected, abs=0.006)


WHOLE_PENCE_A_DAY = 365.25 / 12 * 0.16
"""Currency a month that is 16 pence a day: nothing is lost by rounding days to pence."""


@dataclass(frozen=True)
class ByTime:
    """A cost that comes whatever happens; `times` as often in a month as what `path` says."""

    path: str
    now: float
    times: float = 1.0
    where: tuple[str, ...] = ()


BY_TIME = (
    ByTime("overheads.licence.per_month", 100.0, where=("overheads={licence: {per_order: 0.1}}",)),
    ByTime("overheads.licence.per_year", 100.0, 1 / 12, ("overheads={licence: {share_of_sales: 0.01}}",)),
    ByTime("fulfilment.nodes.north.cost_per_year", 0.0, 1 / 12),
    ByTime("delivery.fleet.vans.van.cost_per_month", 590.0, 3, ("delivery.mode=fleet",)),  # three vans of a node
    ByTime("delivery.fleet.vans.van.cost_per_day", 0.0, 3 * DAYS_A_MONTH, ("delivery.mode=mixed",)),
)


def check_cost_by_time(business: list[str], cost: ByTime, amount: float) -> None:
    """A cost of so much a month more is so much less, to the cent in every replication."""
    business = [*business, *cost.where]
    a, b = (load("tiny", [*business, f"{cost.path}={value!r}"]) for value in (cost.now, cost.now + amount / cost.times))
    (found,) = compare_all([a, b])
    worth_is_told_right(found)
    worth = money(found)
    assert worth is not None
    ends = (worth.profit.low, worth.profit.mean, worth.profit.high)
    assert ends == pytest.approx((-amount,) * 3, abs=0.006)
    changed = {key for key, gap in found.kpis().items() if gap.estimate.mean and key in MONEY}
    assert changed <= {"profit", "cost.overheads", "cost.sites", "cost.vans", *PER_ORDER}


PER_ORDER = {"cost_per_order", "shipping_cost_per_order"}


def check_pair(business: list[str], change: list[str]) -> None:
    (found,) = compare_all([load("tiny", business), load("tiny", [*business, *change])])
    books_balance(found.a)
    books_balance(found.b)
    worth_is_told_right(found)


CHANGES = st.sampled_from(
    [
        ["placement.demand.orders_per_day=180"],
        ["placement.catalogue.price=31"],
        ["inventory.out_of_stock={wait: 1, drop_line: 0, cancel_order: 0}", "inventory.opening_days=0.2"],
        ["delivery.mode=carrier"],
        ["delivery.price={standard: 5, slot: 6, express: 9, free_from: 60}"],
        ["processing.automation=partial"],
        ["fulfilment.nodes.north.pickers=1"],
        [],
    ]
)


@FEW
@given(businesses(), st.sampled_from(PRICES))
def test_a_dearer_price_is_its_count_times_the_rise(business: list[str], price: Price) -> None:
    check_price(business, price)


@FEW
@given(businesses(), CHANGES)
def test_any_change_adds_up_and_has_its_sign(business: list[str], change: list[str]) -> None:
    check_pair(business, change)


@FEW
@given(businesses(), st.sampled_from(BY_TIME), st.integers(1, 5000))
def test_a_cost_by_time_is_what_it_costs(business: list[str], cost: ByTime, times: int) -> None:
    check_cost_by_time(business, cost, times * WHOLE_PENCE_A_DAY)


@pytest.mark.nightly
@MANY
@given(businesses(), st.sampled_from(BY_TIME), st.integers(1, 5000))
def test_a_cost_by_time_is_what_it_costs_in_many_businesses(business: list[str], cost: ByTime, times: int) -> None:
    check_cost_by_time(business, cost, times * WHOLE_PENCE_A_DAY)


@pytest.mark.nightly
@MANY
@given(businesses(), st.sampled_from(PRICES))
def test_a_dearer_price_is_its_count_times_the_rise_in_many_businesses(business: list[str], price: Price) -> None:
    check_price(business, price)


@pytest.mark.nightly
@MANY
@given(businesses(), CHANGES)
def test_any_change_adds_up_and_has_its_sign_in_many_businesses(business: list[str], change: list[str]) -> None:
    check_pair(business, change)
