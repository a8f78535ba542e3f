"""Phantom stock: what came back unfit and was taken for stock is promised, looked for, and not found."""

from __future__ import annotations

from typing import Any

from stores import assert_moves, ran

from sim.kpis import evaluate
from sim.life.goods import RECORD_CORRECTED

BACK: dict[str, Any] = {
    "aftersales.returns": {"changed_mind": 0.6, "restockable": 0.0, "scrapped": 0.5,
                           "delay_days": 1.0, "transit_days": 0.3},
    "inventory.opening_days": 2.0, "inventory.lead_time_days": 3000.0, "days": 10,
}  # fmt: skip


def with_(misgraded: float) -> dict[str, Any]:
    return {"aftersales.returns": BACK["aftersales.returns"] | {"misgraded": misgraded}}


def test_every_unit_that_is_taken_for_stock_is_on_record_and_on_no_shelf() -> None:
    outcome = ran(BACK | with_(1.0))
    rows = outcome.log.rows()
    booked = rows[(rows["kind"] == RECORD_CORRECTED.code) & (rows["value"] > 0)]
    inspected = outcome.log.returns.arrays()
    assert booked["value"].sum() == inspected["units"][inspected["inspected"] >= 0].sum() > 50
    assert (evaluate(outcome)["short_rate"] or 0) > (evaluate(ran(BACK))["short_rate"] or 0)


def test_it_makes_records_wrong_and_picks_short() -> None:
    assert_moves("record_accuracy", with_(0.05), with_(0.9), up=False, base=BACK)
