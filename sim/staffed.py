"""The staffed stations of a replication, by the names planners use, and the load on each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.aftersales.aftersales import AfterSales
from sim.breakdowns import available
from sim.config import SimConfig
from sim.fulfilment.warehouse import Warehouse
from sim.kpis.stations import days_of_work
from sim.lines import CompiledStation
from sim.log import Log
from sim.matters import Matters
from sim.outcome import Facts, StationFacts
from sim.placement.capture import Placement
from sim.processing.processing import Processing
from sim.settings import Staffing
from sim.stations import Station
from sim.units import HOUR, UNOBSERVED, minor

MANY_OPEN = 0.01
"""Share of the orders that may be open at the end without a word."""


@dataclass(frozen=True, slots=True)
class StaffedStation:
    """A station, who staffs it, and where its passes stand in the log."""

    station: Station | CompiledStation
    staffing: Staffing
    table: str
    node: int
    entered: str
    started: str
    finished: str
    by_work: float | None = None

    def facts(self, horizon: int) -> StationFacts:
        """What KPIs need to know of it."""
        return StationFacts(
            name=self.station.name,
            table=self.table,
            node=self.node,
            entered=self.entered,
            started=self.started,
            finished=self.finished,
            staffed=self.station.roster.staffed(horizon),
            wage=minor(self.staffing.wage_per_hour),
            roster=self.station.roster,
            by_work=self.by_work,
            overtime_factor=self.staffing.overtime_factor,
            available=available(self.staffing),
        )


def staffed_stations(
    config: SimConfig, placement: Placement, processing: Processing, warehouse: Warehouse, aftersales: AfterSales
) -> list[StaffedStation]:
    """Every station that is used, in the order of an order's way."""
    found: list[StaffedStation] = []
    station: Station | CompiledStation
    if placement.desk is not None:
        desk = config.placement.order_desk
        found.append(StaffedStation(placement.desk, desk, "orders", -1, "placed", "entry_started", "captured"))
    if processing.verification is not None:
        clerks = config.processing.verification.desk
        stamps = ("verification_entered", "verification_started", "verified")
        found.append(StaffedStation(processing.verification, clerks, "orders", -1, *stamps))
    reviewers = config.processing.payment.review_desk
    stamps = ("review_entered", "review_started", "reviewed")
    found.append(StaffedStation(processing.review, reviewers, "orders", -1, *stamps))
    in_shop = 1.0 - config.fulfilment.stores.shop_work
    for node, settings in zip(warehouse.nodes, config.fulfilment.nodes.values(), strict=True):
        for station, task, entered, started, finished in (
            (node.picking, "picking", "released", "picking_started", "picked"),
            (node.packing, "packing", "picked", "packing_started", "packed"),
            (node.labelling, "labelling", "packed", "labelling_started", "staged"),
        ):
            staffing = settings.staffing(task)
            paid = in_shop if settings.kind == "store" else None
            stamps = (entered, started, finished)
            found.append(StaffedStation(station, staffing, "fulfilments", node.number, *stamps, paid))
    for number, (station, settings) in enumerate(
        zip(aftersales.returns.stations, config.fulfilment.nodes.values(), strict=True)
    ):
        staffing = settings.staffing("inspection")
        stamps = ("received", "inspection_started", "inspected")
        paid = 1.0 if settings.kind == "store" else None
        found.append(StaffedStation(station, staffing, "returns", number, *stamps, paid))
    agents = config.aftersales.support.desk
    found.append(StaffedStation(aftersales.support.station, agents, "tickets", -1, "opened", "answered", "resolved"))
    return found


def check_load(log: Log, facts: Facts) -> tuple[str, ...]:
    """A warning for every station that was offered more work than its staff has time for."""
    warnings = []
    for station in facts.stations:
        table = getattr(log, station.table).arrays()
        started, finished = table[station.started], table[station.finished]
        entered = table[station.entered]
        offered = entered != UNOBSERVED
        if station.node >= 0:
            offered &= table["node"] == station.node
        # Only work that arrived on the station's own days counts against the staff time of these days.
        begin, end = days_of_work(facts, station, entered[offered])
        staffed = (
            station.staffed if station.roster is None else station.roster.staffed(end) - station.roster.staffed(begin)
        )
        offered &= (entered >= begin) & (entered < end)
        passed = offered & (started != UNOBSERVED) & (finished != UNOBSERVED)
        work = int(np.sum(finished[passed] - started[passed]))
        if station.entered != "placed" and passed.any():  # who still waits when the run ends would take as long
            left = offered & (started == UNOBSERVED)
            if "abandoned" in table:
                left &= table["abandoned"] == UNOBSERVED
            work += int(np.sum(left)) * work // int(np.sum(passed))
        there = staffed * station.available
        if staffed and work >= there:
            away = (
                f", {100 * (1 - station.available):.0f} % of them away or under repair" if station.available < 1 else ""
            )
            warnings.append(
                f"{station.name} is overloaded: {work / HOUR:.0f} hours of work for {staffed / HOUR:.0f} "
                f"staffed hours{away} (load {work / there:.2f}); its queue grows until orders stop"
            )
    return tuple(warnings)


def check_open(log: Log, facts: Facts, matters: Matters) -> tuple[str, ...]:
    """A warning when more than a few orders had not ended, with what else was open."""
    orders = log.orders.arrays()
    ordered = orders["placed"] != UNOBSERVED
    placed = int(np.count_nonzero(ordered))
    still = ordered & (orders["closed"] == UNOBSERVED) & (orders["rejected"] == UNOBSERVED)
    unfinished = int(np.count_nonzero(still))
    if unfinished <= MANY_OPEN * placed:
        return ()
    others = {name: count for name, count in matters.still_open().items() if name not in ("order", "orders")}
    verb = "was" if sum(others.values()) == 1 else "were"
    besides = f"; {', '.join(f'{count} {name}' for name, count in others.items())} {verb} open too" if others else ""
    share, days = 100 * unfinished / placed, facts.config.follow_up_days
    return (
        f"{unfinished} of {placed} orders had not ended when the run stopped ({share:.0f} %): on time and perfect "
        f"count them as failures, times and shares of delivered orders leave them out, which flatters them; more "
        f"than {days} follow_up_days would tell{besides}",
    )
