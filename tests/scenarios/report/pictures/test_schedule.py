from hand_made import World

from scenarios.report.pictures import schedule
from scenarios.report.pictures.drawing import Bar, Points
from sim.life.parcels import DOOR_ATTEMPT
from sim.units import DAY, HOUR


def city():
    w = World([(1,)] * 4, days=3)
    for order in range(4):
        w.parcel(order, order)
    return w


def door(w, order, trip, van, at, reason=0):
    return w.event(at, DOOR_ATTEMPT, order, ordinal=1, item=trip, resource=van, reason=reason)


def test_the_busiest_day_has_a_row_a_van_a_bar_a_trip_and_a_mark_a_door():
    w = city()
    w.trip(departed=DAY + 9 * HOUR, van=0, stops=1, returned=DAY + 11 * HOUR, metres=1000)
    w.trip(departed=DAY + 12 * HOUR, van=0, stops=1, returned=DAY + 13 * HOUR, metres=1000)
    w.trip(departed=DAY + 9 * HOUR, van=2, stops=1, returned=DAY + 10 * HOUR, metres=1000)
    w.trip(departed=9 * HOUR, van=1, stops=1, returned=10 * HOUR, metres=1000)
    door(w, 0, 0, 0, DAY + 10 * HOUR)
    door(w, 1, 1, 0, DAY + 12 * HOUR, reason=1)
    door(w, 2, 2, 2, DAY + 9 * HOUR)
    drawing, seen = schedule.draw(w.outcome())
    (panel,) = drawing.panels
    assert seen == "3 trips of 2 vans on Tue 3 Mar, 3 doors."
    assert [name.split()[-1] for _, name in panel.y_ticks] == ["1", "3"]
    bars = sorted((bar.row, bar.left, bar.right) for bar in panel.of(Bar))
    assert bars == [(0, 9, 11), (0, 12, 13), (1, 9, 10)]
    assert sum(points.x.size for points in panel.of(Points)) == 3
    assert "failed" in {words.split(":")[0] for _, _, words in panel.legend}


def test_a_van_that_is_still_out_is_drawn_to_its_last_door_and_without_vans_there_is_no_picture():
    w = city()
    w.trip(departed=9 * HOUR, van=0, stops=1)
    door(w, 0, 0, 0, 15 * HOUR)
    drawing, _ = schedule.draw(w.outcome())
    (bar,) = drawing.panels[0].of(Bar)
    assert (bar.left, bar.right) == (9.0, 15.0)
    assert schedule.draw(city().outcome()) is None


def test_a_large_fleet_is_drawn_to_what_can_be_told_apart_and_the_sentence_says_so():
    w = city()
    for van in range(schedule.MOST_VANS + 2):
        w.trip(departed=9 * HOUR, van=van, stops=1, returned=10 * HOUR)
    drawing, seen = schedule.draw(w.outcome())
    assert len(drawing.panels[0].of(Bar)) == schedule.MOST_VANS
    assert "42 vans, of which the first 40 are drawn" in seen
