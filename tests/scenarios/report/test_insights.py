from dataclasses import replace

from stores import ran

from scenarios.report import insights
from scenarios.report.sourced import sourcing
from sim.config import SimConfig
from sim.delivery.delivery import COUNTER
from sim.kpis import evaluate
from sim.life.collection import NOT_COLLECTED
from sim.life.lines import WRONG_LINE
from sim.life.parcels import PARCEL_CANCELLED, PARCEL_LOST
from sim.model import simulate
from sim.outcome import StationFacts
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE


def station(name, entered, started, finished, staffed=10 * HOUR, node=0):
    return StationFacts(name, "fulfilments", node, entered, started, finished, staffed, 1000)


def test_the_place_where_most_hours_were_waited_comes_first(world, hour):
    picking = station("picking.north", "released", "picking_started", "picked")
    packing = station("packing.north", "picked", "packing_started", "packed")
    w = world([(1,)], stations=(packing, picking)).deliver(0, 20 * hour)
    stamps = {"released": 1, "picking_started": 6, "picked": 8, "packing_started": 9, "packed": 10, "staged": 11}
    w.parcel(0, 0, **{name: at * hour for name, at in stamps.items()}, handed_over=12 * hour, delivered=20 * hour)
    found = insights.bottlenecks(w.outcome())
    assert [one.name for one in found] == ["picking at north", "packing at north"]
    assert found[0].hours == 5.0
    assert "waits 5.0 h on average (1 pass, 25.0 % of all order cycle time)" in str(found[0])
    assert "busy 20 % of their time" in str(found[0])


def test_people_who_are_away_have_no_time_to_spare(world, hour):
    """A fifth busy of the paid time is all of it for who is away, or waits for a repair, the rest of it."""
    picking = replace(station("picking.north", "released", "picking_started", "picked"), available=0.2)
    w = world([(1,)], stations=(picking,))
    w.parcel(0, 0, released=0, picking_started=hour, picked=3 * hour)
    said = str(insights.bottlenecks(w.outcome())[0])
    assert "busy 20 % of their time and away for 80 %: more people" in said


def test_a_station_without_time_to_spare_lacks_people(world, hour):
    picking = station("picking.north", "released", "picking_started", "picked", staffed=2 * HOUR)
    w = world([(1,)], stations=(picking,))
    w.parcel(0, 0, released=0, picking_started=hour, picked=3 * hour)
    assert "more people" in str(insights.bottlenecks(w.outcome())[0])


def test_the_dock_counts_with_late_parcels_only(world, hour):
    def standing(promise):
        w = world([(1,)], days=3)
        w.deliver(0, 48 * hour, staged=10 * hour, handed_over=45 * hour)
        w.promise[:] = promise
        return insights.bottlenecks(w.outcome())

    assert standing(2 * DAY) == []
    (dock,) = standing(DAY)
    assert dock.name == "dock"
    assert dock.hours == 35.0


def test_who_waits_for_a_place_at_a_counter_waits_neither_on_the_road_nor_for_a_faster_way(world, hour):
    w = world([(1,)], days=3)
    w.deliver(0, 48 * hour, staged=10 * hour, handed_over=11 * hour, eta=18 * hour, carrier=COUNTER)
    w.promise[:] = DAY
    worst, second = insights.bottlenecks(w.outcome())
    assert (worst.name, worst.hours) == ("counter", 30.0)
    assert "waited for a place at the counter for 30.0 h on average" in worst.sentence
    assert (second.name, second.hours) == ("road", 7.0)


def test_never_delivered_is_worse_than_late_and_late_worse_than_nothing(world, hour):
    w = world([(1,)] * 4, days=3)
    w.deliver(0, 8 * hour).deliver(1, DAY + 5 * hour).deliver(3, DAY + 30 * hour)
    w.order(2, captured=1, confirmed=2, closed=DAY)
    w.parcel(2, 2, released=3, picked=4, packed=5, staged=6, handed_over=7, ended=DAY)
    w.event(DAY, PARCEL_LOST, 2, value=1)
    worst = insights.worst_orders(w.outcome())
    assert [one.order for one in worst] == [2, 3, 1]
    assert worst[0].headline.endswith("never delivered")
    assert "delivered 30.0 h late" in worst[1].headline
    assert "declared lost by the carrier" in str(worst[0])


