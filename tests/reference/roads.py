"""The own fleet in plain SimPy: a process that plans waves at every node, and one for every trip.

Plans come from the engine's Planner (the same parcels give the same routes); when vans leave, where
they are and what comes back is written here.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from reference.moments import COMPLETION, DECISION, Moment

from sim.delivery.dispatch import Dock
from sim.delivery.planning import Planner, WaveRequest
from sim.log import Kind
from sim.streams import log_logistic, uniforms
from sim.units import DAY, HOUR, MINUTE, SECOND, time_of_day

if TYPE_CHECKING:
    from reference.business import Business, Parcel

Run = Generator[Any, Any, None]


class Roads:
    """Docks, waves and vans of all nodes."""

    def __init__(self, business: Business) -> None:
        self.business, self.env = business, business.env
        config, tape = business.config, business.tape
        self.fleet = config.delivery.fleet
        self.policy = config.delivery.dispatch.build()
        self.planner = Planner(config, business.sites, tape.seed, tape.replication)
        self.dock: list[list[Parcel]] = [[] for _ in business.sites]
        for node in range(len(business.sites)):
            self.env.process(self._waves(node))

    def _waves(self, node: int) -> Run:
        """Plan again and again: who is on the dock, which vans are free, what leaves."""
        env, business = self.env, self.business
        opens, closes = business.windows
        address = business.tape.address
        types = list(self.fleet.vans.values())
        numbers = iter(range(sum(van.count for van in types)))
        yard = [sorted(next(numbers) for _ in range(van.count)) for van in types]
        planning = self.planner.planning_time
        waves, trips = 0, count()
        time = self.policy.next_decision(-1)
        while True:
            yield Moment(env, time, DECISION, node)
            following = self.policy.next_decision(time)
            leave, waiting, time = time + planning, self.dock[node], following
            waiting.sort(key=lambda parcel: parcel.row)
            free = tuple(
                len(vans) if time_of_day(van.shift_start) <= leave % DAY < time_of_day(van.shift_end) else 0
                for vans, van in zip(yard, types, strict=True)
            )
            if not waiting or not sum(free):
                continue
            orders = np.array([parcel.order.number for parcel in waiting])
            chosen = self.policy.select(
                Dock(
                    now=env.now,
                    departure=leave,
                    next_departure=following + planning,
                    staged=np.array([parcel.stamps["staged"] for parcel in waiting]),
                    promise_open=opens[orders],
                    promise_close=closes[orders],
                    attempts=np.array([parcel.attempts for parcel in waiting]),
                    vans_available=sum(free),
                )
            )
            offered = [parcel for parcel, goes in zip(waiting, chosen, strict=True) if goes]
            if not offered:
                continue
            waves += 1
            orders = orders[chosen]
            plan = self.planner.plan(
                WaveRequest(
                    number=waves,
                    node=node,
                    departure=leave,
                    next_departure=following + planning,
                    x=address.x[orders].astype(np.int64),
                    y=address.y[orders].astype(np.int64),
                    volume=np.array([parcel.volume for parcel in offered], dtype=np.int64),
                    promise_open=opens[orders],
                    promise_close=closes[orders],
                    vans=free,
                )
            )
            ends = np.concatenate(([-1], orders))
            attempts = np.array([0, *(parcel.attempts + 1 for parcel in offered)])
            mean = round(self.fleet.service_minutes * MINUTE)
            at_door = mean * log_logistic(
                uniforms(business.key("door time"), ends, attempts), self.fleet.service_spread
            )
            for route in plan.routes:
                stops = [0, *route.stops, 0]
                planned = plan.duration[stops[:-1], stops[1:]] * SECOND
                traffic = uniforms(business.key("traffic"), ends[stops[:-1]], ends[stops[1:]], leave // HOUR)
                trip = {
                    "number": next(trips),
                    "node": node,
                    "kind": route.vehicle,
                    "van": yard[route.vehicle].pop(0),
                    "leave": leave,
                    "load": [offered[stop - 1] for stop in route.stops],
                    "metres": plan.distance[stops[:-1], stops[1:]].tolist(),
                    "planned": planned.tolist(),
                    "driving": (planned * log_logistic(traffic, self.fleet.traffic_spread)).tolist(),
                    "at_door": [at_door[stop] for stop in route.stops],
                }
                for parcel in trip["load"]:
                    waiting.remove(parcel)
                env.process(self._trip(trip, yard[route.vehicle]))

    def _trip(self, trip: dict[str, Any], yard: list[int]) -> Run:
        env, business, leave = self.env, self.business, trip["leave"]
        opens = business.windows[0]
        mean = round(self.fleet.service_minutes * MINUTE)
        van = {"ref": trip["kind"], "node": trip["node"], "resource": trip["van"]}
        business.note(leave, Kind.VAN_DEPARTED, trip["number"], value=len(trip["load"]), **van)
        expected = leave
        for parcel, planned in zip(trip["load"], trip["planned"], strict=False):
            expected = max(expected + planned, int(opens[parcel.order.number])) + mean
            if parcel.stamps["handed_over"] < 0:
                business.hand_over(parcel, leave)
            parcel.stamps.update(handed_over=leave, eta=expected)
        # The driver has the address that was known when the van was loaded.
        wrong = [parcel.order.address_wrong for parcel in trip["load"]]
        time, failed = leave, []
        for k, parcel in enumerate(trip["load"]):
            arrived = max(time + int(trip["driving"][k]), int(opens[parcel.order.number]))
            time = arrived + int(trip["at_door"][k])
            yield Moment(env, time, COMPLETION, parcel.row)
            if not business.attempt(parcel, trip["van"], trip["metres"][k], wrong[k]):
                failed.append(parcel)
        yield Moment(env, time + int(trip["driving"][-1]), COMPLETION, trip["number"])
        business.note(env.now, Kind.VAN_RETURNED, trip["number"], value=sum(trip["metres"]), **van)
        yard.append(trip["van"])
        yard.sort()
        for parcel in failed:
            if parcel.attempts >= business.config.delivery.doors.maximum_attempts:
                business.give_up(parcel)
                continue
            business.note(
                env.now, Kind.PUT_BACK, parcel.order.number, ref=parcel.ref, ordinal=parcel.attempts, node=trip["node"]
            )
            if parcel.order.address_wrong:
                env.process(self._correct(parcel, business.corrected(parcel.order)))
            else:
                self.dock[trip["node"]].append(parcel)

    def _correct(self, parcel: Parcel, time: int) -> Run:
        yield Moment(self.env, time, COMPLETION, parcel.row)
        parcel.order.address_wrong = False
        self.dock[parcel.node].append(parcel)
