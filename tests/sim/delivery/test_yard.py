"""The yard alone: who may leave when, by van, shift and duty, and who leaves first."""

from rooms import House

from sim.delivery.trip import Trip
from sim.delivery.yard import Yard
from sim.units import DAY, HOUR

DUTY = {"start": "07:00", "end": "16:00", "staff": 5}


def yard(van: dict[str, object], count: int = 1, overtime: int = 0) -> Yard:
    fleet = {
        "vans": {"van": {"count": count, "capacity_litres": 100, **van}},
        "drivers": {"pay": "shift", "shifts": [DUTY]},
    }
    return Yard(House(config={"delivery": {"fleet": fleet}}).config, 0, overtime)


def test_a_van_is_back_by_the_end_of_its_own_shift_and_leaves_at_none_later():
    stands = yard({"shift_start": "08:00", "shift_end": "11:00"})
    crews = {hour: stands.crews(round(hour * HOUR)) for hour in (7.5, 8, 10, 10.5, 11, 11.5)}
    assert {hour: [crew.seconds for crew in found] for hour, found in crews.items()} == {
        7.5: [], 8: [3 * 3600], 10: [3600], 10.5: [1800], 11: [], 11.5: []
    }  # fmt: skip


def test_a_plan_may_bring_a_driver_back_after_the_duty_but_no_van_after_its_shift():
    stands = yard({"shift_start": "07:00", "shift_end": "16:30"}, overtime=HOUR)
    (crew,) = stands.crews(15 * HOUR)
    assert (crew.seconds, crew.overtime) == (3600, 1800)


def test_the_lowest_number_leaves_first_and_who_is_back_may_leave_again():
    stands = yard({}, count=2)
    (crew,) = stands.crews(9 * HOUR)
    assert crew.count == 2
    trips = []
    for number in (0, 1):
        van, driver = stands.take(crew, 9 * HOUR)
        assert (van, driver) == (number, number)
        trips.append(Trip(number, van, crew, driver, (0, 0), 9 * HOUR, None))
        stands.leave(trips[-1])
    assert stands.crews(9 * HOUR) == []
    assert stands.on_the_road(1) is trips[1]
    for trip in reversed(trips):
        stands.home(trip)
        stands.give_back(trip, 10 * HOUR)
    assert stands.on_the_road(1) is None
    assert stands.take(stands.crews(DAY + 9 * HOUR)[0], DAY + 9 * HOUR) == (0, 0)
