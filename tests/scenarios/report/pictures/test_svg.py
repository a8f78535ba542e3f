import re
from xml.etree import ElementTree

import numpy as np
import pytest

from scenarios.report.pictures.drawing import Bar, Drawing, Line, Panel, Points, Stairs, Words, round_ticks, values
from scenarios.report.pictures.svg import beside, svg

NAME = "{http://www.w3.org/2000/svg}"


def drawn(panel: Panel, **settings: float) -> ElementTree.Element:
    return ElementTree.fromstring(svg(Drawing([[panel]], height=300, **settings)))


def test_a_bar_reaches_to_its_tick() -> None:
    panel = Panel((0.0, 10.0), (1.5, -0.5), grid="x", x_ticks=[(0, "none"), (5, "five")], y_ticks=[(0, "a"), (1, "b")])
    panel.add([Bar(0.0, 5.0, 0, "red"), Bar(5.0, 0.0, 1, "blue")])
    root = drawn(panel)
    above, below = (one for one in root.iter(f"{NAME}rect") if one.get("fill") in ("red", "blue"))
    five = next(one for one in root.iter(f"{NAME}text") if one.text == "five")
    right = float(above.get("x", "")) + float(above.get("width", ""))
    assert right == pytest.approx(float(five.get("x", "")), abs=0.15)
    assert above.get("width") == below.get("width"), "from right to left too"
    assert float(above.get("y", "")) < float(below.get("y", "")), "the first row on top"


def test_steps_stand_between_their_edges_and_lines_leave_out_what_is_not_known() -> None:
    panel = Panel((0.0, 2.0), (0.0, 4.0))
    panel.add(
        [Stairs(values([4, 1]), values([0, 1, 2]), "red"), Line(values([0, 1, 2]), values([0, np.nan, 4]), "blue")]
    )
    paths = [one.get("d", "") for one in drawn(panel).iter(f"{NAME}path")]
    assert any(len(re.findall("V", path)) == 3 and path.endswith("z") for path in paths)
    assert not any("nan" in path for path in paths)


@pytest.mark.parametrize("shape", ["round", "triangle", "cross", "square"])
def test_there_is_a_shape_a_point(shape) -> None:  # type: ignore[no-untyped-def]
    panel = Panel((0.0, 2.0), (0.0, 4.0))
    panel.add([Points(values([0, 1, 2]), values([1, 2, 3]), "#123456", shape)])
    (path,) = (one for one in drawn(panel).iter(f"{NAME}path") if "#123456" in one.attrib.values())
    assert len(re.findall(r"M", path.get("d", ""))) == 3


def test_a_map_has_scales_as_long_in_both_directions() -> None:
    panel = Panel((0.0, 10.0), (0.0, 1.0), equal=True)
    panel.add([Points(values([0, 1, 0]), values([0, 0, 1]), "#123456")])
    (path,) = (one for one in drawn(panel).iter(f"{NAME}path") if one.get("stroke") == "#123456")
    places = [tuple(map(float, one)) for one in re.findall(r"M([\d.]+) ([\d.]+)", path.get("d", ""))]
    (x, y), east, north = places
    assert east[0] - x == pytest.approx(y - north[1], abs=0.2)


def test_words_are_no_markup_and_the_same_drawing_is_the_same_file() -> None:
    panel = Panel((0.0, 1.0), (0.0, 1.0), title=("a < b & c", "red"))
    panel.add([Words(0.5, 0.5, "</svg><script>")])
    drawing = Drawing([[panel]], height=200)
    assert svg(drawing) == svg(drawing)
    root = ElementTree.fromstring(beside(drawing, drawing))
    assert [one.text for one in root.iter(f"{NAME}text")].count("</svg><script>") == 2
    assert not list(root.iter(f"{NAME}script"))


@pytest.mark.parametrize(
    ("ends", "whole", "names"),
    [
        ((0.0, 10.0), False, ["0", "2", "4", "6", "8", "10"]),
        ((0.0, 1.0), False, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((0.0, 1.2), True, ["0", "1"]),
        ((9000.0, 12000.0), False, ["9,000", "10,000", "11,000", "12,000"]),
        ((-1.0, 1.0), False, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        ((3.0, 3.0), False, ["3.0"]),
        ((0.0, 0.0005), False, ["0.0000", "0.0001", "0.0002", "0.0003", "0.0004", "0.0005"]),
    ],
)
def test_ticks_stand_at_round_numbers(ends: tuple[float, float], whole: bool, names: list[str]) -> None:
    assert [name for _, name in round_ticks(*ends, most=6, whole=whole)] == names


def test_the_last_tick_is_named_within_the_picture_and_no_tick_needs_no_room() -> None:
    ends = {}
    for name in ("", "Wed 11 November"):
        panel = Panel((0.0, 1.0), (0.0, 1.0), x_ticks=[(1.0, name)] if name else [])
        panel.add([Bar(0.0, 1.0, 0.5, "red")])
        (bar,) = (one for one in drawn(panel).iter(f"{NAME}rect") if one.get("fill") == "red")
        ends[name] = float(bar.get("x", "")) + float(bar.get("width", ""))
    assert ends[""] == 890.0
    assert ends["Wed 11 November"] < 900 - 15 * 12 * 0.55 / 2
