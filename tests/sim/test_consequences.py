"""What goes wrong has a price: each lever moved, and what it must do to money, time and customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.orders import HELD, NOTICE_SENT, Hold
from sim.life.parcels import CARRIER_CHARGED, DOOR_ATTEMPT, PARCEL_LOST, RETURNED_TO_SENDER
from sim.life.payments import REFUNDED, Refund
from sim.life.tickets import Topic
from sim.model import simulate
from sim.outcome import Outcome
from sim.processing import checks
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE


def run(*changes: tuple[str, Any], mode: str = "carrier") -> tuple[Outcome, dict[str, Any]]:
    """Three days of 100 orders."""
    document: dict[str, Any] = {
        "days": 3,
        "placement": {"demand": {"orders_per_day": 100}},
        "delivery": {"mode": mode, "solver": {"name": "savings"}},
    }
    for path, value in changes:
        here = document
        *rooms, key = path.split(".")
        for room in rooms:
            here = here.setdefault(room, {})
        here[key] = value
    config = SimConfig.model_validate(document)
    outcome = simulate(config, draw(config, 7, 0))
    return outcome, evaluate(outcome)


UNNOTICED = (("processing.verification.automatic_detection", 0.0), ("processing.price.size", 0.9))


def test_a_price_too_low_is_absorbed() -> None:
    _, right = run(*UNNOTICED, ("processing.price.error", 0.0))
    _, wrong = run(*UNNOTICED, ("processing.price.error", 1.0), ("processing.price.too_high", 0.0))
    assert wrong["cost_of_goods"] == right["cost_of_goods"]
    assert wrong["online_turnover"] < 0.6 * right["online_turnover"]
    assert wrong["profit"] < right["profit"] - 0.8 * (right["online_turnover"] - wrong["online_turnover"])


def test_a_price_too_high_is_paid_back_and_talked_about() -> None:
    right_outcome, right = run(*UNNOTICED, ("processing.price.error", 0.0))
    outcome, wrong = run(*UNNOTICED, ("processing.price.error", 1.0), ("processing.price.too_high", 1.0))
    assert wrong["online_turnover"] == pytest.approx(right["online_turnover"])
    assert wrong["profit"] < right["profit"]  # fees of payments taken and given back
    rows = outcome.log.rows()
    paid_back = rows[(rows["kind"] == REFUNDED.code) & (rows["reason"] == Refund.PRICE)]
    assert np.unique(paid_back["order"]).size == wrong["orders_delivered"]
    complaints = [
        int(((log.tickets.arrays()["topic"] == Topic.COMPLAINT) & (log.tickets.arrays()["contact"] == 1)).sum())
        for log in (right_outcome.log, outcome.log)
    ]
    assert complaints[1] == wrong["orders_delivered"] > 10 * complaints[0]


def test_more_attempts_and_parcels_that_come_back_cost_the_carrier_s_prices() -> None:
    rates = (("delivery.carrier.rate_per_kilogram", 0.0), ("delivery.carrier.lost", 0.0))
    doors = [("delivery.doors.not_home", 0.6), ("delivery.doors.maximum_attempts", 3)]
    outcome, kpis = run(*rates, *doors, ("delivery.carrier.attempts_included", 2))
    rows = outcome.log.rows()
    attempts, back = rows[rows["kind"] == DOOR_ATTEMPT.code], rows[rows["kind"] == RETURNED_TO_SENDER.code]
    third = int((attempts["ordinal"] == 3).sum())
    parcels = int((outcome.log.fulfilments.arrays()["handed_over"] >= 0).sum())
    assert third > 20
    assert back.size > 20
    assert kpis["cost.shipping"] == pytest.approx(4.6 * parcels + 1.5 * third + 4.6 * back.size)
    last = {(int(row["order"]), int(row["ref"])): int(row["time"]) for row in attempts}  # rows are in the order of time
    assert all(int(row["time"]) - last[int(row["order"]), int(row["ref"])] == 9 * DAY for row in back)


def test_the_carrier_pays_for_what_it_loses_up_to_its_limit() -> None:
    outcome, _ = run(("delivery.carrier.lost", 0.5), ("delivery.carrier.liability_limit", 30.0))
    rows = outcome.log.rows()
    lost = rows[rows["kind"] == PARCEL_LOST.code]
    repaid = rows[(rows["kind"] == CARRIER_CHARGED.code) & (rows["value"] < 0)]
    assert repaid.size == lost.size > 50
    assert repaid["value"].min() == -3000
    assert repaid["value"].max() > -3000  # of a parcel worth less, its worth


def test_a_shorter_return_window_cuts_what_would_have_come_later() -> None:
    minds = (("aftersales.returns.changed_mind", 0.3),)
    outcome, month = run(*minds)
    short_outcome, fortnight = run(*minds, ("aftersales.returns.window_days", 7))
    assert 0.6 * month["return_rate"] < fortnight["return_rate"] < 0.95 * month["return_rate"]
    for found, window in ((outcome, 30), (short_outcome, 7)):
        returns, delivered = found.log.returns.arrays(), found.log.orders.arrays()["delivered"]
        assert np.all(returns["requested"] - delivered[returns["order"]] <= window * DAY)
    _, strict = run(*minds, ("aftersales.returns.window_days", 7), ("aftersales.returns.hastened", 0))
    assert strict["return_rate"] < fortnight["return_rate"]


def test_a_return_fee_is_kept() -> None:
    minds = (
        ("aftersales.returns.changed_mind", 0.3),
        ("aftersales.returns.worn_deduction", 0.0),
        ("processing.payment.fraud", 0.0),
    )
    _, free = run(*minds)
    outcome, fee = run(*minds, ("aftersales.returns.fee", 2.0))
    returns = outcome.log.returns.arrays()
    asked = int(((returns["refunded"] >= 0) & (returns["reason"] == 0)).sum())
    assert fee["online_turnover"] == pytest.approx(free["online_turnover"] + 2.0 * asked, rel=1e-3)


def test_checking_and_putting_right_take_minutes() -> None:
    clean = (("fulfilment.picking.mispick", 0.1),)
    _, none = run(*clean, ("fulfilment.packing.quality_check", 0.0))
    _, all_ = run(*clean, ("fulfilment.packing.quality_check", 1.0))
    assert all_["order_accuracy"] > none["order_accuracy"]
    assert all_["utilisation.packing.north"] > 1.1 * none["utilisation.packing.north"]


SLOW = ("delivery.carrier.transit_hours", {"default": [80.0, 90.0]})


def test_news_that_come_late_spare_no_question() -> None:
    late = (
        ("delivery.carrier.transit_hours", {"default": [80.0, 90.0]}),
        ("aftersales.support.where_is_my_order", 0.9),
    )
    asked = []
    for lag in (1.0, 60.0, 4000.0):
        _, kpis = run(*late, ("tracking.automatic_lag_minutes", lag), ("tracking.notice_effect", 0.9))
        asked.append(kpis["where_is_my_order"])
    assert asked[0] < asked[1] < asked[2]


def test_who_has_the_parcel_by_then_does_not_ask_where_it_is() -> None:
    late = (
        ("delivery.carrier.transit_hours", {"default": [80.0, 90.0]}),
        ("aftersales.support.where_is_my_order", 1.0),
    )
    _, soon = run(*late, ("aftersales.support.asks_after_hours", 0.1))
    _, patient = run(*late, ("aftersales.support.asks_after_hours", 200.0))
    assert patient["where_is_my_order"] < 0.6 * soon["where_is_my_order"]


EXPRESS = (
    ("placement.preferences.standard", 0.0),
    ("placement.preferences.slot", 0.0),
    ("placement.preferences.express", 1.0),
    ("delivery.price.express", 9.0),
    ("delivery.carrier.lost", 0.0),
    ("aftersales.returns.changed_mind", 0.0),
    ("processing.payment.fraud", 0.0),
    SLOW,
)


def test_late_express_gives_its_charge_back_to_who_claims() -> None:
    _, nobody = run(*EXPRESS, ("aftersales.late.claims", 0.0))
    _, half = run(*EXPRESS, ("aftersales.late.claims", 0.5))
    _, everybody = run(*EXPRESS, ("aftersales.late.claims", 1.0))
    assert nobody["turnover.shipping"] == pytest.approx(9.0 * nobody["orders_delivered"], rel=0.02)
    assert everybody["turnover.shipping"] == 0.0
    assert 0.35 < half["turnover.shipping"] / nobody["turnover.shipping"] < 0.65
    assert everybody["profit"] == pytest.approx(nobody["profit"] - nobody["turnover.shipping"])
    in_time = (
        *EXPRESS[:-1],
        ("delivery.carrier.transit_hours", {"default": [0.0, 0.1]}),
        ("delivery.promise.express_hours", 13.0),
    )
    _, kept = run(*in_time, ("aftersales.late.claims", 1.0))
    assert kept["turnover.shipping"] > 8.0 * kept["orders_delivered"]


def test_a_late_standard_delivery_pays_nothing_by_itself_and_a_credit_if_one_is_promised() -> None:
    standard = (*((path, float(path.endswith("standard"))) for path, _ in EXPRESS[:3]), *EXPRESS[4:])
    price = ("delivery.price.standard", 4.0)
    _, nothing = run(*standard, price, ("aftersales.late.claims", 1.0))
    assert nothing["turnover.shipping"] == pytest.approx(4.0 * nothing["orders_delivered"], rel=0.02)
    _, credit = run(*standard, price, ("aftersales.late.claims", 1.0), ("aftersales.late.credit", 5.0))
    assert nothing["profit"] - credit["profit"] == pytest.approx(5.0 * nothing["orders_late"])
    _, share_ = run(*standard, price, ("aftersales.late.claims", 1.0), ("aftersales.late.credit_share", 0.1))
    assert share_["turnover.goods"] == pytest.approx(0.9 * nothing["turnover.goods"], rel=2e-2)


def test_a_credit_above_the_order_s_value_is_legal_and_warned_of() -> None:
    outcome, _ = run(*EXPRESS, ("aftersales.late.claims", 1.0), ("aftersales.late.credit", 500.0))
    assert any("worth more than the order" in warning for warning in outcome.warnings)
    outcome, _ = run(*EXPRESS, ("aftersales.late.claims", 1.0), ("aftersales.late.credit", 0.01))
    assert not any("worth more than the order" in warning for warning in outcome.warnings)


def test_a_price_too_low_may_cancel_the_order_instead() -> None:
    wrong = (*UNNOTICED, ("processing.price.error", 0.5), ("processing.price.too_high", 0.0))
    _, absorbed = run(*wrong)
    _, cancelled = run(*wrong, ("processing.price.too_low", "cancelled"))
    assert cancelled["rejection_rate"] > absorbed["rejection_rate"] + 0.3
    assert cancelled["order_accuracy"] > absorbed["order_accuracy"] + 0.3


def test_fraud_let_through_is_charged_back_with_a_fee_unless_the_issuer_bears_it() -> None:
    stolen = (("processing.payment.fraud", 0.05), ("processing.payment.review", 0.0))
    _, borne = run(*stolen, ("processing.payment.issuer_bears", 1.0))
    outcome, kpis = run(*stolen, ("processing.payment.issuer_bears", 0.0))
    rows = outcome.log.rows()
    back = rows[(rows["kind"] == REFUNDED.code) & (rows["reason"] == Refund.CHARGEBACK)]
    assert back.size > 5
    assert borne["chargeback_rate"] == 0.0
    assert kpis["chargeback_rate"] == back.size / kpis["order_volume"]
    assert kpis["profit"] == pytest.approx(borne["profit"] - back["value"].sum() / 100 - 20.0 * back.size)


def test_review_has_two_sides() -> None:
    """Nobody looked at: chargebacks; everybody: honest orders are rejected, and all wait."""
    fraud = (
        ("processing.payment.fraud", 0.02),
        ("processing.payment.issuer_bears", 0.0),
        ("placement.demand.orders_per_day", 300),
    )
    none, some, all_ = (run(*fraud, ("processing.payment.review", share))[1] for share in (0.0, 0.05, 1.0))
    assert some["profit"] > none["profit"]
    assert some["profit"] > all_["profit"]
    assert none["chargeback_rate"] > some["chargeback_rate"] >= all_["chargeback_rate"]
    assert all_["rejection_rate"] > some["rejection_rate"] > none["rejection_rate"]


def test_an_early_refund_is_quick_and_keeps_nothing_of_worn_goods() -> None:
    minds = (("aftersales.returns.changed_mind", 0.3), ("aftersales.returns.scrapped", 0.25))
    _, early = run(*minds, ("aftersales.returns.refund", "on_scan"))
    _, late = run(*minds, ("aftersales.returns.refund", "on_inspection"))
    assert early["time_to_refund"] < 0.6 * late["time_to_refund"]
    assert early["online_turnover"] < late["online_turnover"]


def test_goods_that_come_back_worse_cost_more() -> None:
    minds = ("aftersales.returns.changed_mind", 0.4)
    as_new, seconds, scrapped = (
        run(minds, ("aftersales.returns.restockable", share), ("aftersales.returns.scrapped", scrap))[1]
        for share, scrap in ((1.0, 0.0), (0.0, 0.0), (0.0, 1.0))
    )
    assert as_new["profit"] > seconds["profit"] > scrapped["profit"]
    # What is kept of the refund is a part of what was lost, so it grows with it.
    assert as_new["online_turnover"] < seconds["online_turnover"] < scrapped["online_turnover"]


IMPATIENT = {"phone": {"share": 1, "patience_minutes": 0.5}}


def test_slow_support_giving_up_and_slow_refunds_cost_stars() -> None:
    asks = (("aftersales.support.question", 1.0), ("aftersales.support.channels", {"mail": {"share": 1}}))
    _, well = run(*asks)
    _, slow = run(
        *asks, ("aftersales.satisfaction.slow_answer_hours", 0.001), ("aftersales.support.handling_minutes", 60)
    )
    assert slow["customer_satisfaction"] < well["customer_satisfaction"] - 0.2
    _, impatient = run(
        *asks[:1],
        ("aftersales.support.channels", IMPATIENT),
        ("aftersales.support.handling_minutes", 60),
    )
    assert impatient["tickets_abandoned"] > 0.3
    assert impatient["customer_satisfaction"] < well["customer_satisfaction"] - 0.2
    minds = (("aftersales.returns.changed_mind", 0.5),)
    _, quick = run(*minds, ("aftersales.returns.refund", "on_scan"))
    _, long = run(*minds, ("aftersales.returns.transit_days", 30))
    assert long["customer_satisfaction"] < quick["customer_satisfaction"] - 0.1


def test_a_desk_that_is_hardly_busy_loses_hardly_any_contact() -> None:
    """Six agents by day for two hundred contacts in three days: what is written waits, who calls calls by day."""
    outcome, kpis = run(("aftersales.support.question", 0.7))
    assert kpis["utilisation.support"] < 0.1
    assert kpis["tickets_abandoned"] < 0.02
    assert kpis["service_level"] > 0.9
    opened = outcome.log.tickets.arrays()["opened"] % DAY
    assert opened.min() >= 7 * HOUR
    assert opened.max() <= 23 * HOUR


def test_fewer_agents_and_more_absence_lower_the_service_level_at_a_price() -> None:
    busy = (("aftersales.support.question", 1.0), ("aftersales.support.handling_minutes", 25))

    def desk(staff: int, shrinkage: float) -> dict[str, Any]:
        shifts = [{"start": "08:00", "end": "20:00", "staff": staff}]
        people = {"shifts": shifts, "wage_per_hour": 15.0, "shrinkage": shrinkage, "overtime_factor": 0.0}
        return run(*busy, ("aftersales.support.desk", people))[1]

    few, many, away = desk(4, 0.0), desk(10, 0.0), desk(10, 0.5)
    assert few["service_level"] < many["service_level"] - 0.1
    assert away["service_level"] < many["service_level"] - 0.05
    assert few["paid.support"] == pytest.approx(0.4 * many["paid.support"])
    assert away["paid.support"] == many["paid.support"]


def test_returns_are_asked_for_by_day_and_come_when_the_carrier_delivers() -> None:
    outcome, _ = run(("aftersales.returns.changed_mind", 0.5), ("calendar", {"carrier": {"days": ["mon", "wed"]}}))
    returns = outcome.log.returns.arrays()
    assert returns["requested"].size > 100
    assert set((returns["requested"] % DAY // HOUR).tolist()) <= set(range(7, 23))
    received = returns["received"][returns["received"] >= 0]
    assert set((received // DAY % 7).tolist()) == {0, 2}  # time 0 is a Monday
    assert set((received % DAY // HOUR).tolist()) <= set(range(8, 20))
    assert (received - returns["requested"][returns["received"] >= 0]).min() >= 1.25 * DAY


def test_putting_right_takes_a_clerk_s_minutes_or_is_paid_by_the_minute() -> None:
    def pair(automation: str) -> list[tuple[Outcome, dict[str, Any]]]:
        wrong = (("processing.price.error", 1.0), ("processing.automation", automation))
        return [run(*wrong, ("processing.verification.correction_minutes", minutes)) for minutes in (0.0, 12.0)]

    def minutes(outcome: Outcome) -> Any:
        orders = outcome.log.orders.arrays()
        return (orders["verified"] - orders["verification_started"]) / MINUTE

    (before, without), (after, found) = pair("manual")
    wrong = (checks.flags(after.facts.tape, after.facts.config) & checks.PRICE_NOTICED) != 0
    assert 0.2 < wrong.mean() < 1
    more = 12.0 * after.facts.tape.factors["verification"] * wrong
    came = after.log.orders.arrays()["verified"] >= 0
    assert np.allclose((minutes(after) - minutes(before))[came], more[came], atol=1e-4)
    # clerks are paid for being there, and for minutes in which they finish what they have in hand
    assert found["cost.labour"] == pytest.approx(without["cost.labour"], rel=1e-4)
    (_, without), (after, found) = pair("full")
    rows = after.log.rows()
    put_right = np.count_nonzero((rows["kind"] == HELD.code) & np.isin(rows["reason"], (Hold.DETAILS, Hold.PRICE)))
    assert put_right > 200
    wage = after.facts.config.processing.verification.desk.wage_per_hour
    assert found["cost.labour"] - without["cost.labour"] == pytest.approx(put_right * 12 / 60 * wage)


def test_a_notice_of_delay_costs_what_it_costs() -> None:
    late = ("delivery.promise", {"standard_days": 0, "cut_off": "20:00"})
    (outcome, found), (_, free) = (run(late, ("tracking.notice_cost", cost)) for cost in (0.07, 0.0))
    notices = int((outcome.log.rows()["kind"] == NOTICE_SENT.code).sum())
    assert notices > 10
    assert found["cost.messages"] == pytest.approx(0.07 * notices)
    assert found["profit"] - free["profit"] == pytest.approx(-0.07 * notices)
