"""Where orders go on the map: degrees turned to metres around an origin.

Around a shop the earth is flat enough: an equirectangular projection at the origin's latitude is off by less than
0.1 % within 100 kilometres.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.placement.trace import Origin

METRES_A_DEGREE = 111_194.9
"""Along a meridian, of a sphere with the earth's mean radius of 6 371.0 kilometres."""


def middle(orders: pl.DataFrame) -> Origin | None:
    """The median place of the orders; None where nobody was located."""
    known = orders.drop_nulls(["latitude", "longitude"])
    if known.is_empty():
        return None
    return Origin(latitude=float(known["latitude"].median()), longitude=float(known["longitude"].median()))  # type: ignore[arg-type]


def on_the_map(orders: pl.DataFrame, origin: Origin | None) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """East and north of the origin in metres, int32 (orders,) each; who was not located lives at (0, 0).

    Parameters
    ----------
    orders
        With ``latitude`` and ``longitude`` in degrees, null where not located.
    origin
        The place that is (0, 0); the middle of the orders when None.
    """
    around = origin or middle(orders)
    nowhere = np.zeros(orders.height, dtype=np.int32)
    if around is None:
        return nowhere, nowhere.copy()
    scale = METRES_A_DEGREE * np.cos(np.radians(around.latitude))
    x = (orders["longitude"].fill_null(around.longitude).to_numpy() - around.longitude) * scale
    y = (orders["latitude"].fill_null(around.latitude).to_numpy() - around.latitude) * METRES_A_DEGREE
    return np.rint(x).astype(np.int32), np.rint(y).astype(np.int32)
