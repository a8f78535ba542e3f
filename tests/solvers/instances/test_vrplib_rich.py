"""What PyVRP's dialect says of loads and fleets: honoured in every section, on the base problem of four stops."""

import pytest
from brute_force import optimum

from solvers import FAR, Route, audit
from solvers.instances import InstanceError, read_instance

CAPACITY = "CAPACITY : 10\n"
COORDINATES = "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 -3 4\n5 -6 8\n"
DEMAND = "DEMAND_SECTION\n1 0\n2 4\n3 5\n4 4\n5 5\n"


def read(folder, more, *, demand=DEMAND, capacity=CAPACITY, kind="CVRP", depots="1", place=COORDINATES):
    head = f"TYPE : {kind}\nDIMENSION : 5\nEDGE_WEIGHT_TYPE : EUC_2D\nVEHICLES : 2\n{capacity}"
    path = folder / "base.vrp"
    path.write_text(f"{head}{place}# a remark\n{demand}{more}DEPOT_SECTION\n{depots}\n-1\nEOF\n")
    return read_instance(path)


def section(name, *rows):
    return f"{name}_SECTION\n" + "".join(f"{number} {row}\n" for number, row in enumerate(rows, start=1))


def collected(*loads):
    return section("BACKHAUL", 0, *loads)


def test_what_is_collected_takes_room(tmp_path):
    """Two stops of a side are brought 9; a van holds 10, and where they give back 11 they part."""
    assert optimum(read(tmp_path, collected(5, 5, 4, 6))).rank == (0, 40)
    assert optimum(read(tmp_path, collected(5, 6, 4, 5))).rank == (0, 50)
    problem = read(tmp_path, collected(4, 6, 0, 0), kind="VRPSPD", demand=DEMAND.replace("DEMAND", "LINEHAUL"))
    assert problem.pickup.tolist() == [0, 4, 6, 0, 0]
    assert audit(problem, [Route(0, (1, 2))], [3, 4]).feasible
    assert (
        audit(problem, [Route(0, (1, 2, 3))], [4])
        .violations[0]
        .endswith("load 14 is above the capacity 10 of 'vehicle'")
    )


def test_collected_last(tmp_path):
    """In a VRPB a van collects after its deliveries, and does not leave for collecting alone."""
    problem = read(tmp_path, collected(0, 5, 0, 5), kind="VRPB", demand=section("DEMAND", 0, 4, 0, 4, 0))
    assert problem.distance[0].tolist() == [0, 5, FAR, 5, FAR]
    assert problem.distance[2].tolist() == [10, FAR, 0, FAR, 12]
    assert optimum(problem).rank == (0, 5 + 6 + 5 + 12 + 10)
    assert audit(problem, [Route(0, (2, 1))], [3, 4]).violations == ("route 1: uses a leg without a road",)


def test_several_dimensions(tmp_path):
    loads = section("DEMAND", "0 0", "4 1", "5 2", "4 1", "5 2")
    rooms = section("CAPACITY", "10 3", "20 2")
    problem = read(tmp_path, "", demand=loads, capacity=rooms)
    assert [one.capacity for one in problem.vehicles] == [(10, 3), (20, 2)]
    assert problem.demand.tolist() == [[0, 0], [4, 1], [5, 2], [4, 1], [5, 2]]
    assert audit(problem, [Route(0, (1, 2)), Route(1, (3, 4))]).violations == (
        "route 2: load 3 is above the capacity 2 of 'vehicle 2' in dimension 1",
    )


def test_who_may_go_where(tmp_path):
    """Each side has a stop that the other vehicle must serve."""
    problem = read(tmp_path, section("VEHICLES_ALLOWED_CLIENTS", "2 5", "3 4"))
    assert problem.allowed_vehicles.T.tolist() == [[1, 1, 0, 0, 1], [1, 0, 1, 1, 0]]
    assert optimum(problem).rank == (0, 25 + 25)
    assert audit(problem, [Route(0, (1, 2)), Route(1, (3, 4))]).violations == (
        "route 1: stop 2: 'vehicle 1' is not allowed there",
        "route 2: stop 4: 'vehicle 2' is not allowed there",
    )
    nobody = read(tmp_path, section("VEHICLES_ALLOWED_CLIENTS", "2 3 4 5", ""))
    assert nobody.allowed_vehicles[:, 1].tolist() == [1, 0, 0, 0, 0]


def test_depots_to_load_at_again(tmp_path):
    """None, one or several a vehicle; all vehicles start at the first depot where the file says no more."""
    rows = section("VEHICLES_RELOAD_DEPOT", "1 2", "")
    problem = read(
        tmp_path,
        rows,
        depots="1\n2",
        demand=DEMAND.replace("2 4", "2 0"),
        capacity=CAPACITY + "VEHICLES_MAX_RELOADS : 1\n",
    )
    assert [(one.start, one.end, one.reload_at, one.max_trips) for one in problem.vehicles] == [
        (0, 0, (0, 4), 2),
        (0, 0, (), 1),
    ]


PAIRED = (
    "PICKUP_AND_DELIVERY_SECTION\n1 0 0 99 0 0 0\n2 6 0 99 1 0 5\n3 7 5 50 2 0 4\n4 -7 0 99 0 3 0\n5 -6 0 60 3 2 0\n"
)
PAIRS = {"demand": "", "kind": "PDPTW"}


def test_pairs_of_pick_up_and_delivery(tmp_path):
    problem = read(tmp_path, PAIRED, **PAIRS)
    assert problem.pairs.tolist() == [[1, 4], [2, 3]]
    assert problem.pickup.tolist() == [0, 6, 7, 0, 0]
    assert problem.demand.tolist() == [0, 0, 0, 7, 6]
    assert problem.service_time.tolist() == [0, 1000, 2000, 0, 3000]
    assert problem.time_window[2].tolist() == [5000, 50000]
    assert audit(problem, [Route(0, (1, 4)), Route(0, (2, 3))]).feasible
    again = "TIME_WINDOW_SECTION\n0 0 99\n2 0 99\n3 5 50\n4 0 99\n5 0 60\n"
    zero = PAIRED.replace("\n1 0 0 99", "\n0 0 0 99")
    place = COORDINATES.replace("\n1 0 0", "\n0 0 0")
    told = read(tmp_path, zero + again, place=place, **PAIRS)
    assert not problem.differs(told), "PyVRP's sets call the depot 0 and the first stop 2, and tell windows twice"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2 6 0", "2 5 0", "15: .* 5 and -6 of node 5 do not add up to 0"),
        ("0 3 0\n", "0 2 0\n", "16: .* 4 is not accepted, use the stop that names 3 in turn"),
        ("2 0 4\n", "2 5 4\n", "16: .* pick-up 5 and delivery 4: use 0 for one of them"),
        ("1 0 0 99 0 0 0", "1 0 0 99 0 2 0", "14: .* the depot has a demand or a pair"),
        ("5 -6", "9 -6", "18: .* 9 is not accepted, use 1 to 5"),
        ("3 2 0\n", "3 2 0\nTIME_WINDOW_SECTION\n1 0 9\n", "19: .* has other rows than PICKUP"),
        ("3 2 0\n", "3 2 0\nSERVICE_TIME : 3\n", "13: .* stands beside SERVICE_TIME"),
    ],
)
def test_pairs_that_do_not_fit_are_named(tmp_path, old, new, message):
    assert old in PAIRED
    with pytest.raises(InstanceError, match=rf"base\.vrp:{message}"):
        read(tmp_path, PAIRED.replace(old, new), **PAIRS)
