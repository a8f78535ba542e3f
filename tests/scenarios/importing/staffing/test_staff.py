"""People by hour and vans by day: enough for the targets, no more than needed, and a spreadsheet of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from scenarios.importing.staffing.rosters import people, roster
from scenarios.resolve import load
from sim.settings import Shift
from tests.made_up_shop import write_export

Run = Callable[..., Any]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def test_what_comes_by_night_and_at_weekends_is_done_before_the_carrier_collects() -> None:
    work = np.zeros((7, 24))
    work[:, 20] = 8.0  # eight hours of work come every evening
    plan = people(work, WEEKDAYS, (8, 18), 16, 1.0)
    assert plan.sum(axis=1).tolist() == [24, 8, 8, 8, 8, 0, 0]  # Friday's, Saturday's and Sunday's on Monday
    assert plan[0, 8:16].tolist() == [3] * 8
    assert plan[:, 16:].sum() == plan[:, :8].sum() == 0


def test_part_of_a_person_s_day_is_late_and_slack_is_paid() -> None:
    work = np.zeros((7, 24))
    work[:5, 9] = 2.2
    assert people(work, WEEKDAYS, (8, 18), 18, 1.0)[0].tolist() == [0] * 15 + [1] * 3 + [0] * 6
    assert people(work, WEEKDAYS, (8, 18), 18, 2.0)[0].sum() == 5


def test_a_roster_is_the_plan_in_shifts() -> None:
    rng = np.random.default_rng(3)
    plan = rng.integers(0, 3, (7, 24))
    shifts = [Shift.model_validate(one) for one in roster(plan)]
    back = np.zeros_like(plan)
    for one in shifts:
        for place, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
            if day in one.days:
                begin, end = (int(moment[:2]) for moment in (one.start, one.end))
                back[place, begin:end] += one.staff
    assert (back == plan).all()


def test_the_plan_keeps_its_target_and_runs(orderlab: Run) -> None:
    write_export(Path("orders_export.csv"), 400)
    assert orderlab("import", "orders_export.csv", "--out", "shop").code == 0
    words = ("--days", 14, "--replications", 1)
    answer = orderlab("staff", "shop", *words, "--json", "--target", "on_time_delivery>=0.6")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    (target,) = found["targets"]
    assert found["kept"]
    assert target["planned"] >= 0.6
    assert target["with_plenty_of_people"] >= target["planned"] - 0.02
    # the file tells of parcels that left on every weekday: each of them has somebody
    assert all(sum(day) > 0 for day in found["people"]["picking.warehouse"].values())
    book = load_workbook("staff.xlsx")
    assert {"Targets", "picking warehouse", "support", "Vans by day"} <= set(book.sheetnames)
    sheet = book["picking warehouse"]
    assert [cell.value for cell in sheet[1]][:2] == ["from", "mon"]
    assert sum(int(sheet.cell(row, 2).value or 0) for row in range(2, 26)) == sum(
        found["people"]["picking.warehouse"]["mon"]
    )
    node = load("staff.yaml").config.fulfilment.nodes["warehouse"]
    hours = sum((one.span[1] - one.span[0]) / 3.6e9 * one.staff * len(one.days) for one in node.shifts["picking"])
    assert hours == sum(sum(day) for day in found["people"]["picking.warehouse"].values())


def test_what_no_people_can_keep_is_said(orderlab: Run) -> None:
    write_export(Path("orders_export.csv"), 60)
    assert orderlab("import", "orders_export.csv", "--out", "shop").code == 0
    words = ("--days", 7, "--replications", 1, "--target", "on_time_delivery>=1.0", "--target", "order_cycle_time<=1")
    answer = orderlab("staff", "shop", *words)
    assert answer.code == 1
    assert "No number of people keeps every target" in answer.out
    assert Path("staff.xlsx").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tiny",), "FOLDER: tiny"),
        (("shop", "--days", 0), "--days"),
        (("shop", "--out", "plan.csv"), ".xlsx"),
        (("shop", "--target", "on_tim>=1"), "on_tim"),
    ],
)
def test_wrong_words_are_one_line(orderlab: Run, words: tuple[Any, ...], said: str) -> None:
    write_export(Path("orders_export.csv"), 30)
    assert orderlab("import", "orders_export.csv", "--out", "shop").code == 0
    answer = orderlab("staff", *words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
