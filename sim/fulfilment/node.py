"""The three stations of one node, in the order a parcel passes them: picking, packing, labelling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.closures import roster_of
from sim.context import Context
from sim.fulfilment.workloads import Workloads
from sim.lines import CompiledStation
from sim.units import DAY


class Node:
    """Stations of a node. Parcels are rows of the log's fulfilments."""

    def __init__(self, context: Context, work: Workloads, priority: NDArray[np.uint8], number: int, name: str) -> None:
        config = context.config
        settings = config.fulfilment.nodes[name]
        stamps = context.log.fulfilments
        end = (config.days + config.follow_up_days + 1) * DAY

        def station(task: str, service: NDArray[np.int64], started: str, finished: str) -> CompiledStation:
            staffing = settings.staffing(task)
            station_name = f"{task}.{name}"
            return CompiledStation(
                station_name,
                roster_of(config, name, task),
                context.failures(staffing, station_name),
                end,
                service,
                stamps.array(started),
                stamps.array(finished),
                priority,
                queue_limit=staffing.queue_limit,
            )

        self.number = number
        self.picking = station("picking", work.picking, "picking_started", "picked")
        self.packing = station("packing", work.packing, "packing_started", "packed")
        self.labelling = station("labelling", work.labelling, "labelling_started", "staged")
        self.awake = False
        self._released = stamps.array("released")
        self._picked, self._packed = stamps.array("picked"), stamps.array("packed")
        self._rows: list[int] = []
        self.release = self._rows.append
        """``release(row)``: a parcel that has its stamp `released` joins the pickers' queue, in the order of time."""

    @property
    def busy(self) -> bool:
        """Whether any parcel is between release and the dock."""
        return bool(self._rows) or any(station.inside for station in (self.picking, self.packing, self.labelling))

    @property
    def outside(self) -> NDArray[np.int64]:
        """Rows of the parcels that were released and have not joined the pickers' queue, int64."""
        return np.array(self._rows, dtype=np.int64)

    def works_again(self, now: int) -> int:
        """When anything can happen here again: `now`, unless everybody is off duty."""
        return min(station.works_again(now) for station in (self.picking, self.packing, self.labelling))

    def joining(self, until: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Times and rows of the parcels that join the pickers' queue before `until`, each of them once."""
        rows = self.outside
        times = self._released[rows]
        before = int(np.searchsorted(times, until))
        del self._rows[:before]
        return times[:before], rows[:before]

    def pack_and_label(self, until: int, picked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows packed and rows labelled before `until`, each in the order of time; `picked` come from the pickers."""
        packed = self.packing.advance(until, self._picked[picked], picked)
        return packed, self.labelling.advance(until, self._packed[packed], packed)
