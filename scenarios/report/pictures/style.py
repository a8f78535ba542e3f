"""How pictures of studies and races look, which matplotlib draws; those of a run are `drawing`s.

Figures are made without pyplot, so that nothing global is touched and a notebook's own settings stay as they are.
"""

from __future__ import annotations

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

DOTS_PER_INCH = 120


def figure(width: float = 9.0, height: float = 3.6) -> tuple[Figure, Axes]:
    """Return an empty figure (inches) with one pair of axes."""
    drawing = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.add_subplot()
    plain(axes)
    return drawing, axes


def plain(axes: Axes) -> None:
    """Take away the frame's top and right; a light grid for reading values off."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9)


def png(drawing: Figure) -> bytes:
    """Return a figure as a PNG file's bytes, the same for the same figure."""
    if (engine := drawing.get_layout_engine()) is not None:
        engine.execute(drawing)
        drawing.set_layout_engine("none")  # it is laid out, and drawing would do it again
    buffer = BytesIO()
    # not savefig, which draws everything once more, unseen, even where there is nothing left to lay out
    FigureCanvasAgg(drawing).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return buffer.getvalue()
