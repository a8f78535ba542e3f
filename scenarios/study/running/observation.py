"""What is read off a replication: all its days, the days of a steady state in batches, or each hour for a pilot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scenarios.errors import InputError
from sim.outcome import Outcome

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Observation:
    """Which orders of a replication count.

    Parameters
    ----------
    warm_up, cool_down
        Days at the start and at the end whose orders do not count; with neither, every order and van counts.
    batches
        Equal parts of the days that count, each observed by itself; 0 is none. Days beyond a multiple join the warm-up.
    pilot
        Observe hourly series in place of KPIs, to find the warm-up in.
    """

    warm_up: int = 0
    cool_down: int = 0
    batches: int = 0
    pilot: bool = False

    def facts(self) -> dict[str, Any]:
        """Return what a result depends on; empty when everything counts."""
        return {} if self == EVERYTHING else {"observation": asdict(self)}

    def of(self, outcome: Outcome) -> tuple[Values, tuple[Values, ...]]:
        """Observe a replication.

        Returns
        -------
        tuple
            Value by KPI, and the same of each part: the batches, or the hours of a pilot.

        Raises
        ------
        InputError
            If no day is left to count, or fewer than there are batches.
        """
        from sim.kpis import evaluate
        from sim.kpis.window import Window
        from sim.units import DAY

        if self.pilot:
            return _pilot(outcome)
        if self == EVERYTHING:
            return evaluate(outcome), ()
        days = outcome.facts.horizon // DAY
        counted = days - self.warm_up - self.cool_down
        if counted < max(1, self.batches):
            raise InputError(
                f"days: {days}: {max(counted, 0)} of them count after {self.warm_up} of warm-up and {self.cool_down} "
                f"of cool-down, at least {max(1, self.batches)} are needed (experiment.batches of a day each or longer)"
            )
        length = counted // max(1, self.batches)
        end = days - self.cool_down
        parts = tuple(
            evaluate(outcome, Window((end - back * length) * DAY, (end - (back - 1) * length) * DAY))
            for back in range(self.batches, 0, -1)
        )
        begin = end - length * max(1, self.batches)
        return evaluate(outcome, Window(begin * DAY, end * DAY)), parts


EVERYTHING = Observation()
"""Every order and van of the run."""


PILOT_VALUES = ("slow_hours", "order_cycle_time", "stock_value")
"""What a pilot observes: the first of all its hours, the others of each."""


def _pilot(outcome: Outcome) -> tuple[Values, tuple[Values, ...]]:
    from sim.kpis.series import hourly, slow_hours
    from sim.kpis.view import read

    series = hourly(outcome)
    hours = len(next(iter(series.values())))
    parts = tuple({name: values[hour] for name, values in series.items()} for hour in range(hours))
    return {"slow_hours": slow_hours(read(outcome))}, parts
