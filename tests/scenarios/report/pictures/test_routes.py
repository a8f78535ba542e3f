from hand_made import World

from scenarios.report.pictures import routes
from sim.log import Kind
from sim.units import DAY, HOUR


def city():
    w = World([(1,)] * 6, days=3)
    w.tape.address.x[:] = [1000, 2000, 3000, 4000, 5000, 6000]
    for order in range(6):
        w.parcel(order, order)
    w.parcel(5, 5, carrier=1)
    return w


def leave(w, trip, van, at, stops):
    return w.event(at, Kind.VAN_DEPARTED, trip, resource=van, value=stops)


def back(w, trip, van, at):
    return w.event(at, Kind.VAN_RETURNED, trip, resource=van, value=1000)


def door(w, order, van, at, reason=0):
    return w.event(at, Kind.DOOR_ATTEMPT, order, ordinal=1, resource=van, reason=reason)


def test_trips_are_put_together_from_doors_between_leaving_and_being_back():
    w = city()
    leave(leave(w, 0, 0, HOUR, 2), 1, 1, HOUR, 1)
    for order, van, at in ((0, 0, 2), (2, 1, 2), (1, 0, 3)):
        door(w, order, van, at * HOUR)
    door(w, 5, 0, 3 * HOUR)  # the carrier's door, not van 0's
    back(back(w, 0, 0, 4 * HOUR), 1, 1, 4 * HOUR)
    leave(w, 2, 0, 5 * HOUR, 1)
    door(w, 3, 0, 6 * HOUR, reason=1)
    back(w, 2, 0, 7 * HOUR)
    found = routes.trips(w.outcome(), 0)
    assert [(trip.van, trip.doors["order"].tolist()) for trip in found] == [(0, [0, 1]), (1, [2]), (0, [3])]
    assert [trip.doors["order"].tolist() for trip in routes.busiest_wave(found)] == [[0, 1], [2]]
    _, seen = routes.draw(w.outcome())
    assert seen == "2 vans that left on Mon 2 Mar 01:00 for 3 doors."


def test_the_busiest_day_has_most_doors():
    w = city()
    leave(leave(w, 0, 0, HOUR, 2), 1, 0, DAY + HOUR, 3)
    assert routes.busiest_day(w.outcome()) == 1


def test_without_vans_or_without_coordinates_there_is_no_map():
    assert routes.draw(city().outcome()) is None
    w = World([(1,)])
    w.parcel(0, 0)
    door(leave(w, 0, 0, HOUR, 1), 0, 0, 2 * HOUR)
    assert routes.draw(w.outcome()) is None
