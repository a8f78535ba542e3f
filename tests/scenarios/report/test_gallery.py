import pytest

from scenarios.report import picture
from scenarios.report.gallery import DRAWN, hang


def test_a_picture_shows_itself_in_a_notebook(tiny_run):
    drawn = picture(tiny_run, "routes")
    assert drawn._repr_svg_().startswith("<svg ")
    assert "Map of routes: " in repr(drawn)
    assert drawn.source.startswith("data:image/svg+xml;base64,")


def test_the_pictures_hang_in_the_order_of_the_page(tiny_run):
    assert [one.name for one in hang(tiny_run.outcome)] == [name for name in DRAWN if name != "lead_times"]


def test_what_cannot_be_drawn_is_said(tiny_run):
    with pytest.raises(ValueError, match="there are lead_times, orders"):
        picture(tiny_run, "unicorns")
    with pytest.raises(ValueError, match="nothing to show"):
        picture(tiny_run, "lead_times")
