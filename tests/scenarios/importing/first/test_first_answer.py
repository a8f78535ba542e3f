"""The page that an imported business is told first: observed beside simulated, our defaults, one what-if."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.importing.first import hanging
from scenarios.importing.first.hanging import hangs_on, ours
from scenarios.importing.first.month import beside, last_days
from scenarios.resolve import load, with_experiment
from scenarios.study.api import compare, run
from scenarios.study.running.trials import Trials
from scenarios.traces import read
from tests.made_up_shop import write_export

Run = Callable[..., Any]

PLAIN = "Order,Order date,Shipped,Delivered,Promised,Article,Quantity,Price,Refunded\n" + "".join(
    f"A{k},2026-03-{1 + k // 5:02d} {8 + 2 * (k % 5):02d}:30,2026-03-{2 + k // 5:02d} 16:00,"
    f"2026-03-{3 + k // 5 + (k % 10 == 0):02d} 12:00,2026-03-{3 + k // 5:02d} 23:00,Lamp,1,20.00,{5 * (k % 20 == 0)}\n"
    for k in range(120)
)  # fmt: skip
"""Twenty-four days of five orders, delivered two days later at noon; each tenth a day late; 30.00 of 2400.00 back."""


@pytest.fixture
def shop(orderlab: Run) -> str:
    Path("plain.csv").write_text(PLAIN, encoding="utf-8")
    answer = orderlab("import", "plain.csv", "--out", "shop")
    assert answer.code == 0, answer.err
    return "shop"


def test_the_last_days_are_replayed_alone(shop: str) -> None:
    week = last_days(load(shop), 7)
    assert read(week.config, Path()).placed.size == 35
    assert week.config.placement.trace is not None
    assert str(week.config.placement.trace.first_day) == "2026-03-18"
    assert load(f"{week.name}").config == week.config


def test_observed_is_what_the_file_says(shop: str) -> None:
    scenario = with_experiment(load(shop), replications=1)
    rows = {row.what: row for row in beside(run(scenario).outcome, read(scenario.config, Path()))}
    assert rows["orders placed"].observed == rows["orders placed"].simulated == 120
    lead = [48 + 12 - (8.5 + 2 * (k % 5)) + 24 * (k % 10 == 0) for k in range(120)]
    assert rows["delivered, mean"].observed == pytest.approx(sum(lead) / 120 / 24)
    assert rows["delivered, mean"].orders <= 120
    assert rows["on time"].observed == pytest.approx(0.9)
    assert rows["came back"].observed == pytest.approx(30 / 2400)
    assert rows["paid, mean"].observed is None


FEW = ("cost_share", "rate_per_parcel", "wage_per_hour", "standard_days", "material_cost")


@pytest.mark.usefixtures("every_default")
def test_a_default_moves_the_profit_as_far_as_it_is_said_to(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [group for group in ours(load(shop)) if any(name in group[0].name for name in FEW)]
    monkeypatch.setattr(hanging, "ours", lambda _scenario: groups)
    week = last_days(load(f"{shop}+follow_up_days=10"), 7)
    month = with_experiment(week, replications=1, seed=1)
    found = hangs_on(month, 7, Trials(1))
    assert 3 <= len(found) <= 10
    assert [one.swing for one in found] == sorted((one.swing for one in found), reverse=True)
    rate = next(one for one in found if one.paths[0] == "delivery.carrier.rate_per_parcel.default")
    assert rate.more is not None
    value, profit = rate.more.value, rate.more.profit
    dearer = compare(month, f"{month.name}+delivery.carrier.rate_per_parcel.default={value}", replications=1, seed=1)
    before, after = dearer.a.values("profit")[0], dearer.b.values("profit")[0]
    assert before is not None
    assert after is not None
    assert profit - rate.now.profit == pytest.approx((after - before) / 7 * 30.4375, abs=0.01)
    wage = next(one for one in found if one.paths[0].endswith("wage_per_hour"))
    assert len(wage.paths) == 4  # one hour of work is one default, at every desk


@pytest.mark.usefixtures("every_default")
def test_what_the_user_answered_is_no_default_of_ours(orderlab: Run, shop: str) -> None:
    Path("mine.yaml").write_text("parcel_costs: 4.6\n", encoding="utf-8")
    assert orderlab("import", "plain.csv", "--out", "shop", "--answers", "mine.yaml").code == 0
    names = [one.name for group in ours(load(shop)) for one in group]
    assert not any("rate_per_parcel" in name for name in names)
    assert any("cost_share" in name for name in names)


def test_run_tells_it_on_screen_in_json_and_in_the_report(orderlab: Run) -> None:
    write_export(Path("orders_export.csv"), 60)
    assert orderlab("import", "orders_export.csv", "--out", "shop").code == 0
    answer = orderlab("run", "shop", "--replications", 2, "--json")
    assert answer.code == 0, answer.err
    document = json.loads(answer.out)
    first = document["first_answer"]
    assert first["currency"] == "GBP"
    assert first["to"] <= "2026-04-04"
    assert len(first["bottlenecks"]) <= 3
    assert 1 <= len(first["defaults"]) <= 10
    assert {one["source"] for one in first["defaults"]} == {"our default"}
    assert first["what_if"]["profit_a_month"]["n"] == 3
    assert document["kpis"]["profit"]["n"] == 2
    page = orderlab("run", "shop", "--replications", 2)
    assert page.code == 0
    assert "Last month (" in page.out
    assert "not in your file" in page.out
    assert "What if: " in page.out
    assert len(page.out.splitlines()) < 60
    (folder,) = Path("runs").iterdir()
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "First answer" in report
    assert "What if: " in report
