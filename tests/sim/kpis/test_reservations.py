"""Of the reservations that were made, those that lapsed."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from sim.kpis.reservations import KPIS, Reservations
from sim.life.orders import RESERVATION_LAPSED, UNITS_KEPT


def test_one_of_four_reservations_lapsed() -> None:
    reader = Reservations(cast(Any, None))
    handlers = reader.handlers()
    for happening, count in ((UNITS_KEPT, 3), (RESERVATION_LAPSED, 1), (UNITS_KEPT, 1)):
        handlers[happening](cast(Any, np.zeros(count)))
    (lapsed,) = KPIS
    assert lapsed.value(cast(Any, SimpleNamespace(of=lambda _kind: reader))) == 0.25
