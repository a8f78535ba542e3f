"""Influences on a function whose indices are known, through the path that a scenario takes."""

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("SALib")

from scenarios.errors import InputError
from scenarios.resolve import load
from scenarios.study.running.trials import Trials
from scenarios.study.searching.levers import parse_levers
from scenarios.study.searching.sensitivity import Effect, Input, Share, analyse, inputs_of, points_needed, simulated

PI = float(np.pi)
ANGLES = [Input(name, -PI, PI) for name in ("x1", "x2", "x3")]


def ishigami(design: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ishigami and Homma (1990) with a = 7, b = 0.1; and a second output that does not vary."""
    x1, x2, x3 = design.T
    return np.column_stack([np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1), np.ones(len(design))])


def test_sobol_recovers_the_ishigami_indices() -> None:
    """The variance in parts: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225, all else nothing."""
    v1, v2, v13 = 0.5 * (1 + 0.1 * PI**4 / 5) ** 2, 49 / 8, 8 * 0.01 * PI**8 / 225
    whole = v1 + v2 + v13
    found, constant = analyse(ANGLES, ishigami, "sobol", samples=1024)
    first = {"x1": v1 / whole, "x2": v2 / whole, "x3": 0.0}
    total = {"x1": (v1 + v13) / whole, "x2": v2 / whole, "x3": v13 / whole}
    for share in found:
        assert isinstance(share, Share)
        assert share.first == pytest.approx(first[share.input.name], abs=0.05)
        assert share.total == pytest.approx(total[share.input.name], abs=0.05)
        assert abs(share.first - first[share.input.name]) <= 2 * share.first_half_width
    assert [share.input.name for share in found] == ["x1", "x2", "x3"]
    assert all(share.total == 0 for share in constant if isinstance(share, Share))


def test_morris_gives_the_slopes_of_a_plane_over_the_ranges() -> None:
    inputs = [Input("a", 0, 10), Input("b", -1, 1), Input("c", 5, 6)]
    (found,) = analyse(inputs, lambda design: design @ np.array([[2.0], [-3.0], [0.0]]), "morris")
    effects = {one.input.name: one for one in found if isinstance(one, Effect)}
    assert effects["a"].mean == pytest.approx(20)
    assert effects["b"].mean == pytest.approx(-6)
    assert effects["b"].size == pytest.approx(6)
    assert effects["a"].spread == pytest.approx(0, abs=1e-9)
    assert effects["c"].size == 0
    assert [one.input.name for one in found] == ["a", "b", "c"]


def test_morris_sees_that_an_effect_hangs_on_another_input() -> None:
    inputs = [Input("a", -1, 1), Input("b", -1, 1)]
    (found,) = analyse(inputs, lambda design: design[:, :1] * design[:, 1:], "morris", samples=40)
    for one in found:
        assert isinstance(one, Effect)
        assert abs(one.mean) < one.size
        assert one.spread > 0.5 * one.size


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_the_function_is_asked_for_as_many_points_as_announced(method: str) -> None:
    asked = []

    def count(design: NDArray[np.float64]) -> NDArray[np.float64]:
        asked.append(len(design))
        return design[:, :1]

    analyse(ANGLES, count, method, samples=8)  # type: ignore[arg-type]
    assert asked == [points_needed(method, 3, 8)]  # type: ignore[arg-type]


def test_whole_numbers_are_simulated_whole() -> None:
    seen = []

    def look(design: NDArray[np.float64]) -> NDArray[np.float64]:
        seen.append(design)
        return design[:, :1]

    analyse([Input("a", 1, 4, whole=True), Input("b", 0, 1)], look, "morris")
    assert set(np.unique(seen[0][:, 0])) <= {1.0, 2.0, 3.0, 4.0}
    assert not set(np.unique(seen[0][:, 1])) <= {0.0, 1.0}


def test_a_scenario_is_such_a_function() -> None:
    """Wages raise cost along a line: the effect of a range is the mean of the cost's change over it."""
    scenario = load("tiny+experiment.replications=1+experiment.jobs=1+delivery.mode=carrier")
    levers = parse_levers(["aftersales.support.desk.wage_per_hour=10:20", "processing.payment.fee_fixed=0:1"], scenario)
    evaluate = simulated(scenario, levers, ["cost_per_order"], Trials(1))
    (found,) = analyse(inputs_of(levers), evaluate, "morris", samples=2)
    ends = evaluate(np.array([[10.0, 0.0], [20.0, 0.0], [10.0, 1.0]]))[:, 0]
    effects = {one.input.name: one for one in found if isinstance(one, Effect)}
    # Wages and fees are cents inside: a third of a pound is 33 of them.
    assert effects["aftersales.support.desk.wage_per_hour"].mean == pytest.approx(ends[1] - ends[0], abs=0.01)
    assert effects["processing.payment.fee_fixed"].mean == pytest.approx(ends[2] - ends[0], abs=0.01)


def test_a_list_is_no_range() -> None:
    with pytest.raises(InputError, match="a range low:high is accepted here"):
        inputs_of(parse_levers(["delivery.mode=fleet,carrier"], load("tiny")))
