from datetime import date
from itertools import pairwise

import pytest

from scenarios.report.pictures import hues
from sim.units import DAY, HOUR


@pytest.mark.parametrize(("days", "name"), [(7, "hour"), (14, "hour"), (15, "day"), (365, "day"), (700, "week")])
def test_bins_grow_with_the_horizon(days, name):
    assert hues.bin_width(days * DAY)[1] == name


@pytest.mark.parametrize("days", [1, 7, 40, 800])
def test_a_calendar_has_few_labels(days):
    (first, last), ticks = hues.calendar(date(2026, 3, 2), days * DAY + HOUR)
    assert (first, last) == (0, days + 1)
    assert 1 < len(ticks) <= 12
    assert "2 Mar" in ticks[0][1]


def test_labels_at_the_end_of_lines_do_not_overlap():
    words = hues.end_labels(1.0, [(50.0, "a", "k"), (51.0, "b", "k"), (90.0, "c", "k")], (0.0, 100.0))
    assert [one.text for one in words] == ["a", "b", "c"]
    assert min(b.y - a.y for a, b in pairwise(words)) >= 7.0
