import numpy as np

from scenarios.report.pictures import warm_up
from scenarios.report.pictures.drawing import Line
from scenarios.study.statistics.warm_up import CountedDays, counted_days


def test_each_series_has_its_course_its_statistic_and_the_line_that_ends_the_warm_up() -> None:
    noise = np.random.default_rng(6).normal(size=(2, 18 * 24))
    noise[0, :30] += 20.0
    counted = counted_days(18, None, 1, {"order_cycle_time": [noise[0].tolist()], "b": [noise[1].tolist()]}, None)
    drawing = warm_up.draw(counted)
    assert drawing is not None
    assert len(drawing.panels) == 4
    course, statistic = drawing.panels[:2]
    assert course.of(Line)[0].y.size == 18 * 24
    settled = counted.settled[0].hours
    assert settled is not None
    for panel in (course, statistic):
        assert panel.of(Line)[-1].x[0] == settled / 24
    of_all = statistic.of(Line)[0]
    assert of_all.x[int(np.argmin(of_all.y))] == settled / 24


def test_days_that_were_given_have_no_picture() -> None:
    assert warm_up.draw(CountedDays(2, 6)) is None
