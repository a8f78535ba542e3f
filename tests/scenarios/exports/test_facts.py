"""The files of a log can be audited by themselves: orders, promises, prices, costs and charges stand beside it."""

import numpy as np
import polars
import pytest

from scenarios import load, run
from scenarios.study.keeping.files import write_log
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
