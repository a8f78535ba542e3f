"""Tables from a trace, and draws that lean on its promises."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_files import COMPANIONS, replay, whole_folder, write
from scipy.stats import kstest, norm

from scenarios.traces.calibration import apply, calibrate, quantile_table
from scenarios.traces.coupling import lean_normal, lean_uniform, normal_scores, score_correlation

SIZE = 20_000


@settings(max_examples=100, deadline=None)
@given(
    hours=st.lists(st.floats(0, 1000), min_size=1, max_size=60),
    points=st.integers(2, 15),
)
def test_a_table_rises_and_is_never_below_the_mean_by_more_than_its_last_line_allows(
    hours: list[float], points: int
) -> None:
    sample = np.asarray(hours)
    table = np.asarray(quantile_table(sample, points, decimals=9))
    assert (np.diff(table) >= -1e-6).all()
    mean = np.trapezoid(table, dx=1 / (points - 1))
    # The last entry is free to rise but not to fall below the one before it.
    assert mean == pytest.approx(sample.mean(), abs=1e-6) or (table[-1] == table[-2] and mean > sample.mean())


def test_a_long_tail_keeps_its_mean() -> None:
    sample = np.random.default_rng(1).lognormal(1.0, 1.3, 5000)
    table = np.asarray(quantile_table(sample))
    assert np.trapezoid(table, dx=0.1) == pytest.approx(sample.mean(), rel=0.005)
    assert table[-1] < sample.max()


@pytest.mark.parametrize("correlation", [-0.6, 0.0, 0.3, 0.9])
def test_leaning_keeps_the_distribution_and_gives_the_correlation(correlation: float) -> None:
    rng = np.random.default_rng(2)
    scores = normal_scores(rng.permutation(SIZE), np.zeros(SIZE, dtype=np.uint8), np.ones(SIZE, dtype=np.bool_))
    known = np.ones(SIZE, dtype=np.bool_)
    uniform = lean_uniform(rng.random(SIZE, dtype=np.float32), scores, known, correlation)
    normal = lean_normal(rng.standard_normal(SIZE, dtype=np.float32), scores, known, correlation)
    assert ((uniform >= 0) & (uniform < 1)).all()
    assert kstest(uniform, "uniform").statistic < 0.015
    assert kstest(normal, "norm").statistic < 0.015
    for found in (norm.ppf(np.clip(uniform, 1e-7, 1 - 1e-7)), normal):
        assert np.corrcoef(found, scores)[0, 1] == pytest.approx(correlation, abs=0.02)


def test_orders_without_a_promise_keep_their_draw() -> None:
    drawn = np.asarray([0.2, 0.7], dtype=np.float32)
    known = np.asarray([False, False])
    for lean in (lean_uniform, lean_normal):
        assert lean(drawn, np.asarray([1.0, 2.0]), known, 0.5).tolist() == drawn.tolist()


def test_scores_are_ranks_within_a_group_and_ties_are_equal() -> None:
    groups = np.asarray([0, 0, 0, 1, 1], dtype=np.uint8)
    known = np.asarray([True, True, True, True, False])
    scores = normal_scores(np.asarray([5, 9, 9, 100, 3]), groups, known)
    assert scores[1] == scores[2] > scores[0]
    assert scores[3:].tolist() == [0, 0]


def test_a_correlation_of_nothing_is_none() -> None:
    ones = np.ones(5)
    assert score_correlation(ones, np.arange(5.0), np.ones(5, dtype=np.bool_)) is None
    assert score_correlation(np.arange(5.0), np.arange(5.0), np.zeros(5, dtype=np.bool_)) is None


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A trace of sixty orders of zone SP that travel a day, and three of RJ that travel ten."""
    whole_folder(tmp_path)
    row = "{0},{1},done,1/2/2018 {2}:00,1/2/2018 12:00,1/3/2018 0:00,1/{3}/2018 0:00,1/{4}/2018 0:00"
    rows = [row.format(f"s{k}", "c1", k % 12, 4, 10 + k % 7) for k in range(60)]
    rows += [row.format(f"r{k}", "c2", k, 13, 10 + k) for k in range(3)]
    write(tmp_path, "orders.csv", ["id,client,state_of_it,bought,paid,left,arrived,said", *rows])
    write(tmp_path, "items.csv", ["id,what,price", *(f"s{k},pen,1.00" for k in range(60))])
    write(tmp_path, "payments.csv", ["id,how,sum", *(f"s{k},{'slip' if k % 2 else 'card'},1" for k in range(60))])
    return tmp_path


def test_zones_with_few_orders_share_a_table(long: Path) -> None:
    found = calibrate(replay(long, companions=COMPANIONS), few=50)
    assert set(found.transit_hours) == {"SP", "default"}
    assert set(found.transit_hours["SP"]) == {24.0}
    assert set(found.transit_hours["default"]) == {240.0}
    assert found.observed == {
        "transit SP": 60, "transit default": 3, "clearing card": 30, "clearing slip": 30,
    }  # fmt: skip


def test_a_calibration_is_applied_to_what_the_scenario_names(long: Path) -> None:
    trace = replay(long, companions=COMPANIONS)
    config = apply(trace.config, calibrate(trace))
    assert config.delivery.carrier.transit_hours["SP"][0] == 24.0
    assert config.processing.payment.methods == {}
    assert config.placement.trace is not None
    assert config.placement.trace.promise_knows.transit == 0.0


def test_a_trace_without_payments_leaves_the_shares_as_they_are(long: Path) -> None:
    trace = replay(long, companions={name: file for name, file in COMPANIONS.items() if name != "payments"})
    methods = {"card": {"share": 3, "clearing_hours": [0, 0]}, "slip": {"share": 1, "clearing_hours": [5, 5]}}
    processing = trace.config.processing
    payment = processing.payment.model_validate({"methods": methods})
    config = trace.config.model_copy(update={"processing": processing.model_copy(update={"payment": payment})})
    found = apply(config, calibrate(trace)).processing.payment.methods
    assert {name: method.share for name, method in found.items()} == {"card": 3, "slip": 1}


def test_a_tape_pays_as_the_file_says(long: Path) -> None:
    trace = replay(long, companions=COMPANIONS)
    methods = {"card": {"share": 1, "clearing_hours": [0, 0]}, "slip": {"share": 1, "clearing_hours": [5, 5]}}
    payment = trace.config.processing.payment.model_validate({"methods": methods})
    config = trace.config.model_copy(
        update={"processing": trace.config.processing.model_copy(update={"payment": payment})}
    )
    tape = type(trace)(**{name: getattr(trace, name) for name in trace.__slots__} | {"config": config}).tape(1, 0)
    assert calibrate(trace).paid_with == {"card": 30, "slip": 30}
    chosen = tape.uniforms["payment_method"] >= 0.5
    known = [name is not None for name in trace.paid_with]
    assert chosen[known].tolist() == [name == "slip" for name in trace.paid_with if name is not None]
