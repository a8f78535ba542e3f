"""What was handled besides: noticed errors put right, and customers told of a delay."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.config import SimConfig
from sim.kpis.fold import Handler
from sim.life.happening import Happening, Rows
from sim.life.orders import HELD, NOTICE_SENT, Hold
from sim.outcome import Facts


class Handled:
    """Orders put right, by details and by price, and notices sent."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.corrections = 0
        self.notices = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {HELD: self._held, NOTICE_SENT: self._noticed}

    def _held(self, rows: Rows) -> None:
        self.corrections += int(np.isin(rows["reason"], (Hold.DETAILS, Hold.PRICE)).sum())

    def _noticed(self, rows: Rows) -> None:
        self.notices += rows.size

    def cost_of_corrections(self, config: SimConfig) -> int:
        """Minor units paid by the minute for what rules noticed; clerks are paid for being there."""
        check = config.processing.verification
        if not config.processing.switches.verification:
            return 0
        return round(self.corrections * check.correction_minutes / 60 * 100 * check.desk.wage_per_hour)

    def cost_of_notices(self, config: SimConfig) -> int:
        """Minor units for notices of delay."""
        return round(100 * config.tracking.notice_cost * self.notices)