def test_what_nobody_collected_was_not_undelivered(world, hour):
    w = world([(1,)] * 2, days=3)
    w.deliver(1, 8 * hour)
    w.order(0, captured=1, confirmed=2, closed=DAY)
    w.parcel(0, 0, released=3, picked=4, packed=5, staged=6, handed_over=7, ended=DAY)
    w.event(DAY, NOT_COLLECTED, 0, units=1)
    assert insights.worst_orders(w.outcome())[0].headline.endswith("not collected")


def test_whoever_cancelled_was_not_served_badly(world, hour):
    w = world([(1,)] * 2, days=3)
    w.deliver(1, DAY + 5 * hour)
    w.order(0, captured=1, confirmed=2, closed=DAY)
    w.parcel(0, 0, released=3, picked=4, packed=5, staged=6, ended=DAY)
    w.event(DAY, PARCEL_CANCELLED, 0, units=1)
    assert [one.order for one in insights.worst_orders(w.outcome())] == [1]


def test_wrong_goods_and_contacts_are_grievances_too(world, hour):
    w = world([(1,)] * 3)
    for order in range(3):
        w.deliver(order, 8 * hour)
    w.event(8 * hour, WRONG_LINE, 1, reason=1, value=1)
    w.log.tickets.append(order=2, topic=0, contact=1, opened=9 * hour)
    worst = insights.worst_orders(w.outcome())
    assert [one.order for one in worst] == [1, 2]
    assert worst[0].headline.endswith("delivered on time, wrong goods")
    assert worst[1].headline.endswith("delivered on time, one contact")


def test_a_flawless_run_has_nothing_to_tell(world, hour):
    outcome = world([(1,)]).deliver(0, 8 * hour).outcome()
    assert insights.worst_orders(outcome) == []
    assert insights.bottlenecks(outcome) == []


def test_a_rejected_order_is_not_served_badly(world):
    w = world([(1,)]).order(0, captured=1, rejected=2 * DAY, closed=2 * DAY)
    assert insights.worst_orders(w.outcome()) == []


def test_times_of_a_timeline_stand_in_a_column(world, hour):
    w = world([(1,)], days=2).deliver(0, DAY + 30 * MINUTE)
    lines = str(insights.worst_orders(w.outcome())[0]).splitlines()
    assert {line.index("  ", 4) for line in lines[1:]} == {lines[1].index("  ", 4)}


def test_names_as_people_say_them():
    assert insights.place("picking.sao_paulo") == "picking at sao paulo"
    assert insights.place("order_desk") == "order desk"


def test_what_a_better_choice_of_nodes_could_have_found_is_told():
    season = {"inventory.opening_days": 3.0, "inventory.lead_time_days": 3000.0}
    kept = ran({**season, "inventory.stores.safety_buffer": 1000})
    said = sourcing(kept)
    kpis = evaluate(kept)
    shares = [f"{100 * kpis[key]:.1f} %" for key in ("fill_rate", "fill_rate_in_hindsight")]
    assert said is not None
    assert all(share in said for share in shares)
    assert shares[0] != shares[1]
    nothing = sourcing(ran({**season, "inventory.opening_days": 0.0, "inventory.stores.opening_days": 0.0}))
    assert nothing is not None
    assert "no rule could have found more" in nothing
    assert sourcing(ran()) is None, "everything was found"
    assert sourcing(ran({**season, "fulfilment.stores.send_orders": False})) is None, "nobody chooses"


def test_callers_who_gave_up_are_a_bottleneck_though_they_left_no_queue():
    """A desk of one clerk by day: 30 % of the orders hang up, and hours in a queue say nothing of them."""
    desk = {"shifts": [{"start": "09:00", "end": "17:00", "staff": 1}]}
    channels = {"phone": {"share": 1, "staffed": True, "entry_minutes": 6.0, "patience_minutes": 3.0}}
    placement = {"demand": {"orders_per_day": 150}, "channels": channels, "order_desk": desk}
    values = {
        "days": 1,
        "placement": placement,
        "processing": {"automation": "manual"},
        "delivery": {"mode": "carrier"},
    }
    config = SimConfig.model_validate(values)
    outcome = simulate(config, draw(config, 3, 0))
    lost = round(evaluate(outcome)["rejection_rate"] * evaluate(outcome)["order_volume"])
    first = insights.bottlenecks(outcome)[0]
    assert first.name == "order desk, given up"
    gave_up = int(first.sentence.split()[2])
    assert 30 < gave_up <= lost, "others are rejected for their payment"
