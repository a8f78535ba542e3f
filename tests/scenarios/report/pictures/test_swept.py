import pytest

from scenarios.report.pictures.style import png
from scenarios.report.pictures.swept import draw
from scenarios.resolve import load
from scenarios.study.api import run_all
from scenarios.study.searching.sweep import Sweep, axes, points

PICKERS, PACKERS = "fulfilment.nodes.north.pickers", "fulfilment.nodes.north.packers"


def swept(*vary: str) -> Sweep:
    scenario = load("newsvendor+experiment.replications=2+experiment.jobs=1+days=1")
    grid = points(scenario, axes(scenario, vary))
    return Sweep(scenario, tuple(grid), tuple(run_all([point.scenario for point in grid])))


@pytest.fixture(scope="module")
def two_paths() -> Sweep:
    return swept(f"{PICKERS}=1,2,3", f"{PACKERS}=1,2")


def test_one_path_is_a_line_with_intervals() -> None:
    sweep = swept(f"{PICKERS}=3,1")
    drawing = draw(sweep, ["profit", "order_accuracy"])
    assert drawing is not None
    line = drawing.axes[0].containers[0]
    assert line.lines[0].get_xdata().tolist() == [1.0, 3.0]  # rising, whatever the order written
    means = [result.kpis()["profit"].mean for result in sweep.results]
    assert line.lines[0].get_ydata().tolist() == means[::-1]
    assert drawing.axes[0].get_xlabel() == PICKERS
    assert png(drawing).startswith(b"\x89PNG")


def test_words_stand_beside_each_other() -> None:
    drawing = draw(swept("delivery.promise.cut_off=12:00,16:00"), ["profit"])
    assert drawing is not None
    assert [label.get_text() for label in drawing.axes[0].get_xticklabels()] == ['"12:00"', '"16:00"']


def test_two_paths_are_a_map_whose_fields_are_the_means(two_paths: Sweep) -> None:
    drawing = draw(two_paths, ["cost_per_order"])
    assert drawing is not None
    (image,) = drawing.axes[0].images
    fields = image.get_array()
    assert fields is not None
    assert fields.shape == (2, 3)
    for point, kpis in zip(two_paths.points, two_paths.kpis(), strict=True):
        assert fields[point.settings[PACKERS] - 1, point.settings[PICKERS] - 1] == kpis["cost_per_order"].mean


def test_a_kpi_nobody_has_is_no_picture(two_paths: Sweep) -> None:
    assert draw(two_paths, ["wait.nowhere"]) is None
