from dataclasses import replace
from datetime import date

import pytest

from sim.outcome import StationFacts
from sim.roster import Roster
from sim.settings import Shift, Staffing
from sim.units import DAY, HOUR


def picking(node=0, staffed=8 * HOUR, name="picking.north"):
    return StationFacts(name, "fulfilments", node, "released", "picking_started", "picked", staffed, 1000)


def test_waiting_and_utilisation(world, hour):
    w = world([(1,), (1,)], stations=(picking(),))
    w.parcel(0, 0, released=0, picking_started=hour, picked=2 * hour)
    w.parcel(1, 1, released=hour, picking_started=2 * hour, picked=5 * hour)
    kpis = w.kpis()
    assert kpis["wait.picking.north"] == 60.0
    assert kpis["utilisation.picking.north"] == 4 / 8


def test_service_after_the_days_of_demand_does_not_count_as_use(world, hour):
    w = world([(1,)], days=1, stations=(picking(),))
    w.parcel(0, 0, released=DAY - 2 * hour, picking_started=DAY - hour, picked=DAY + hour)
    assert w.kpis()["utilisation.picking.north"] == 1 / 8


def test_a_pass_in_hand_when_the_log_ends_counts_until_then(world, hour):
    w = world([(1,)], days=2, stations=(picking(),))
    w.end = 3 * hour
    w.parcel(0, 0, released=0, picking_started=hour)
    assert w.kpis()["utilisation.picking.north"] == 2 / 8


def test_nodes_are_told_apart(world, hour):
    w = world([(1,), (1,)], stations=(picking(), picking(1, 4 * hour, "picking.south")), nodes=("north", "south"))
    w.parcel(0, 0, released=0, picking_started=hour, picked=2 * hour)
    w.parcel(1, 1, node=1, released=0, picking_started=3 * hour, picked=4 * hour)
    kpis = w.kpis()
    assert (kpis["wait.picking.north"], kpis["wait.picking.south"]) == (60.0, 180.0)
    assert (kpis["utilisation.picking.north"], kpis["utilisation.picking.south"]) == (1 / 8, 1 / 4)


def test_the_order_desk_queue_begins_when_the_order_is_placed(world, hour):
    desk = StationFacts("order_desk", "orders", -1, "placed", "entry_started", "captured", 10 * hour, 1000)
    w = world([(1,)], placed=[hour], stations=(desk,))
    w.order(0, entry_started=3 * hour, captured=4 * hour)
    kpis = w.kpis()
    assert kpis["wait.order_desk"] == 120.0
    assert kpis["utilisation.order_desk"] == pytest.approx(0.1)


def test_nobody_staffed_and_nothing_passed_is_unobserved(world):
    w = world(stations=(picking(staffed=0),))
    kpis = w.kpis()
    assert kpis["utilisation.picking.north"] is None
    assert kpis["wait.picking.north"] is None


EIGHT_HOURS = Roster(Staffing(shifts=(Shift(start="08:00", end="16:00", staff=1),)), date(2026, 3, 2))


def test_people_are_busy_on_the_days_their_work_comes(world, hour):
    """One day of demand, handed over in the night after it: the pickers' day is the second."""
    w = world([(1,), (1,)], days=1, stations=(replace(picking(), roster=EIGHT_HOURS),))
    w.parcel(0, 0, released=DAY + hour, picking_started=DAY + 8 * hour, picked=DAY + 10 * hour)
    w.parcel(1, 1, released=DAY + hour, picking_started=DAY + 10 * hour, picked=DAY + 12 * hour)
    assert w.kpis()["utilisation.picking.north"] == 4 / 8


def test_a_straggler_moves_no_days(world, hour):
    w = world([(1,), (1,)], days=1, stations=(replace(picking(), roster=EIGHT_HOURS),))
    w.parcel(0, 0, released=hour, picking_started=8 * hour, picked=10 * hour)
    w.parcel(1, 1, released=9 * DAY, picking_started=9 * DAY + 8 * hour, picked=9 * DAY + 16 * hour)
    assert w.kpis()["utilisation.picking.north"] == 2 / 8


def test_what_is_finished_after_the_shift_is_paid_as_overtime(world, hour):
    """Eight hours at 10.00, and one hour after it at a factor; a job handed to nobody on a shift is one of them too."""
    for factor, paid in ((1.25, 92.5), (1.0, 90.0), (0.0, 80.0)):
        w = world([(1,)], days=1, stations=(replace(picking(), roster=EIGHT_HOURS, overtime_factor=factor),))
        w.parcel(0, 0, released=hour, picking_started=15 * hour, picked=17 * hour)
        kpis = w.kpis()
        assert kpis["paid.picking.north"] == paid
        assert kpis["cost.labour"] == paid
    w = world([(1,)], days=1, stations=(replace(picking(), roster=EIGHT_HOURS, overtime_factor=1.25),))
    w.parcel(0, 0, released=hour, picking_started=8 * hour, picked=16 * hour)
    assert w.kpis()["cost.labour"] == 80.0
