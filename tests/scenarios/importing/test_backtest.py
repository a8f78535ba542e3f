"""The backtest and the fit: what is known before a date, what is forecast after it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from data_folder import data_file

from scenarios import load
from scenarios.importing.replaying import as_known, part
from scenarios.importing.spreads import Spread, distance, last_year, lead_times, mixed
from scenarios.traces import read
from sim.units import DAY, UNOBSERVED, WEEK

Run = Callable[..., Any]


def shop(orders: int = 600, days: int = 60) -> str:
    """A shop that promises five days and takes one to seven, a third of which is handling."""
    rng = np.random.default_rng(3)
    rows = ["order,placed,approved,shipped,delivered,promised,qty,price"]
    placed = np.sort(rng.uniform(0, days, orders))
    start = np.datetime64("2026-01-05T00:00:00")

    def stamp(day: float) -> str:
        return str(start + np.timedelta64(int(day * 86400), "s")).replace("T", " ")

    for k, day in enumerate(placed):
        whole = float(rng.gamma(4, 0.8)) + 0.5
        stamps = (stamp(day), stamp(day), stamp(day + whole / 3), stamp(day + whole), stamp(day + 5), "1", "9.00")
        rows.append(",".join([str(k), *stamps]))
    return "\n".join(rows) + "\n"


def imported(orderlab: Run) -> None:
    Path("o.csv").write_text(shop(), encoding="utf-8")
    answer = orderlab("import", "o.csv", "--out", "shop", "--json")
    assert answer.code == 0, answer.err


def test_the_document_has_the_shape_and_the_naive_forecasts(orderlab: Run) -> None:
    imported(orderlab)
    answer = orderlab("backtest", "shop", "--json")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert found["orders"] == pytest.approx(120, abs=12)
    for one in (found["observed"], found["simulated"], *found["naive"].values()):
        assert {"mean_days", "on_time", "ks"} <= set(one)
    assert {"last_four_weeks", "history", "same_weeks_last_year"} <= set(found["naive"])
    assert found["observed"]["ks"] == 0
    assert found["naive"]["same_weeks_last_year"]["mean_days"] is None
    # A shop that does not change is forecast within luck: 120 orders differ by some 0.12 at most.
    assert found["simulated"]["ks"] < 0.17
    assert found["simulated"]["mean_days"] == pytest.approx(found["observed"]["mean_days"], abs=0.5)
    assert "At any number of days" in found["verdict"]


def test_nothing_after_the_date_is_used(orderlab: Run) -> None:
    imported(orderlab)
    first = json.loads(orderlab("backtest", "shop", "--last", "2026-02-20", "--json").out)
    orders = Path("shop/tables/orders.csv")
    rows = orders.read_text(encoding="utf-8").splitlines()
    place = rows[0].split(",").index("delivered")
    for k, row in enumerate(rows[1:], start=1):
        cells = row.split(",")
        if cells[place] >= "2026-02-20":
            cells[place] = cells[place].replace("2026-", "2026-", 1)[:11] + "23:59:59"
        rows[k] = ",".join(cells)
    orders.write_text("\n".join(rows) + "\n", encoding="utf-8")
    again = json.loads(orderlab("backtest", "shop", "--last", "2026-02-20", "--json").out)
    assert again["observed"] != first["observed"]
    assert again["simulated"]["mean_days"] == first["simulated"]["mean_days"]
    assert again["naive"]["history"]["mean_days"] == first["naive"]["history"]["mean_days"]


@pytest.mark.parametrize("last", ["soon", "2020-01-01", "0%", "100%"])
def test_a_date_that_leaves_nothing_is_refused(orderlab: Run, last: str) -> None:
    imported(orderlab)
    answer = orderlab("backtest", "shop", "--last", last)
    assert answer.code == 2
    assert answer.err.startswith("--last: ")


def test_a_scenario_without_orders_cannot_be_tested(orderlab: Run) -> None:
    answer = orderlab("backtest", "tiny")
    assert answer.code == 2
    assert "replays no orders" in answer.err


def test_calibrate_writes_what_it_found_and_the_folder_still_runs(orderlab: Run) -> None:
    imported(orderlab)
    before = Path("shop/scenario.yaml").read_text(encoding="utf-8").splitlines()
    answer = orderlab("calibrate", "shop")
    assert answer.code == 0, answer.err
    after = Path("shop/scenario.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in before if "cost_share" in line] == [line for line in after if "cost_share" in line]
    assert sum("fulfilment.waiting_" in line for line in after) == 1
    assert sum("delivery.carrier.transit_" in line for line in after) == 1
    assert any("transit_share_of_promise" in line and "your data (n = " in line for line in after)
    config = load("shop").config
    assert config.delivery.carrier.transit_share_of_promise["default"]
    answer = orderlab("run", "shop", "--replications", 1, "--json")
    cycle = json.loads(answer.out)["kpis"]["order_cycle_time"]["mean"]
    assert cycle == pytest.approx(24 * 3.7, rel=0.1)


WITHOUT_DELIVERIES = """title: A shop whose software ends with the label
files:
  orders:
    needs: [order, placed]
    columns: {order: order, placed: placed, approved: approved, shipped: shipped, units: qty, total: price}
