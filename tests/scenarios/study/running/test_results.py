import json
import math

from scenarios import run
from scenarios.study.running.results import RunResult
from sim.kpis import DEFINITIONS

ARTICLE = {
    "order_accuracy",
    "on_time_delivery",
    "order_cycle_time",
    "customer_satisfaction",
    "order_volume",
    "cost_per_order",
    "shipping_cost_per_order",
    "picking_accuracy",
}


def test_a_run_has_every_kpi_that_is_defined(tiny: RunResult) -> None:
    families = {key.partition(".")[0] for key in tiny.kpis()}
    where_nodes_send_to_each_other = {"transferred_from", "transferred_to"}
    assert set(DEFINITIONS) - where_nodes_send_to_each_other <= families | set(tiny.kpis())
    assert set(tiny.kpis()) >= ARTICLE


def test_a_run_document_has_the_agreed_shape(tiny: RunResult) -> None:
    document = json.loads(json.dumps(tiny.document(), allow_nan=False))
    assert list(document) == ["scenario", "key", "seed", "replications", "tape", "reproducible", "kpis"]
    for kpi in document["kpis"].values():
        assert list(kpi) == ["mean", "low", "high", "unit", "direction", "n"]
        assert kpi["direction"] in ("up", "down", "none")
        if kpi["n"] > 1:
            assert kpi["low"] <= kpi["mean"] <= kpi["high"]
        else:
            assert kpi["low"] is None


def test_a_mean_is_the_mean_of_its_replications(tiny: RunResult) -> None:
    values = [value for value in tiny.values("cost_per_order") if value is not None]
    assert tiny.kpis()["cost_per_order"].mean == math.fsum(values) / 3


def test_the_interval_of_a_share_stays_between_nothing_and_everything(tiny: RunResult) -> None:
    for key, kpi in tiny.kpis().items():
        if (
            kpi.unit == "share"
            and key != "profit_margin"
            and kpi.low is not None
            and kpi.high is not None
            and (kpi.mean or 0) <= 1
        ):
            assert 0 <= kpi.low <= kpi.high <= 1


def test_one_replication_has_no_interval() -> None:
    kpi = run("tiny", replications=1).kpis()["cost_per_order"]
    assert (kpi.low, kpi.high, kpi.n) == (None, None, 1)
