"""What `.vrp` files say: one base problem of four stops that costs 40, and what becomes of it by one change each."""

import numpy as np
import pytest

from solvers import Budget, Objective, Route, audit, create
from solvers.instances import InstanceError, in_file_units, read_instance, read_solution, write_solution

BASE = """NAME : base
COMMENT : four stops
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
4 -3 4
5 -6 8
DEMAND_SECTION
1 0
2 4
3 5
4 4
5 5
DEPOT_SECTION
1
-1
EOF
"""
PLACES, DEMANDS = BASE[BASE.index("1 0 0") : BASE.index("DEMAND")], BASE[BASE.index("1 0\n") : BASE.index("DEPOT")]
WINDOWS = "TIME_WINDOW_SECTION\n1 0 100\n2 50 60\n3 5 12\n4 0 100\n5 0 100\n"
SERVICE = "SERVICE_TIME_SECTION\n1 0\n2 2\n3 2\n4 2\n5 2\n"
DEPOT_SECOND = {
    PLACES: "1 3 4\n2 0 0\n3 6 8\n4 -3 4\n5 -6 8\n",
    DEMANDS: "1 4\n2 0\n3 5\n4 4\n5 5\n",
    "\n1\n": "\n2\n",
}
FROM_ZERO = {
    PLACES: "0 0 0\n1 3 4\n2 6 8\n3 -3 4\n4 -6 8\n",
    DEMANDS: "0 0\n1 4\n2 5\n3 4\n4 5\n",
    "\n1\n": "\n0\n",
}


def changed(changes):
    text = BASE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def read(folder, text, encoding="utf-8", **options):
    path = folder / "base.vrp"
    path.write_bytes(text.encode(encoding))
    return read_instance(path, **options)


def cost(problem):
    result = create("savings").solve(problem, Budget(iterations=50), np.random.default_rng(1))
    assert not result.unserved
    return in_file_units(result.audit.cost, problem.scale)


@pytest.mark.parametrize(
    ("changes", "expected"),
    {
        "base": ({}, 40),
        "all demands zero": ({DEMANDS: "1 0\n2 0\n3 0\n4 0\n5 0\n"}, 32),
        "a demand of zero": ({"\n3 5": "\n3 0"}, 40),
        "no demand of the depot": ({"1 0\n2 4": "2 4"}, 40),
        "capacity with a point": ({"10\n": "10.0\n"}, 40),
        "tabs": ({" : ": "\t:\t", "2 3 4": "2\t3\t4"}, 40),
        "no blanks": ({" : ": ":"}, 40),
        "no colons": ({" : ": " "}, 40),
        "colons after sections": ({"_SECTION": "_SECTION :"}, 40),
        "comment with colons": ({"four stops": "(A et al: trucks: 2, optimal value: 40)"}, 40),
        "comment with a keyword": ({"four stops": "see DEMAND_SECTION: below"}, 40),
        "comment of two lines": ({"four stops": "first line\nsecond line of the comment"}, 40),
        "name of three words": ({"base": "my base case"}, 40),
        "type of coordinates": ({"NODE": "NODE_COORD_TYPE : TWOD_COORDS\nNODE"}, 40),
        "depot is node 2": (DEPOT_SECOND, 40),
        "from zero": (FROM_ZERO, 40),
        "in another order": ({PLACES: "1 0 0\n3 6 8\n2 3 4\n4 -3 4\n5 -6 8\n"}, 40),
        "depot in one line": ({"1\n-1\n": " 1 -1\n"}, 40),
        "no end of the depots": ({"-1\n": ""}, 40),
        "no end": ({"EOF\n": ""}, 40),
        "capacity at the end": ({"CAPACITY : 10\n": "", "EOF": "CAPACITY : 10"}, 40),
        "exponents": ({"2 3 4": "2 3.0e+00 4.0e+00"}, 40),
        "fractions": ({"2 3 4": "2 3.5 4.25"}, 41),
        "a half goes up": ({"2 3 4": "2 2.5 0"}, 42),
        "up": ({"EUC_2D": "CEIL_2D", "2 3 4": "2 3 5"}, 41),
        "down": ({"EUC_2D": "FLOOR_2D", "2 3 4": "2 3 5"}, 39),
        "not rounded": ({"EUC_2D": "EXACT_2D", "2 3 4": "2 2.5 0"}, 41.2321),
        "Manhattan": ({"EUC_2D": "MAN_2D"}, 56),
        "maximum": ({"EUC_2D": "MAX_2D"}, 32),
        "duplicate places": ({"3 6 8": "3 3 4", "5 -6 8": "5 0 0"}, 20),
        "windows in a CVRP": ({"DEPOT": WINDOWS + SERVICE + "DEPOT"}, 40),
        "windows that part stops": ({"DEPOT": WINDOWS + SERVICE + "DEPOT", "10\n": "18\n"}, 35),
        "a limit on length": ({"CAPACITY : 10": "CAPACITY : 100\nDISTANCE : 24\nSERVICE_TIME : 1"}, 40),
        "a longer limit": ({"CAPACITY : 10": "CAPACITY : 100\nDISTANCE : 36\nSERVICE_TIME : 1"}, 32),
        "service that fills it": ({"CAPACITY : 10": "CAPACITY : 100\nDISTANCE : 36\nSERVICE_TIME : 1.5"}, None),
        "a limit on time": ({"CAPACITY : 10": "CAPACITY : 100\nVEHICLES_MAX_DURATION : 24"}, 40),
        "two vehicles": ({"CAPACITY : 10": "CAPACITY : 10\nVEHICLES : 2"}, 40),
        "vehicles that differ": ({"CAPACITY : 10": "VEHICLES : 2", "DEPOT": "CAPACITY_SECTION\n1 9\n2 13\nDEPOT"}, 40),
    }.values(),
    ids=lambda value: "" if isinstance(value, dict) else str(value),
)  # fmt: skip
def test_a_change_is_honoured(tmp_path, changes, expected):
    if expected is None:
        with pytest.raises(InstanceError, match=r"base\.vrp:8: SERVICE_TIME: 1.5 is not accepted, use a whole number"):
            read(tmp_path, changed(changes))
    else:
        assert cost(read(tmp_path, changed(changes))) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("case", [str, str.lower])
