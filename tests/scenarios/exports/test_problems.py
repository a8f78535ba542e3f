"""The day of a business as a benchmark: its problems, lossless, anonymous, and with the cost of what was driven."""

import csv
import json
from pathlib import Path

import pytest

from scenarios.errors import InputError
from scenarios.exports.problems import problem_files, problems_met
from scenarios.resolve import load
from solvers import audit
from solvers.instances import problem_sha256, read_instance


def test_exported_problems_are_those_that_were_planned(orderlab, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    orderlab("run", "tiny", "--replications", "1", "--out", "there")
    answer = orderlab("export", "there", "--format", "problems", "--out", "day")
    assert answer.code == 0
    met = problems_met(load("tiny"))
    files = sorted((tmp_path / "day").glob("*.json"))
    assert len(files) == len(met) > 3
    table = (tmp_path / "day" / "bks.csv").read_text().splitlines()
    costs = {row["instance"]: int(row["bks_cost"]) for row in csv.DictReader(table)}
    for file, (wave, problem, _, routes) in zip(files, met, strict=True):
        assert problem_sha256(read_instance(file)) == problem_sha256(problem)
        served = {stop for route in routes for stop in route.stops}
        left = [stop for stop in range(1, problem.stops + 1) if stop not in served]
        assert audit(problem, routes, left).objective_cost == wave.cost == costs[file.stem]
        assert not {"coordinates", "name"} & json.loads(file.read_text()).keys()
        assert "tiny" not in file.read_text()
    raced = orderlab(
        "race", "day", "--solvers", "savings", "--iterations", "4", "--seeds", "1", "--keep-best", "--json"
    )
    rows = json.loads(raced.out)["rows"]
    assert len(rows) == len(files)
    assert all(row["best_known"] == costs[Path(file).stem] for row, file in zip(rows, files, strict=True))
    assert sum(row["gap"] is not None for row in rows) == len(files)


def test_places_and_names_are_kept_when_asked_for() -> None:
    files = problem_files(load("tiny"), places=True)
    document = json.loads(files["wave-0001.json"])
    assert len(document["coordinates"]) == len(document["demand"])
    assert document["name"].startswith("wave 1 of node")


def test_a_business_without_waves_is_refused() -> None:
    with pytest.raises(InputError, match="own vans plan no wave"):
        problem_files(load("tiny+delivery.mode=carrier"))
