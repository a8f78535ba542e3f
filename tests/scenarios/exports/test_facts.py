"""The files of a log can be audited by themselves: orders, promises, prices, costs and charges stand beside it."""

import numpy as np
import polars
import pytest

from scenarios import load, run
from scenarios.study.keeping.files import write_log
from sim.kpis import evaluate
from sim.log import Kind


@pytest.fixture(scope="module")
def files(tmp_path_factory):  # type: ignore[no-untyped-def]
    price = "delivery.price={standard: 3.95, slot: 2, express: 9}"
    result = run(load(f"tiny+delivery.mode=carrier+{price}"), replications=1, jobs=1)
    folder = tmp_path_factory.mktemp("log") / "replication_0"
    write_log(result.outcome, folder)
    return result.outcome, {file.stem: polars.read_parquet(file) for file in folder.glob("*.parquet")}


def test_what_an_order_is_worth_is_its_lines(files) -> None:  # type: ignore[no-untyped-def]
    _, tables = files
    worth = tables["order_lines"].group_by("order").agg((polars.col("quantity") * polars.col("price")).sum().alias("v"))
    both = tables["placed_orders"].join(worth, on="order")
    assert both.height == tables["placed_orders"].height > 50
    assert (both["value"] == both["v"]).all()
    assert (tables["order_lines"]["unit_cost"] > 0).all()


def test_what_was_captured_is_value_and_delivery_charge(files) -> None:  # type: ignore[no-untyped-def]
    outcome, tables = files
    rows = outcome.log.rows()
    captured = np.zeros(tables["placed_orders"].height, dtype=np.int64)
    some = rows[rows["kind"] == Kind.PAYMENT_CAPTURED]
    np.add.at(captured, some["order"], some["value"])
    owed = (tables["placed_orders"]["value"] + tables["placed_orders"]["delivery_charge"]).to_numpy()
    paid = captured > 0
    assert (captured <= owed).all()
    assert (captured == owed)[paid].mean() > 0.9  # the others lacked something
    assert set(tables["placed_orders"]["option"]) == {"standard", "slot", "express"}


def test_promises_are_those_that_were_kept_or_broken(files) -> None:  # type: ignore[no-untyped-def]
    outcome, tables = files
    assert (tables["placed_orders"]["promise_close"].to_numpy() == outcome.facts.promise_close).all()
    assert (tables["placed_orders"]["placed"].to_numpy() == outcome.facts.tape.placed).all()


def test_each_code_in_the_files_has_its_meaning(files) -> None:  # type: ignore[no-untyped-def]
    """Money in and out by the file's own words: what was captured less what was refunded is the turnover."""
    outcome, tables = files
    codes = tables["codes"]
    names = codes.filter(polars.col("column") == "kind").select("code", "meaning")
    events = tables["events"].with_columns(polars.col("kind").cast(polars.Int64).alias("code")).join(names, on="code")
    assert events.height == tables["events"].height
    paid = events.filter(polars.col("meaning").str.starts_with("payment captured; "))
    assert paid["meaning"][0].endswith("value is amount, in minor units")
    back = events.filter(polars.col("meaning").str.starts_with("refunded; "))
    assert paid["value"].sum() - back["value"].sum() == round(100 * evaluate(outcome)["online_turnover"])
    reasons = codes.filter((polars.col("table") == "events") & (polars.col("column") == "reason"))
    known = set(reasons.filter(polars.col("of_kind") == Kind.REFUNDED)["code"])
    assert set(back["reason"]) <= known
    for table, column in (
        ("fulfilments", "node"),
        ("fulfilments", "carrier"),
        ("returns", "reason"),
        ("tickets", "topic"),
    ):
        known = set(codes.filter((polars.col("table") == table) & (polars.col("column") == column))["code"])
        assert set(tables[table][column]) <= known | {-1}, (table, column)


def test_who_did_not_order_is_in_no_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Candidates whom the price of delivery kept away."""
    minds = "placement.checkout.price_elasticity=4+delivery.price={standard: 9, slot: 9, express: 9}"
    result = run(load(f"tiny+delivery.mode=carrier+{minds}"), replications=1, jobs=1)
    write_log(result.outcome, tmp_path / "log")
    placed, lines = (
        polars.read_parquet(tmp_path / "log" / f"{name}.parquet") for name in ("placed_orders", "order_lines")
    )
    assert placed.height == evaluate(result.outcome)["order_volume"] < result.outcome.facts.tape.orders
    assert set(lines["order"]) == set(placed["order"])
