"""The screen on answers whose effects were put there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.resolve import load
from scenarios.study.explaining.inputs import inputs
from scenarios.study.explaining.screening import RUNS, screen, shortened, strongest, supersaturated
from scenarios.study.running.trials import Trials


def test_every_column_is_half_and_half_and_no_two_are_alike() -> None:
    design = supersaturated(RUNS, 150, seed=1)
    assert design.shape == (RUNS, 150)
    assert (design.sum(axis=0) == 0).all()
    alike = np.abs(np.corrcoef(design.T)) - np.eye(150)
    assert alike.max() < 0.65
    assert (supersaturated(RUNS, 150, seed=2) != design).any()


@given(st.integers(0, 10_000))
def test_a_few_strong_effects_of_either_sign_are_found_among_many(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = supersaturated(RUNS, 150, seed)
    there = rng.choice(150, 4, replace=False)
    effects = np.array([10.0, -8.0, 6.0, -5.0])
    answers = 100 + design[:, there] @ effects + rng.normal(0, 1.0, RUNS)
    found = strongest(design, answers, 6)
    assert found[:4] == there.tolist()


def test_it_asks_for_no_more_columns_than_runs_can_tell() -> None:
    design = supersaturated(8, 20, seed=3)
    assert len(strongest(design, design[:, 0] * 3.0, 20)) == 6


@pytest.mark.nightly
def test_wages_of_clerks_are_found_between_manual_and_automatic_checks() -> None:
    """The desks are paid by the hour only where checks are manual: nothing else can come near them."""
    a, b = load("tiny+processing.automation=manual+experiment.jobs=1"), load("tiny+experiment.jobs=1")
    wanted = ("wage_per_hour", "staff")
    candidates = [one for one in inputs(a, b) if one.path[-1] in wanted or one.path[0] == "tracking"]
    found = screen(a, b, candidates, Trials(1), 2)
    assert {one.name for one in found} == {
        "processing.verification.desk.wage_per_hour",
        "processing.verification.desk.shifts.0.staff",
    }


def test_a_short_run_is_a_day_in_which_everything_counts() -> None:
    week = load("city_day+experiment.design=steady_state+experiment.warm_up_days=2")
    short = shortened(week)
    assert short.config.days == 1
    assert short.experiment.design == "terminating"
