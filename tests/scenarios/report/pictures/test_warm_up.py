import numpy as np

from scenarios.report.pictures import warm_up
from scenarios.study.statistics.warm_up import CountedDays, counted_days


def test_each_series_has_its_course_its_statistic_and_the_line_that_ends_the_warm_up() -> None:
    noise = np.random.default_rng(6).normal(size=(2, 18 * 24))
    noise[0, :30] += 20.0
    counted = counted_days(18, None, 1, {"order_cycle_time": [noise[0].tolist()], "b": [noise[1].tolist()]}, None)
    drawing = warm_up.draw(counted)
    assert drawing is not None
    assert len(drawing.axes) == 4
    course, statistic = drawing.axes[:2]
    assert course.get_lines()[0].get_ydata().size == 18 * 24
    settled = counted.settled[0].hours
    assert settled is not None
    for panel in (course, statistic):
        assert panel.get_lines()[-1].get_xdata()[0] == settled / 24
    lowest = int(np.argmin(statistic.get_lines()[0].get_ydata()))
    assert statistic.get_lines()[0].get_xdata()[lowest] == settled / 24


def test_days_that_were_given_have_no_picture() -> None:
    assert warm_up.draw(CountedDays(2, 6)) is None
