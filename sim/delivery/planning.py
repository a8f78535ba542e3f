"""Planning a wave: parcels and vans become a RoutingProblem, a solver's routes become stops.

The only place where orders meet the solvers. Inside a problem times are seconds after the
departure, distances metres, demands millilitres, money minor units. A plan is audited before it is
driven, whoever made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.delivery.breaks import DueBreak, breaks_to_plan, planned_breaks
from sim.delivery.driver_pool import Crew
from sim.delivery.early_breaks import PlannedLeg, as_early_as_free
from sim.delivery.fleet_config import VanConfig
from sim.delivery.incidents import Incidents
from sim.delivery.left_out import why_left_out
from sim.delivery.needs import unmet
from sim.delivery.overtime import PlannedOvertime
from sim.delivery.plan_prices import PlanPrices
from sim.delivery.planned import PlannedWave, Watch
from sim.delivery.shared_plans import planned
from sim.delivery.soft_promises import NO_PRICE, soft_promises
from sim.delivery.traffic_zones import ZoneTraffic
from sim.delivery.wave import WavePlan, WaveRequest
from sim.placement.travel import TravelMatrix
from sim.plugins import PluginError
from sim.roads import Roads, Ways
from sim.units import MINUTE, SECOND, microseconds, minor
from solvers import registry
from solvers.audited import AuditedPlan
from solvers.own_files import is_foreign
from solvers.problem import Objective, RoutingProblem, Vehicle
from solvers.protocol import Budget, Capability, failure, lacking, unfit
from solvers.scheduling import schedule
from solvers.solution import Route

OPTIONS: tuple[Literal["standard", "slot", "express"], ...] = ("standard", "slot", "express")
"""What customers choose, by its code on the tape."""
ALIKE = np.empty(0, dtype=np.int64)
"""Priorities of parcels of which none comes first."""


class Planner:
    """Plans waves with the scenario's solver; the same wave gives the same plan on any machine.

    incidents : those that plans know of while they last; zones : names of the zones of addresses, by number.

    Raises
    ------
    ValueError : the solver lacks what the scenario needs.
    """

    def __init__(
        self,
        config: SimConfig,
        depots: list[tuple[int, int]],
        seed: int,
        replication: int,
        planned: Watch | None = None,
        travel: TravelMatrix | None = None,
        incidents: Incidents | None = None,
        zones: Sequence[str] = (),
    ) -> None:
        delivery = config.delivery
        self._planned = planned
        self._depots = depots
        self._fleet = delivery.fleet
        self._types: tuple[VanConfig, ...] = tuple(delivery.fleet.vans.values())
        self._names = tuple(delivery.fleet.vans)
        self._nodes = tuple(config.fulfilment.nodes)
        self._solver_name = delivery.solver.name
        self._foreign = is_foreign(registry.GROUP, delivery.solver.name)
        self._prices = PlanPrices(delivery.planning.planned_for, delivery.fleet)
        self._solver = registry.create(delivery.solver.name, **delivery.solver.params)
        if complaint := unmet(config, self._solver):
            raise ValueError(complaint)
        self._traffic = ZoneTraffic(delivery.fleet.traffic, zones)
        self._incidents = incidents
        self.overtime = PlannedOvertime(config, self._solver)
        self._alike = bool(lacking(self._solver, Capability.HETEROGENEOUS))
        self._budget = Budget(iterations=delivery.solver.wave_iterations)
        self._seed, self._replication = seed, replication
        self._classes = np.array([delivery.fleet.priority.get(option, 0) for option in OPTIONS])
        self._roads = Roads(delivery.fleet, travel)
        self._service = round(delivery.fleet.service_minutes * 60)
        self._reload = ceil(self._fleet.reload_minutes * 60)
        late_price = delivery.fleet.lateness_cost_per_minute
        self._late_price = None if late_price is None else minor(late_price)
        self.planning_time = microseconds(delivery.solver.planning_time_minutes, MINUTE)

    def takes(self, crews: list[Crew]) -> tuple[Crew, ...]:
        """The crews a wave is planned with: all, or the first where the solver knows one kind of vehicle only."""
        return tuple(crews[:1] if self._alike else crews)

    def plan(self, request: WaveRequest) -> WavePlan:
        """Routes for the wave; stops the solver leaves out stay on the dock.

        Raises
        ------
        PluginError : the solver lacks what the wave needs, raises, or hands back what the audit refuses.
        """
        ways, blocked = self._known(request, self.roads(request.node, request.x, request.y, request.zone))
        problem = self._problem(request, ways)
        if lacking := unfit(self._solver, problem):
            raise self._refused(request, lacking)
        try:
            draws = self._seed, self._replication, f"solver/{request.node}/{request.number}"
            made_of = self._roads.made_of(ways, *self._depots[request.node], request.x, request.y) + blocked
            made_of += request.zone.tobytes() if self._fleet.traffic.zones else b""
            plan = planned(self._solver, problem, self._budget, draws, None if self._foreign else made_of)
        except (Exception, SystemExit) as error:
            raise self._refused(request, f"raised {failure(error)}") from error
        if plan.status != "done":
            raise self._refused(request, plan.reason)
        waits = np.arange(problem.stops + 1) > 0
        waits[[stop for route in plan.routes for stop in route.stops]] = False
        left_out = np.flatnonzero(waits)
        why = why_left_out(problem, left_out, plan.routes)
        self._note(request, problem, plan)
        breaks = tuple(self._breaks(request, problem, route, ways) for route in plan.routes)
        return WavePlan(plan.routes, ways.metres, ways.planned, ways.free, left_out, why, breaks)

    def _known(self, wave: WaveRequest, ways: Ways) -> tuple[Ways, bytes]:
        """The ways with incidents that plans know of at the departure, and what that is."""
        if self._incidents is None or not self._incidents.lasting(wave.departure).size:
            return ways, b""
        places = [self._depots[wave.node], *zip(wave.x.tolist(), wave.y.tolist(), strict=True)]
        held = -(-self._incidents.holds(wave.departure, places) // SECOND)
        return ways._replace(planned=ways.planned + held), held.tobytes()

    def _breaks(self, wave: WaveRequest, problem: RoutingProblem, route: Route, ways: Ways) -> tuple[DueBreak, ...]:
        """The breaks that a driver has on a route, and on which legs."""
        breaks = wave.crews[route.vehicle].breaks
        if not breaks:
            return ()
        due = planned_breaks(breaks, schedule(problem, route))
        return as_early_as_free(due, wave.departure, [*self._legs(wave, route, ways)])

    def _legs(self, wave: WaveRequest, route: Route, ways: Ways) -> Iterator[PlannedLeg]:
        for origin, target in pairwise((0, *route.stops, 0)):
            stop = target - 1
            zone = int(wave.zone[(target or origin) - 1])
            traffic, duration = self._traffic.of(zone).foreseeing, int(ways.planned[origin, target])
            promise, stands = (0, 0), self._reload
            if target:
                promise, stands = (int(wave.promise_open[stop]), int(wave.promise_close[stop])), self._service
            yield PlannedLeg(traffic, duration * SECOND, *promise, stands * SECOND)

    def _note(self, request: WaveRequest, problem: RoutingProblem, plan: AuditedPlan) -> None:
        """Tell what planning took."""
        assert plan.audit is not None
        if self._planned is None:
            return
        depot = self._depots[request.node]
        places = np.column_stack((np.append(depot[0], request.x), np.append(depot[1], request.y)))
        wave = PlannedWave(
            node=request.node,
            number=request.number,
            departure=request.departure,
            stops=problem.stops,
            vehicles=plan.audit.vehicles,
            cost=plan.audit.objective_cost,
            iterations=plan.iterations,
            unserved=len(plan.unserved),
            cpu_seconds=plan.seconds,
        )
        self._planned(wave, problem, places, plan.routes)

    def _refused(self, wave: WaveRequest, reason: str) -> PluginError:
        return PluginError(f"solver {self._solver_name}: wave {wave.number} of {self._nodes[wave.node]}: {reason}")

    def roads(self, node: int, x: NDArray[Any], y: NDArray[Any], zone: NDArray[np.int64]) -> Ways:
        """The ways between a node, which comes first, and places of these zones, (places + 1, places + 1)."""
        depot_x, depot_y = self._depots[node]
        ways = self._roads.between(np.concatenate(([depot_x], x)), np.concatenate(([depot_y], y)))
        return ways._replace(planned=self._traffic.slower(ways.planned, zone, *self._fleet.hours_of_vans))

    def _problem(self, wave: WaveRequest, ways: Ways) -> RoutingProblem:
        distance, duration = ways.metres, ways.planned
        stops = wave.x.size
        opens = np.maximum(0, wave.promise_open - wave.departure) // SECOND
        closes = (wave.promise_close - wave.departure) // SECOND
        day_left = max(crew.seconds + crew.overtime for crew in wave.crews)
        # A promise that cannot be kept any more is no window: the parcel is late, and still wanted.
        way = self._traffic.reach(wave.departure, duration[0, 1:], wave.zone)
        hopeless = closes < way
        soft = soft_promises(closes, way, (wave.next_departure - wave.departure) // SECOND, self._late_price)
        closes = np.where(hopeless | (soft is not NO_PRICE), day_left, np.minimum(closes, day_left))
        window = np.empty((stops + 1, 2), dtype=np.int64)
        window[0] = 0, day_left
        window[1:, 0] = np.minimum(opens, closes)
        window[1:, 1] = closes
        urgent = wave.promise_close < wave.next_departure + way * SECOND
        prize = self._prices.leaving(urgent, distance, day_left) + soft.later
        demand = np.concatenate(([0], wave.volume))
        service = np.full(stops + 1, self._service, dtype=np.int64)
        service[0] = 0
        profiles, of_legs = self._traffic.profiles(wave.departure, wave.zone)
        return RoutingProblem(
            demand=demand,
            vehicles=self._vehicles(wave),
            distance=distance,
            duration=duration,
            service_time=service,
            time_window=window,
            prize=np.concatenate(([0], prize)),
            objective=Objective.COST,
            priority=np.concatenate(([0], self._classes[wave.option])) if self._classes.any() else ALIKE,
            speed_profiles=profiles,
            speed_profile=of_legs,
            name=f"wave {wave.number} of node {wave.node}",
            soft_window=soft.window,
            lateness_cost_per_minute=soft.price,
        )

    def _vehicles(self, wave: WaveRequest) -> tuple[Vehicle, ...]:
        return tuple(self._vehicle(wave, crew) for crew in wave.crews)

    def _vehicle(self, wave: WaveRequest, crew: Crew) -> Vehicle:
        van = self._types[crew.van_type]
        prices = self._prices.of(van)
        had = f" after {crew.had} break{'s' * (crew.had > 1)}" if crew.had else ""
        breaks, longest = breaks_to_plan(crew.breaks, wave.departure, crew.seconds + crew.overtime)
        usual = Vehicle(
            name=f"{self._names[crew.van_type]} of duty {crew.duty + 1}{had}",
            count=crew.count,
            capacity=round(1000 * van.capacity_litres),
            shift=(0, longest),
            max_trips=self._fleet.trips_per_plan,
            reload_time=self._reload,
            breaks=breaks,
            fixed_cost=prices.trip,
            cost_per_kilometre=prices.kilometre,
            cost_per_hour=prices.hour,
        )
        if not crew.overtime:
            return usual
        price = self._prices.overtime(self.overtime.price(wave.node, crew.duty))
        return replace(usual, shift_length=crew.seconds, max_overtime=crew.overtime, overtime_cost_per_hour=price)
