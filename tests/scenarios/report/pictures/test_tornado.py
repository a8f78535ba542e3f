import pytest

from scenarios.report.pictures.style import png
from scenarios.report.pictures.tornado import MOST, draw
from scenarios.study.searching.sensitivity import Effect, Influences, Input, Share


def test_a_bar_goes_to_the_side_the_kpi_moves_to_and_to_both_where_it_moves_both_ways() -> None:
    one, two = Input("a", 0, 1), Input("b", 0, 2)
    effects: Influences = [Effect(one, 4.0, 4.0, 0.5, 0.1), Effect(two, -1.0, 3.0, 0.5, 2.0)]
    drawing = draw(["cost_per_order"], [effects], "GBP")
    up, down = (container.patches for container in drawing.axes[0].containers[:2])
    assert [bar.get_width() for bar in up] == pytest.approx([4.0, 1.0])
    assert [bar.get_width() for bar in down] == pytest.approx([0.0, -2.0])
    assert "GBP" in drawing.axes[0].get_title(loc="left")
    assert png(drawing).startswith(b"\x89PNG")


def test_shares_are_drawn_alone_within_all() -> None:
    shares: Influences = [Share(Input(f"x{place}", 0, 1), 0.2, 0.05, 0.3, 0.05) for place in range(MOST + 3)]
    drawing = draw(["on_time_delivery", "profit"], [shares, shares], "GBP")
    assert len(drawing.axes) == 2
    total, alone = (container.patches for container in drawing.axes[0].containers[:2])
    assert len(total) == len(alone) == MOST
    assert total[0].get_width() > alone[0].get_width()
