"""A drawing as an SVG file: places for panels, scales, and a few shapes; the same drawing is the same file.

Nothing is measured by a font, whose letters differ from screen to screen: a letter counts as 0.6 of its size.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from scenarios.report.pictures.drawing import (
    GRID,
    INK,
    TEXT,
    Bar,
    Drawing,
    Line,
    Mark,
    Panel,
    Points,
    Shape,
    Stairs,
    Tick,
    Values,
    Words,
    round_ticks,
)

LETTER = 0.6
LINE_HEIGHT = 20.0
GAP = 16.0
SMALL = 12.0
"""Size of what names ticks."""
SHAPES: dict[Shape, str] = {
    "round": "h0",
    "triangle": "m0 {0:g}l{1:g} {2:g}h-{3:g}z",
    "cross": "m-{0:g} -{0:g}l{3:g} {3:g}m0 -{3:g}l-{3:g} {3:g}",
    "square": "m-{0:g} -{0:g}h{3:g}v{3:g}h-{3:g}z",
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel stands, pixels, and what its scales reach from and to."""

    left: float
    top: float
    right: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, x: Values | float) -> Values:
        low, high = self.x
        return np.round(self.left + (np.asarray(x) - low) * ((self.right - self.left) / (high - low or 1.0)), 1)

    def down(self, y: Values | float) -> Values:
        low, high = self.y
        return np.round(self.bottom - (np.asarray(y) - low) * ((self.bottom - self.top) / (high - low or 1.0)), 1)


def svg(drawing: Drawing) -> str:
    """Return the text of the file, on white: its colours are made for it."""
    width, height = drawing.width, drawing.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="Helvetica,Arial,sans-serif" font-size="{TEXT}">'
        '<rect width="100%" height="100%" fill="#fff"/>'
    ]
    weights = drawing.heights or [1.0] * len(drawing.rows)
    asides = [_above(row[0]) + _below(row[0]) for row in drawing.rows]
    free = height - 8.0 - sum(asides)
    margins = [max(_beside(row[at]) for row in drawing.rows) for at in range(len(drawing.rows[0]))]
    top = 4.0
    for row, weight, aside in zip(drawing.rows, weights, asides, strict=True):
        bottom = top + aside + free * weight / sum(weights)
        each = (width - sum(margins) - sum(_room(panel) for panel in row)) / len(row)
        left = 0.0
        for panel, margin in zip(row, margins, strict=True):
            left += margin
            frame = _Frame(left, top + _above(panel), left + each, bottom - _below(panel), panel.x, panel.y)
            parts += _panel(panel, _equal(frame) if panel.equal else frame)
            left += each + _room(panel)
        top = bottom
    return "".join([*parts, "</svg>"])


def beside(*drawings: Drawing) -> str:
    """Return the text of one file that has drawings beside each other."""
    width, height = sum(one.width for one in drawings), max(one.height for one in drawings)
    parts, left = [], 0.0
    for one in drawings:
        parts.append(svg(one).replace("<svg ", f'<svg x="{left:g}" ', 1))
        left += one.width
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">'
    return f"{head}{''.join(parts)}</svg>"


def _length(text: str, size: float = TEXT) -> float:
    return LETTER * size * len(text)


def _x_ticks(panel: Panel) -> list[Tick]:
    if panel.bare:
        return []
    return round_ticks(*panel.x) if panel.x_ticks is None else list(panel.x_ticks)


def _y_ticks(panel: Panel) -> list[Tick]:
    if panel.bare:
        return []
    return round_ticks(*panel.y, most=5) if panel.y_ticks is None else list(panel.y_ticks)


def _above(panel: Panel) -> float:
    return 10.0 + LINE_HEIGHT * (bool(panel.title[0]) + bool(panel.legend))


def _below(panel: Panel) -> float:
    return 4.0 + LINE_HEIGHT * (bool(_x_ticks(panel)) + bool(panel.x_label))


def _beside(panel: Panel) -> float:
    longest = max((_length(text, SMALL) for _, text in _y_ticks(panel)), default=0.0)
    return GAP + longest + (LINE_HEIGHT if panel.y_label else 0.0)


def _room(panel: Panel) -> float:
    """Pixels free on the right: the last date stands half beyond its panel."""
    return max([panel.room, *(4.0 + _length(text, SMALL) / 2 for _, text in _x_ticks(panel)[-1:])])


def _equal(frame: _Frame) -> _Frame:
    """The same place with scales as long in both directions: the shorter one is given more to show."""
    wide, high = frame.right - frame.left, frame.bottom - frame.top
    unit = max((frame.x[1] - frame.x[0]) / wide, (frame.y[1] - frame.y[0]) / high) or 1.0
    (x, y) = (sum(frame.x) / 2, sum(frame.y) / 2)
    across, up = unit * wide / 2, unit * high / 2
    return _Frame(frame.left, frame.top, frame.right, frame.bottom, (x - across, x + across), (y - up, y + up))


