"""The fleet alone: what waits is planned, vans leave and come back, and what nobody took is on the dock again."""

import numpy as np
from rooms import House, Notes

from sim.asking import asked
from sim.delivery.cancelling import Cancelling
from sim.delivery.doors import Doors
from sim.delivery.fleet import Fleet
from sim.delivery.planning import Planner
from sim.delivery.road import Road
from sim.fulfilment.workloads import workloads
from sim.life.ledger import IN_TRANSIT, KEPT, PACKED, UNALLOCATED
from sim.life.parcels import DOOR_ATTEMPT, PARCEL_PUT_BACK, Door
from sim.units import DAY, HOUR, MINUTE


class Room(House):
    def __init__(self, orders=2, not_home=0.0, attempts=3, vans=1, van=None, drivers=None):
        config = {
            "delivery": {
                "solver": {"name": "savings", "iterations": 1},
                "dispatch": {"policy": "waves", "first": "08:30", "last": "10:00", "every_minutes": 90},
                "fleet": {"vans": {"van": {"count": vans, "capacity_litres": 100, **(van or {})}},
                          **({"drivers": drivers} if drivers else {}), "traffic_spread": 0.0, "service_spread": 0.0},
                "doors": {"not_home": not_home, "maximum_attempts": attempts},
            }
        }  # fmt: skip
        super().__init__([(1,)] * orders, config=config)
        self.receiver, self.consequences, self.docks = Notes(), Notes(), Notes()
        doors = Doors(self.context, self.book, self.parcels, self.receiver)
        planner = Planner(self.config, [(0, 0)], 1, 0)
        windows = np.zeros(orders, dtype=np.int64), np.full(orders, 20 * HOUR, dtype=np.int64)
        work = workloads(self.tape, self.config, self.log.fulfilments.most, self.tape.placed)
        policy = asked(self.config.delivery.dispatch, 1, 0)
        self.room = Fleet(
            self.context, self.book, self.parcels, 0, Road(self.context, (0, 0), None), policy, planner, doors, work,
            windows, self.consequences, Cancelling(self.context, self.parcels, self.consequences), self.docks,
        )  # fmt: skip
        for order in range(orders):
            self.whole(order, staged=8 * HOUR)
        self.book.units[:, UNALLOCATED], self.book.units[:, PACKED] = 0, 1
        self.room.staged(np.arange(orders))

    def trips(self):
        return {name: column.tolist() for name, column in self.log.trips.arrays().items()}


def test_a_van_leaves_once_the_wave_is_planned_and_comes_back():
    house = Room()
    house.run(DAY)
    trips = house.trips()
    assert trips["departed"] == [8 * HOUR + 31 * MINUTE]
    assert trips["stops"] == [2]
    doors = house.rows(DOOR_ATTEMPT)
    assert [(row["trip"], row["order"], row["reason"]) for row in doors] == [
        (0, 0, Door.DELIVERED),
        (0, 1, Door.DELIVERED),
    ]
    assert trips["departed"][0] < doors[0]["time"] < doors[1]["time"] < trips["returned"][0]
    assert sum(row["metres"] for row in doors) < trips["metres"][0]
    assert house.book.units[:, KEPT].tolist() == [1, 1]
    (first,) = house.consequences.asked("handed_over")
    assert sorted(first[0]) == [0, 1]
    assert "trip" not in house.context.matters.still_open()


def test_the_docks_are_brought_up_to_date_before_anything_is_decided():
    house = Room()
    house.run(9 * HOUR)
    assert house.docks.asked("bring_up_to")[0] == [0, 8 * HOUR + 30 * MINUTE + 1]


def test_what_nobody_took_is_back_on_the_dock_when_the_van_is_and_goes_out_again():
    house = Room(orders=1, not_home=1.0, attempts=2)
    house.run(DAY)
    back = house.rows(PARCEL_PUT_BACK)
    trips = house.trips()
    assert [row["time"] for row in back] == trips["returned"][:1]
    assert [row["attempt"] for row in house.rows(DOOR_ATTEMPT)] == [1, 2]
    assert house.consequences.asked("given_up") == [[0, trips["returned"][1]]]
    assert len(house.consequences.asked("handed_over")[1][0]) == 0, "it is paid for once"
    assert house.book.units[0, IN_TRANSIT] == 1, "who gives it up moves it on"


def test_without_a_free_van_everything_waits():
    house = Room(orders=2, vans=1)
    house.run(8 * HOUR + 40 * MINUTE)
    assert house.room.position(0, house.clock.now) != (0, 0)
    house.run(DAY)
    assert house.room.position(0, house.clock.now) == (0, 0)
