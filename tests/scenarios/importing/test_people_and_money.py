"""Staff and amounts of an imported business are its own size and currency, never those of our shipped scenarios."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scenarios.resolve import load
from sim.config import SimConfig
from sim.settings import Staffing

Run = Callable[..., Any]
HEAD = "order,placed,product,quantity,price,currency"


def export(orders_a_day: int, currency: str, days: int = 28) -> None:
    first = datetime(2026, 3, 2, 9)
    rows = [HEAD]
    for day in range(days):
        for n in range(orders_a_day):
            placed = first + timedelta(days=day, seconds=n * 60 * 300 // orders_a_day)
            rows.append(f"{day}-{n},{placed:%Y-%m-%d %H:%M:%S},P{n % 7},1,40.00,{currency}")
    Path("export.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def imported(orderlab: Run, *words: Any) -> SimConfig:
    answer = orderlab("import", "export.csv", "--out", "shop", *words)
    assert answer.code == 0, answer.err
    return load("shop").config


def weekly_hours(staff: Staffing) -> float:
    return sum((s.span[1] - s.span[0]) / 3_600_000_000 * s.staff * len(s.days) for s in staff.shifts)


def test_a_small_shop_pays_for_the_hours_it_needs(orderlab: Run) -> None:
    export(10, "GBP")
    config = imported(orderlab)
    node = config.fulfilment.nodes["warehouse"]
    tasks = [node.staffing(task) for task in ("picking", "packing", "labelling", "inspection")]
    desks = [config.processing.payment.review_desk, config.aftersales.support.desk]
    needed = 70 * (1.5 + 1.1 + 2.2 + 0.6 + 7 * 0.15) / 60
    assert needed < sum(map(weekly_hours, tasks + desks)) < 3 * needed
    spans = sorted(shift.span for staff in tasks for shift in staff.shifts)
    assert all(before[1] <= after[0] for before, after in pairwise(spans)), "one person, in turn"
    answer = orderlab("run", "shop", "--replications", 1)
    assert answer.code == 0, answer.err
    assert "more work" not in answer.err, "no station is overloaded"


def test_a_large_shop_has_people_at_every_task(orderlab: Run) -> None:
    export(1_000, "GBP", days=7)
    node = imported(orderlab).fulfilment.nodes["warehouse"]
    staff = {task: node.staffing(task).shifts[0].staff for task in ("picking", "packing")}
    assert staff["picking"] >= 5
    assert staff["packing"] >= 4
    assert node.staffing("picking").shifts[0].start == "08:00"


def test_the_answer_of_who_picks_stands(orderlab: Run) -> None:
    export(10, "GBP")
    Path("answers.yaml").write_text("pickers: 3\nopens: '07:00'\n", encoding="utf-8")
    node = imported(orderlab, "--answers", "answers.yaml").fulfilment.nodes["warehouse"]
    shift = node.staffing("picking").shifts[0]
    assert (shift.staff, shift.start, shift.end) == (3, "07:00", "18:00")
    others = [weekly_hours(node.staffing(task)) for task in ("packing", "labelling", "inspection")]
    assert max(others) < 5, "who was not asked for is not paid all day"
    assert "pickers, all day" not in Path("shop/scenario.yaml").read_text(encoding="utf-8")
    assert "3 picking, all day; of the others" in Path("shop/scenario.yaml").read_text(encoding="utf-8")


def test_a_warehouse_that_closes_before_it_opens_is_one_line(orderlab: Run) -> None:
    export(10, "GBP")
    Path("answers.yaml").write_text("closes: '07:00'\n", encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "shop", "--answers", "answers.yaml")
    assert answer.code == 2
    assert "closes: 07:00 is not after 08:00" in answer.err
    assert not Path("shop").exists()


@pytest.mark.parametrize(("currency", "pound"), [("GBP", 1.0), ("BRL", 7.2), ("JPY", 195.0)])
def test_default_amounts_are_in_the_currency_of_the_files(orderlab: Run, currency: str, pound: float) -> None:
    export(10, currency)
    config, ours = imported(orderlab), SimConfig()
    for found, default in (
        (config.fulfilment.packing.material_cost, ours.fulfilment.packing.material_cost),
        (config.processing.payment.fee_fixed, ours.processing.payment.fee_fixed),
        (config.aftersales.returns.label_cost, ours.aftersales.returns.label_cost),
        (config.delivery.carrier.liability_limit, ours.delivery.carrier.liability_limit),
        (config.delivery.fleet.vans["van"].cost_per_month, ours.delivery.fleet.vans["van"].cost_per_month),
        (config.delivery.fleet.drivers.wage_per_hour, ours.delivery.fleet.drivers.wage_per_hour),
    ):
        assert found == pytest.approx(default * pound, rel=0.01)