settings: {shipped_stamp: packed}
"""


def test_a_file_that_ends_with_the_hand_over_is_fitted_to_it(orderlab: Run) -> None:
    Path("o.csv").write_text(shop(), encoding="utf-8")
    Path("layout.yaml").write_text(WITHOUT_DELIVERIES, encoding="utf-8")
    assert orderlab("import", "o.csv", "--out", "shop", "--layout", "layout.yaml").code == 0
    before = Path("shop/scenario.yaml").read_text(encoding="utf-8").splitlines()
    answer = orderlab("calibrate", "shop")
    assert answer.code == 0, answer.err
    assert "days until packed for" in answer.out
    after = Path("shop/scenario.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in before if "transit_hours" in line] == [line for line in after if "transit_hours" in line]
    found = json.loads(orderlab("backtest", "shop", "--json").out)
    assert found["stage"] == "packed"
    assert found["observed"]["on_time"] is None
    assert found["simulated"]["mean_days"] == pytest.approx(found["observed"]["mean_days"], abs=0.25)
    assert "does not tell when parcels were delivered" in found["verdict"] or "Ask it how" in found["verdict"]


def test_days_with_hand_overs_are_the_days_it_is_open(orderlab: Run) -> None:
    rows = [f"{k},2026-03-{2 + k % 5:02d} 10:00:00,2026-03-{2 + k % 6:02d} 16:00:00,1,9.90" for k in range(240)]
    Path("o.csv").write_text("\n".join(["order,placed,shipped,qty,price", *rows]) + "\n", encoding="utf-8")
    assert orderlab("import", "o.csv", "--out", "shop").code == 0
    answers = Path("shop/answers.yaml").read_text(encoding="utf-8")
    assert "Days it is open (your data: mon tue wed thu fri sat;" in answers
    assert "mon, tue, wed, thu, fri, sat]" in Path("shop/scenario.yaml").read_text(encoding="utf-8")


def test_orders_on_their_way_are_not_forgotten(orderlab: Run) -> None:
    imported(orderlab)
    trace = read(load("shop").config, Path())
    until = 40 * DAY
    spread = lead_times(trace, "delivered", until, (until - 2 * WEEK, until), by_promise=False)
    assert spread is not None
    days = (trace.observed.delivered - trace.placed) / DAY
    recent = (trace.placed < until) & (trace.placed >= until - 2 * WEEK)
    known = recent & (trace.observed.delivered < until) & (trace.observed.delivered != UNOBSERVED)
    ours = float((spread.points * spread.masses).sum())
    assert days[known].mean() < ours == pytest.approx(days[recent].mean(), abs=0.35)


def two_years(now: int, then: int) -> Any:
    """Orders of the last eight weeks, which take 4 days, and of the weeks a year ago, which took 10; promised 20."""
    until = 60 * WEEK
    placed = np.sort(
        np.concatenate((np.linspace(8 * WEEK, 20 * WEEK, then), np.linspace(52 * WEEK, until - WEEK, now)))
    )
    placed = placed.astype(np.int64)
    took = np.where(placed < 30 * WEEK, 10 * DAY, 4 * DAY)
    seen = SimpleNamespace(delivered=placed + took, promised=placed + 20 * DAY)
    return SimpleNamespace(placed=placed, observed=seen)


def test_the_same_weeks_of_last_year_tell_the_season_of_the_same_shop() -> None:
    """A shop of a quarter of the orders, or fewer, was another one."""
    seasons = [
        last_year(two_years(80, then), "delivered", 60 * WEEK, 8, 12 * WEEK, by_promise=True) for then in (120, 31, 29)
    ]
    assert [one is None for one in seasons] == [False, False, True]
    both = mixed([Spread(np.array([0.2]), np.array([1.0])), *filter(None, seasons[:1])], [1 / 3, 2 / 3])
    shares, of = np.unique(both.points, return_inverse=True)
    assert shares.tolist() == [0.2, 0.5]
    assert np.bincount(of, weights=both.masses).tolist() == pytest.approx([1 / 3, 2 / 3])


def test_stamps_that_were_not_made_yet_are_not_known(orderlab: Run) -> None:
    imported(orderlab)
    trace = read(load("shop").config, Path())
    known = as_known(trace, 30 * DAY)
    late = trace.observed.delivered >= 30 * DAY
    assert late.any()
    assert (known.observed.delivered[late] == UNOBSERVED).all()
    assert (known.observed.delivered[~late] == trace.observed.delivered[~late]).all()
    assert (known.observed.promised == trace.observed.promised).all()


def test_distances_are_those_of_two_samples() -> None:
    a, b = np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0])
    assert distance(a, b) == 0.5
    assert Spread(a, np.full(4, 0.25)).distance(b) == 0.5
    assert Spread(a, np.full(4, 0.25)).distance(a) == 0.0


def test_a_part_of_a_trace_is_those_orders(orderlab: Run) -> None:
    imported(orderlab)
    trace = read(load("shop").config, Path())
    chosen = np.arange(trace.placed.size) % 3 == 1
    some = part(trace, chosen)
    assert some.placed.size == np.count_nonzero(chosen)
    whole = (trace.observed.delivered - trace.placed)[chosen]
    assert (some.observed.delivered - some.placed).tolist() == whole.tolist()
    assert some.goods.baskets.line_start[-1] == some.goods.baskets.item.size == some.goods.price.size


@pytest.mark.nightly
def test_the_last_fifth_of_the_real_file(orderlab: Run) -> None:
    files = sorted(data_file("traces", "olist_orders_5k.csv.gz").parent.glob("olist*"))
    assert orderlab("import", *files, "--out", "olist", "--json").code == 0
    found = json.loads(orderlab("backtest", "olist", "--json").out)
    right = found["observed"]["on_time"]
    assert found["simulated"]["ks"] <= 0.11
    assert abs(found["simulated"]["on_time"] - right) <= 0.015
    assert found["weekly"]["ks"] <= 0.06
    assert found["naive"]["history"]["ks"] == pytest.approx(0.29, abs=0.03)