def test_encodings_line_ends_and_small_letters(tmp_path, encoding, end, case):
    text = case(BASE.replace("four", "Sørensen")).replace("\n", end)
    assert cost(read(tmp_path, text, encoding)) == 40


PRICED = "VEHICLES_FIXED_COST_SECTION\n1 100\n2 200\nVEHICLES_UNIT_DISTANCE_COST_SECTION\n1 2\n2 3\nDEPOT"


def test_prices_of_vehicles(tmp_path):
    problem = read(tmp_path, changed({"TYPE : CVRP": "TYPE : HFVRP\nVEHICLES : 2", "DEPOT": PRICED}))
    assert [(one.count, one.fixed_cost) for one in problem.vehicles] == [(1, 100), (1, 200)]
    assert problem.objective is Objective.COST
    assert cost(problem) == 100 + 200 + 2 * 20 + 3 * 20


def test_prizes_leave_stops_free(tmp_path):
    problem = read(tmp_path, changed({"DEPOT": "PRIZE_SECTION\n1 0\n2 3\n3 0\n4 100\n5 1\nDEPOT"}))
    assert problem.prize.tolist() == [-1, 3, -1, 100, 1]


def test_conventions_in_which_sets_are_published(tmp_path):
    text = changed({"2 3 4": "2 1 1"})
    assert read(tmp_path, text).arc_distance(0, 1) == 1
    assert read(tmp_path, text, unrounded=True).arc_distance(0, 1) == 14142
    ceiling = read(tmp_path, text.replace("EUC_2D", "CEIL_2D"))
    assert ceiling.arc_distance(0, 1) == 2
    assert ceiling.distance is None, "a large file must not need a matrix"


@pytest.mark.parametrize(
    ("weights", "width", "expected"),
    [
        # by hand after TSPLIB95: nint of sqrt(25/10) is 2, which is more than 1.58
        ("ATT", 2, [[0, 2], [2, 0]]),
        # 3.00 degrees of latitude and 4.00 of longitude: int(6378.388 * acos(...) + 1)
        ("GEO", 2, [[0, 557], [557, 0]]),
        ("MAX_2D", 2, [[0, 4], [4, 0]]),
        ("EUC_3D", 3, [[0, 13], [13, 0]]),
        ("MAN_3D", 3, [[0, 19], [19, 0]]),
        ("MAX_3D", 3, [[0, 12], [12, 0]]),
    ],
)
def test_weights_of_tsplib(tmp_path, weights, width, expected):
    rows = "1 0 0 0\n2 3 4 12\n" if width == 3 else "1 0 0\n2 3 4\n"
    text = changed({PLACES: rows, DEMANDS: "1 0\n2 4\n", "DIMENSION : 5": "DIMENSION : 2", "EUC_2D": weights})
    assert read(tmp_path, text).distance.tolist() == expected


