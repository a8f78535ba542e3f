from datetime import date
from itertools import pairwise

import pytest

from scenarios.report.pictures import style
from sim.units import DAY, HOUR


@pytest.mark.parametrize(("days", "name"), [(7, "hour"), (14, "hour"), (15, "day"), (365, "day"), (700, "week")])
def test_bins_grow_with_the_horizon(days, name):
    assert style.bin_width(days * DAY)[1] == name


@pytest.mark.parametrize("days", [1, 7, 40, 800])
def test_a_calendar_has_few_labels(days):
    _, axes = style.figure()
    style.calendar(axes, date(2026, 3, 2), days * DAY + HOUR)
    labels = [tick.get_text() for tick in axes.get_xticklabels()]
    assert 1 < len(labels) <= 12
    assert "2 Mar" in labels[0]


def test_labels_at_the_end_of_lines_do_not_overlap():
    _, axes = style.figure()
    axes.set_ylim(0, 100)
    style.end_labels(axes, 1.0, [(50.0, "a", "k"), (51.0, "b", "k"), (90.0, "c", "k")])
    heights = sorted(text.xy[1] for text in axes.texts)
    assert min(b - a for a, b in pairwise(heights)) >= 7.0


def test_the_same_figure_is_the_same_file():
    assert style.png(style.figure()[0]) == style.png(style.figure()[0])