def _panel(panel: Panel, frame: _Frame) -> list[str]:
    shown = Panel(frame.x, frame.y, x_ticks=panel.x_ticks, y_ticks=panel.y_ticks, bare=panel.bare)
    x_ticks, y_ticks = _x_ticks(shown), _y_ticks(shown)
    across, down = [float(frame.across(at)) for at, _ in x_ticks], [float(frame.down(at)) for at, _ in y_ticks]
    lines = [f"M{x:g} {frame.top:g}V{frame.bottom:g}" for x in across if "x" in panel.grid]
    lines += [f"M{frame.left:g} {y:g}H{frame.right:g}" for y in down if "y" in panel.grid]
    marks = [_mark(mark, frame) for mark in panel.marks]
    parts = marks if panel.bare else [f'<path d="{"".join(lines)}" stroke="{GRID}" stroke-width=".8"/>', *marks]
    axes = f"M{frame.left:g} {frame.top:g}V{frame.bottom:g}H{frame.right:g}"
    if not panel.bare:
        parts.append(f'<path d="{axes}" stroke="{INK}" stroke-width=".8" fill="none"/>')
    for x, (_, text) in zip(across, x_ticks, strict=True):
        parts.append(_text(x, frame.bottom + 16, text, "middle", size=SMALL))
    for y, (_, text) in zip(down, y_ticks, strict=True):
        parts.append(_text(frame.left - 6, y + 4, text, "end", size=SMALL))
    if panel.x_label:
        below = frame.bottom + 16 + (LINE_HEIGHT if x_ticks else 0)
        parts.append(_text((frame.left + frame.right) / 2, below, panel.x_label, "middle"))
    if panel.y_label:
        x, y = frame.left - _beside(panel) + LINE_HEIGHT, (frame.top + frame.bottom) / 2
        parts.append(f'<g transform="rotate(-90 {x:g} {y:g})">{_text(x, y, panel.y_label, "middle")}</g>')
    if panel.title[0]:
        words, colour = panel.title
        parts.append(_text(frame.left, frame.top - 6 - LINE_HEIGHT * bool(panel.legend), words, colour=colour))
    x = frame.left + 6
    for shape, colour, words in panel.legend:
        points = Points(np.array([x]), np.array([frame.top - 10]), colour, shape, 8.0)
        parts += [_points(points, points.x, points.y), _text(x + 10, frame.top - 6, words)]
        x += 34 + _length(words)
    return parts


def _mark(mark: Mark, frame: _Frame) -> str:
    if isinstance(mark, Words):
        x, y = float(frame.across(mark.x)) + mark.right, float(frame.down(mark.y)) - mark.up
        return _text(x, y, mark.text, mark.anchor, mark.colour, mark.size, bold=mark.bold, halo=mark.halo)
    if isinstance(mark, Bar):
        left, right = sorted((float(frame.across(mark.left)), float(frame.across(mark.right))))
        half = mark.thickness / 2
        top, bottom = sorted((float(frame.down(mark.row - half)), float(frame.down(mark.row + half))))
        size = f'x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}"'
        return f'<rect {size} fill="{mark.colour}"{_opacity(mark.opacity)}/>'
    if isinstance(mark, Stairs):
        return _stairs(mark, frame)
    if isinstance(mark, Line):
        known = np.isfinite(mark.y)
        path = _path(frame.across(mark.x[known]), frame.down(mark.y[known]))
        dashes = f' stroke-dasharray="{mark.dashes}"' if mark.dashes else ""
        look = f'stroke="{mark.colour}" stroke-width="{mark.thickness:g}" stroke-linejoin="round"{dashes}'
        return f'<path d="{path}" fill="none" {look}/>'
    return _points(mark, frame.across(mark.x), frame.down(mark.y))


def _stairs(mark: Stairs, frame: _Frame) -> str:
    edges, heights = frame.across(mark.edges).tolist(), frame.down(mark.counts).tolist()
    steps = "".join(f"V{y:g}H{x:g}" for x, y in zip(edges[1:], heights, strict=True))
    ground = float(frame.down(0.0))
    path = f"M{edges[0]:g} {ground:g}{steps}V{ground:g}"
    if mark.filled:
        return f'<path d="{path}z" fill="{mark.colour}"{_opacity(mark.opacity)}/>'
    return f'<path d="{path}" fill="none" stroke="{mark.colour}" stroke-width="1.4"/>'


def _points(mark: Points, x: Values, y: Values) -> str:
    half = mark.size / 2
    # of a triangle: up to its tip, half its foot and its height, and back along the foot
    shape = SHAPES[mark.shape].format(-half if mark.shape == "triangle" else half, half, mark.size, mark.size)
    path = "".join(f"M{a:g} {b:g}{shape}" for a, b in zip(x.tolist(), y.tolist(), strict=True))
    if mark.shape == "round":
        return f'<path d="{path}" stroke="{mark.colour}" stroke-width="{mark.size:g}" stroke-linecap="round"/>'
    if mark.shape == "cross":
        return f'<path d="{path}" stroke="{mark.colour}" stroke-width="1.4" fill="none"/>'
    return f'<path d="{path}" fill="{mark.colour}"/>'


def _path(x: Values, y: Values) -> str:
    return "M" + "L".join(f"{a:g} {b:g}" for a, b in zip(x.tolist(), y.tolist(), strict=True))


def _opacity(opacity: float) -> str:
    return f' opacity="{opacity:g}"' if opacity < 1 else ""


def _text(
    x: float,
    y: float,
    words: str,
    anchor: str = "start",
    colour: str = INK,
    size: float = TEXT,
    *,
    bold: bool = False,
    halo: bool = False,
) -> str:
    look = f' fill="{colour}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    look += f' font-size="{size:g}"' if size != TEXT else ""
    look += ' font-weight="bold"' if bold else ""
    look += ' stroke="#fff" stroke-width="3" paint-order="stroke"' if halo else ""
    return f'<text x="{x:g}" y="{y:g}"{look}>{escape(words)}</text>'