def test_geographical_minutes(tmp_path):
    """The first two places of ulysses16, whose published distance is 509."""
    rows = {PLACES: "1 38.24 20.42\n2 39.57 26.15\n", DEMANDS: "1 0\n2 4\n", "DIMENSION : 5": "DIMENSION : 2"}
    assert read(tmp_path, changed(rows | {"EUC_2D": "GEO"})).distance.tolist() == [[0, 509], [509, 0]]


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("FULL_MATRIX", "0 1 2 3 1 0 4 5 2 4 0 6 3 5 6 0"),
        ("FULL_MATRIX", "9999 1 2 3\n1 9999 4 5\n2 4 9999 6\n3 5 6 9999"),
        ("UPPER_ROW", "1 2 3\n4 5\n6"),
        ("LOWER_ROW", "1\n2 4\n3 5 6"),
        ("LOWER_ROW", "1 2 4 3\n5 6"),
        ("UPPER_DIAG_ROW", "0 1 2 3\n0 4 5\n0 6\n0"),
        ("LOWER_DIAG_ROW", "0\n1 0\n2 4 0\n3 5 6 0"),
        ("UPPER_COL", "1\n2 4\n3 5 6"),
        ("LOWER_COL", "1 2 3\n4 5\n6"),
        ("UPPER_DIAG_COL", "0\n1 0\n2 4 0\n3 5 6 0"),
        ("LOWER_DIAG_COL", "0 1 2 3\n0 4 5\n0 6\n0"),
    ],
)
def test_weights_written_out(tmp_path, order, numbers):
    weights = f"EXPLICIT\nEDGE_WEIGHT_FORMAT : {order}"
    changes = {"EUC_2D": weights, f"NODE_COORD_SECTION\n{PLACES}": f"EDGE_WEIGHT_SECTION\n{numbers}\n"}
    text = changed(changes | {DEMANDS: "1 0\n2 1\n3 1\n4 1\n", "DIMENSION : 5": "DIMENSION : 4"})
    assert read(tmp_path, text).distance.tolist() == [[0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]]
    if order == "FULL_MATRIX":
        both = read(tmp_path, text.replace("DEMAND_S", "NODE_COORD_SECTION\n1 0 0\n2 0 1\n3 0 2\n4 0 3\nDEMAND_S"))
        assert both.coordinates is not None
        assert cost(both) == 12
        assert cost(read(tmp_path, text.replace(" 2 ", " 2.5 ").replace("2 4 ", "2.5 4 "))) == 13


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"DEPOT": "BACKHAUL_SECTION\n1 0\nDEPOT"}, ":20: BACKHAUL_SECTION: 1 rows, DIMENSION says 5: 2 is missing"),
        ({"DEPOT": f"BACKHAUL_SECTION\n{DEMANDS}DEPOT".replace("3 5", "3 11")}, ":22: BACKHAUL: 11 is not accepted"),
        ({"DEPOT": f"LINEHAUL_SECTION\n{DEMANDS}DEPOT"}, ":19: LINEHAUL_SECTION: stands beside DEMAND_SECTION"),
        ({"2 4": "2 4 1", "1 0\n2": "1 0 0\n2"}, ":16: DEMAND_SECTION: 2 numbers in this line, 3 are accepted"),
        ({DEMANDS: "1 0 0\n2 4 1\n3 5 1\n4 4 1\n5 5 1\n"}, ":6: CAPACITY: 1 for each vehicle, DEMAND has 2 dimensions"),
        (
            {"CAPACITY": "VEHICLES : 2\nCAPACITY", "DEPOT": "VEHICLES_ALLOWED_CLIENTS_SECTION\n1 2\nDEPOT"},
            ":21: VEHICLES_ALLOWED_CLIENTS_SECTION: 1 rows, VEHICLES says 2: 2 is missing",
        ),
        (
            {"CAPACITY": "VEHICLES : 1\nCAPACITY", "DEPOT": "VEHICLES_ALLOWED_CLIENTS_SECTION\n1 2 9\nDEPOT"},
            ":21: VEHICLES_ALLOWED_CLIENTS_SECTION: 9 is no stop, use their nodes",
        ),
        (
            {"TYPE : CVRP": "TYPE : VRPB", "DEPOT": f"BACKHAUL_SECTION\n{DEMANDS}DEPOT"},
            ":19: BACKHAUL_SECTION: TYPE VRPB delivers first and collects then, stop 1 has both",
        ),
        (
            {"DEPOT": "RELEASE_TIME_SECTION\n1 0\nDEPOT"},
            ":20: RELEASE_TIME_SECTION: 1 rows, DIMENSION says 5: 2 is miss",
        ),
        ({"DEPOT": "PICKUP_SECTION\n1 0\nDEPOT"}, r":19: PICKUP_SECTION: goods collected on the way \(use BACK"),
        ({"CAPACITY": "VEHICLES_MAX_RELOADS : 2\nCAPACITY"}, ":6: VEHICLES_MAX_RELOADS: is of use beside VEHICLES_REL"),
        (
            {"CAPACITY": "VEHICLES : 1\nCAPACITY", "DEPOT": "VEHICLES_RELOAD_DEPOT_SECTION\n1 3\nDEPOT"},
            ":21: VEHICLES_RELOAD_DEPOT_SECTION: 3 is no depot, use 1",
        ),
        ({"\n1\n": "\n1\n3\n"}, ":21: DEPOT_SECTION: several depots are the first nodes, 3 is not accepted"),
        ({"DEPOT": "DEMANDS_SECTION\n1 0\nDEPOT"}, ":19: DEMANDS_SECTION: unknown, did you mean DEMAND_SECTION?"),
        ({"CAPACITY": "MAX_DISTANCE : 3\nCAPACITY"}, ":6: MAX_DISTANCE: unknown keyword, did you mean DISTANCE?"),
        ({"EOF": f"DEMAND_SECTION\n{DEMANDS}"}, ":22: DEMAND_SECTION: stands there twice, first in line 13"),
        ({"CAPACITY : 10": "CAPACITY : 10\nCAPACITY : 12"}, ":7: CAPACITY: stands there twice, first in line 6"),
        ({"DEPOT": "CAPACITY_SECTION\n1 5\nDEPOT"}, ":19: CAPACITY_SECTION: stands beside CAPACITY"),
        ({"CAPACITY : 10\n": "", "DEPOT": "CAPACITY_SECTION\n1 5\nDEPOT"}, ":18: CAPACITY_SECTION: has a row for each"),
        ({"TYPE : CVRP": "TYPE : CVRPTW"}, ":22: TIME_WINDOW_SECTION: missing, TYPE CVRPTW needs it"),
        ({"TYPE : CVRP": "TYPE : VRPSPD"}, ":22: BACKHAUL_SECTION: missing, TYPE VRPSPD needs it"),
        ({"TYPE : CVRP": "TYPE : SDVRP"}, ":3: TYPE: 'SDVRP' is not accepted"),
        ({"CAPACITY": "DISTANCE : 50\nCAPACITY", "DEPOT": WINDOWS + "DEPOT"}, ":6: DISTANCE: a limit on routes with"),
        ({"\n1\n": "\n1\n2\n"}, ":23: VEHICLES_DEPOT_SECTION: missing, 2 depots need it"),
        ({"\n1\n": "\n0 0\n"}, ":20: DEPOT_SECTION: '0' is not accepted, use nodes from 1 to 5"),
        ({"DEPOT_SECTION\n1\n-1\n": ""}, ":19: DEPOT_SECTION: missing"),
        ({"\n2 4\n": "\n2 4.5\n"}, ":15: DEMAND: 4.5 is not accepted, use a whole number from 0 to 10"),
        ({"\n3 5": "\n3 50"}, ":16: DEMAND: 50 is not accepted"),
        ({"\n3 5": "\n3 1e12"}, ":16: DEMAND_SECTION: '1e12' is not accepted"),
        ({"3 6 8": "2 6 8"}, ":10: NODE_COORD_SECTION: 2 stands there twice"),
        ({"3 6 8\n": ""}, ":11: NODE_COORD_SECTION: 4 rows, DIMENSION says 5: 3 is missing"),
        ({"EUC_2D": "EUC_3D", "2 3 4": "2 3 4 0"}, ":8: NODE_COORD_SECTION: 3 numbers in this line, 4 are accepted"),
        ({"EUC_2D": "EUC2D"}, ":5: EDGE_WEIGHT_TYPE: 'EUC2D' is not accepted, did you mean EUC_2D?"),
        ({"EUC_2D": "XRAY1"}, r":5: EDGE_WEIGHT_TYPE: crystallography \(XRAY1\): not supported"),
        ({"DIMENSION : 5": "DIMENSION : 0"}, ":4: DIMENSION: '0' is not accepted"),
        ({"DIMENSION : 5": "DIMENSION : 5000000"}, ":4: DIMENSION: 5000000 is not accepted, use at most"),
        (
            {"EUC_2D": "GEO", "DIMENSION : 5": "DIMENSION : 20000"},
            ":4: DIMENSION: 20000 nodes are not accepted with GEO",
        ),
        ({"10\n": "0\n"}, ":6: CAPACITY: 0 is not accepted, use a whole number >= 1"),
        ({"DEPOT": WINDOWS.replace("50 60", "60 50") + "DEPOT"}, ":21: TIME_WINDOW_SECTION: 60 is after 50"),
        ({"EUC_2D": "EXPLICIT\nEDGE_WEIGHT_FORMAT : FULL"}, ":6: EDGE_WEIGHT_FORMAT: 'FULL' is not accepted"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(tmp_path, changes, message):
    with pytest.raises(InstanceError, match=rf"^\S+base\.vrp{message}"):
        read(tmp_path, changed(changes))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", ":1: format: unknown"),
        ("\n\n \n", ":1: format: unknown"),
        ("EOF\n", ":1: format: unknown"),
        ("stop,x,y\n1,2,3\n", ":1: format: unknown"),
        ("2 2 4 1\n0 10\n", ":2: rows: 2 in this file, its first line asks for 7"),
        ("\0\1\2", ": file: is not text"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path, text, what):
    with pytest.raises(InstanceError, match=rf"base\.vrp{what}"):
        read(tmp_path, text)


def test_devices_and_folders_are_no_files(tmp_path):
    with pytest.raises(InstanceError, match="is a folder"):
        read_instance(tmp_path)
    with pytest.raises(InstanceError, match="is not a regular file"):
        read_instance("/dev/zero")


def test_depots_reloads_releases_and_limits_are_read(tmp_path):
    """Two depots, two vans; the second one loads again, once, at its own depot, and drives 45 at most."""
    more = (
        "VEHICLES_DEPOT_SECTION\n1 1\n2 2\nVEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 2\n"
        "VEHICLES_MAX_RELOADS_SECTION\n1 0\n2 1\nVEHICLES_MAX_DISTANCE_SECTION\n1 99\n2 45\n"
        "RELEASE_TIME_SECTION\n3 7\n4 0\n5 0\n"
    )
    text = (
        BASE.replace("\n2 4\n3 5\n", "\n2 0\n3 5\n")
        .replace("\n1\n-1", "\n1\n2\n-1")
        .replace("DEPOT_S", more + "DEPOT_S")
    )
    text = text.replace("CAPACITY", "VEHICLES : 2\nVEHICLES_MAX_DURATION : 50\nCAPACITY")
    problem = read(tmp_path, text)
    one, two = problem.vehicles
    assert (problem.stops, problem.depot_nodes, problem.demand.tolist()) == (3, (0, 4), [0, 5, 4, 5, 0])
    assert problem.release_time.tolist() == [0, 7, 0, 0, 0]
    assert (one.start, one.end, one.max_trips, one.max_distance, one.shift_length) == (0, 0, 1, 99, 50)
    assert (two.start, two.end, two.max_trips, two.reload_at, two.max_distance) == (4, 4, 2, (4,), 45)
    assert problem.arc_distance(4, 1) == 5
    (tmp_path / "trips.sol").write_text("Route #1:\nRoute #2: 1 2 1 3 | 4 1\nCost 1\n")
    routes = read_solution(tmp_path / "trips.sol", problem)
    assert routes == [Route(0, ()), Route(1, (1, 4, 2, 4, 3))]
    write_solution(tmp_path / "again.sol", problem, routes, audit(problem, routes))
    assert (tmp_path / "again.sol").read_text().startswith("Route #1:\nRoute #2: 2 1 3 1 4\nCost")
    assert read_solution(tmp_path / "again.sol", problem) == routes
