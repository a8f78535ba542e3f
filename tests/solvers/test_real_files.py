import csv
import gzip

import numpy as np
import pytest
from data_folder import data_file

from solvers import Budget, audit, create
from solvers.instances import (
    in_file_units,
    known_cost,
    read_instance,
    read_plan,
    read_solution,
    write_solution,
)

FILES = [
    ("x/X-n101-k25.vrp", "x/X-n101-k25.sol"),
    ("x/X-n1001-k43.vrp", "x/X-n1001-k43.sol"),
    ("homberger/c1_10_1.txt", "homberger/C1_10_1.sol"),
    ("homberger/rc2_10_6.txt", "homberger/RC2_10_6.sol"),
    ("ags/Leuven1.vrp", "ags/Leuven1.sol"),
]


@pytest.mark.parametrize(("instance", "solution"), FILES)
def test_a_known_plan_costs_what_is_published(routing_data, instance, solution):
    problem = read_instance(routing_data / instance)
    result = audit(problem, read_solution(routing_data / solution, problem))
    with (routing_data / instance.split("/")[0] / "bks.csv").open() as table:
        known = {row["instance"].lower(): row["bks_cost"] for row in csv.DictReader(table)}
    assert result.feasible
    assert in_file_units(result.cost, problem.scale) == float(known[problem.name.lower()])


def test_heterogeneous_fleets_cost_what_is_published(routing_data):
    """Published in other units, and with distances that are not rounded."""
    with (routing_data / "hfvrp" / "bks.csv").open() as table:
        known = {row["instance"]: float(row["bks_cost"]) for row in csv.DictReader(table)}
    for name, published in known.items():
        problem = read_instance(routing_data / "hfvrp" / f"{name}.vrp")
        plan = read_plan(routing_data / "hfvrp" / f"{name}.sol", problem)
        result = audit(problem, plan.routes)
        assert result.feasible
        assert result.cost == pytest.approx(known_cost(problem, published, near=result.cost), rel=2e-3)


@pytest.mark.parametrize("folder", ["mdvrptw", "mtvrptwr"])
def test_depots_trips_and_releases_cost_what_is_published(routing_data, tmp_path, folder):
    """Every plan that PyVRP publishes is feasible and costs what it says, also when it is written and read again."""
    for file in sorted((routing_data / folder).glob("*.vrp")):
        problem = read_instance(file)
        plan = read_plan(file.with_suffix(".sol"), problem)
        result = audit(problem, plan.routes)
        assert result.feasible
        assert result.cost == plan.stated
        write_solution(tmp_path / "mine.sol", problem, plan.routes, result)
        again = read_plan(tmp_path / "mine.sol", problem)
        assert [route for route in again.routes if route.stops] == [route for route in plan.routes if route.stops]


def test_an_asymmetric_file_of_the_dynamic_problem(tmp_path):
    folder = data_file("dynamic", "instances")
    for packed in sorted(folder.glob("*.txt.gz")):
        name = packed.name.removesuffix(".txt.gz")
        (tmp_path / f"{name}.txt").write_bytes(gzip.decompress(packed.read_bytes()))
        problem = read_instance(tmp_path / f"{name}.txt")
        plan = read_plan(folder / f"{name}.sol", problem)
        result = audit(problem, plan.routes)
        assert result.feasible
        assert not plan.contradicts(problem, result.cost)


def test_pairs_of_li_and_lim_cost_what_is_published(routing_data):
    """Five seconds of `lc101` meet what SINTEF publishes: 10 vehicles, 828.94."""
    problem = read_instance(routing_data / "pdptw/lc101.txt")
    assert (problem.stops, len(problem.pairs), problem.fleet_size) == (106, 53, 25)
    result = create("numba").solve(problem, Budget(iterations=3_000), np.random.default_rng(1))
    assert (result.audit.vehicles, round(result.audit.cost / problem.scale, 2)) == (10, 828.94)


def test_a_solution_written_is_read_back(routing_data, tmp_path):
    problem = read_instance(routing_data / "x/X-n101-k25.vrp")
    routes = read_solution(routing_data / "x/X-n101-k25.sol", problem)
    write_solution(tmp_path / "mine.sol", problem, routes, audit(problem, routes))
    assert read_solution(tmp_path / "mine.sol", problem) == routes
    assert (tmp_path / "mine.sol").read_text().endswith("Cost 27591\n")


def test_solomon_files_follow_the_dimacs_convention(routing_data):
    problem = read_instance(routing_data / "solomon/R101.txt")
    assert (problem.stops, problem.scale, problem.rounding) == (100, 10, "truncated")
    assert problem.vehicles[0].count == problem.stops
    assert problem.time_window[0].tolist() == [0, 2300]
