from hand_made import World

from scenarios.report.pictures import routes
from sim.life.parcels import DOOR_ATTEMPT
from sim.units import DAY, HOUR


def city():
    w = World([(1,)] * 6, days=3)
    w.tape.address.x[:] = [1000, 2000, 3000, 4000, 5000, 6000]
    for order in range(6):
        w.parcel(order, order)
    w.parcel(5, 5, carrier=1)
    return w


def leave(w, van, at, stops, **back):
    w.trip(departed=at, van=van, stops=stops, **back)
    return w


def door(w, order, trip, van, at, reason=0):
    return w.event(at, DOOR_ATTEMPT, order, ordinal=1, item=trip, resource=van, reason=reason)


def test_a_trip_has_the_doors_that_name_it():
    w = city()
    leave(w, 0, HOUR, 2, returned=4 * HOUR, metres=1000)
    leave(w, 1, HOUR, 1, returned=4 * HOUR, metres=1000)
    leave(w, 0, 5 * HOUR, 1, returned=7 * HOUR, metres=1000)
    for order, trip, at in ((1, 0, 3), (0, 0, 2), (2, 1, 2)):
        door(w, order, trip, trip, at * HOUR)
    door(w, 5, -1, 0, 3 * HOUR)  # the carrier's door, not van 0's
    door(w, 3, 2, 0, 6 * HOUR, reason=1)
    found = routes.trips(w.outcome(), 0)
    assert [(trip.van, trip.doors["order"].tolist()) for trip in found] == [(0, [0, 1]), (1, [2]), (0, [3])]
    assert [trip.doors["order"].tolist() for trip in routes.busiest_wave(found)] == [[0, 1], [2]]
    _, seen = routes.draw(w.outcome())
    assert seen == "2 vans that left on Mon 2 Mar 01:00 for 3 doors."


def test_the_busiest_day_has_most_doors():
    w = city()
    leave(leave(w, 0, HOUR, 2), 0, DAY + HOUR, 3)
    assert routes.busiest_day(w.outcome()) == 1


def test_without_vans_or_without_coordinates_there_is_no_map():
    assert routes.draw(city().outcome()) is None
    w = World([(1,)])
    w.parcel(0, 0)
    door(leave(w, 0, HOUR, 1), 0, 0, 0, 2 * HOUR)
    assert routes.draw(w.outcome()) is None
