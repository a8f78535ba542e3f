"""The own fleet of one node: parcels wait on the dock, and waves of them are planned.

What comes of a plan is the vans' business (`sim/delivery/vans.py`).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.asking import JUST_BEFORE, Asked
from sim.clock import DECISION
from sim.context import Context
from sim.delivery.cancelling import Cancelling
from sim.delivery.dispatch import Dock
from sim.delivery.doors import Doors
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner
from sim.delivery.road import Road
from sim.delivery.vans import Consequences, Vans
from sim.delivery.wave import WavePlan, WaveRequest
from sim.delivery.yard import Yard
from sim.fulfilment.workloads import Workloads
from sim.life.parcels import parcels_left_out
from sim.order import OrderBook
from sim.parcels import Parcels
from solvers.problem import sealed


class Docks(Protocol):
    """What stands on the docks, up to a moment."""

    def bring_up_to(self, node: int, until: int) -> None:
        """Let everything happen at a node that happens before `until`."""


class Fleet:
    """Dock, waves and vans of one node."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        node: int,
        road: Road,
        policy: Asked,
        planner: Planner,
        doors: Doors,
        work: Workloads,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
        consequences: Consequences,
        cancelling: Cancelling,
        docks: Docks,
    ) -> None:
        self._context = context
        self._parcels = parcels
        self._node = node
        self._policy = policy
        self._planner = planner
        self._volume = work.volume
        self._promise_open, self._promise_close = windows
        self._cancelling, self._docks = cancelling, docks
        stamps = context.log.fulfilments
        self._staged = stamps.array("staged")
        self._planning = context.config.delivery.planning
        self._waiting = np.zeros(0, dtype=np.int64)
        self._known = np.zeros(self._staged.size, dtype=np.int64)
        self._yard = Yard(context.config, node, planner.overtime.longest)
        self._vans = Vans(context, book, parcels, node, road, self._yard, policy, doors, consequences, self)
        self._waves = 0
        context.clock.at(policy.time("next_decision", JUST_BEFORE, JUST_BEFORE), DECISION, self._decide, node)

    def staged(self, rows: NDArray[np.int64]) -> None:
        """Labelled parcels join the dock."""
        self.join(rows, self._staged[rows])

    def join(self, rows: NDArray[np.int64], since: NDArray[np.int64] | int) -> None:
        """Parcels wait on the dock, which the order system knows since then."""
        self._waiting = np.concatenate((self._waiting, rows))
        self._known[rows] = since

    def position(self, trip: int, now: int) -> tuple[int, int]:
        """Where the van of a trip is, metres east and north; its depot if it is back."""
        return self._vans.position(trip, now)

    # -- the decision

    def _decide(self, now: int) -> None:
        following = self._policy.time("next_decision", now, now)
        self._context.clock.at(following, DECISION, self._decide, self._node)
        self._docks.bring_up_to(self._node, now + 1)
        seen = self._planning.seen_until(now)
        self._waiting = self._cancelling.take_off(self._waiting, now, seen)
        if not self._waiting.size:
            return
        crews = self._planner.takes(self._yard.crews(now + self._planner.planning_time))
        if not crews:
            return
        self._waiting = np.sort(self._waiting)  # by number, however the parcels came to the dock
        rows = self._waiting[self._known[self._waiting] <= seen]
        if not rows.size:
            return
        order = self._parcels.order[rows]
        dock = self._dock(now, following, rows, order, sum(crew.count for crew in crews))
        offered = np.flatnonzero(self._policy.mask("select", now, rows.size, dock))
        if offered.size:
            self._waves += 1
            request = self._request(dock.departure, dock.next_departure, rows[offered], crews)
            plan = self._planner.plan(request)
            self._leave_behind(request, plan, rows[offered])
            loaded = [stop - 1 for route in plan.routes for stop in route.stops if stop]
            planned = rows[offered][loaded]
            self._waiting = self._waiting[~np.isin(self._waiting, planned)]
            self._parcels.cancelled[planned] = self._cancelling.by(planned, now)
            self._vans.leave(now, request, plan, rows[offered])

    def _dock(self, now: int, following: int, rows: NDArray[np.int64], order: NDArray[np.int64], free: int) -> Dock:
        """What a policy sees: copies, so that nothing it does to them reaches the model."""
        address, planning = self._context.tape.address, self._planner.planning_time
        east, north, zone = address.x, address.y, address.zone[order].astype(np.int64)
        return Dock(
            now=now,
            departure=now + planning,
            next_departure=following + planning,
            staged=sealed(self._staged[rows]),
            promise_open=sealed(self._promise_open[order]),
            promise_close=sealed(self._promise_close[order]),
            attempts=sealed(self._parcels.attempt[rows].astype(np.int64)),
            vans_available=free,
            places=lambda: sealed(np.column_stack((east[order], north[order])).astype(np.int64)),
            volumes=lambda: sealed(self._volume[rows]),
            travel=lambda: sealed(self._planner.roads(self._node, east[order], north[order], zone).planned),
        )

    def _request(self, departure: int, following: int, rows: NDArray[np.int64], crews: tuple[Crew, ...]) -> WaveRequest:
        address, order = self._context.tape.address, self._parcels.order[rows]
        return WaveRequest(
            number=self._waves,
            node=self._node,
            departure=departure,
            next_departure=following,
            x=address.x[order].astype(np.int64),
            y=address.y[order].astype(np.int64),
            volume=self._volume[rows],
            promise_open=self._promise_open[order],
            promise_close=self._promise_close[order],
            option=self._context.tape.preference[order],
            zone=address.zone[order].astype(np.int64),
            crews=crews,
        )

    def _leave_behind(self, wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> None:
        """Parcels that no route serves stay on the dock, and the log says why."""
        parcels, rows = self._parcels, offered[plan.left_out - 1]
        order, ref, attempt = parcels.order[rows], parcels.ref[rows], parcels.attempt[rows]
        parcels_left_out(self._context.log, wave.departure, order, ref, attempt, self._node, plan.why)
