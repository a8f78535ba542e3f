"""What was installed is whole: data files, types, entry points; and a wheel made from here works elsewhere."""

import subprocess
import sys
import venv
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("package", ["sim", "solvers", "scenarios"])
def test_every_package_ships_its_types(package: str) -> None:
    assert (files(package) / "py.typed").is_file()


def test_data_files_are_installed_beside_the_code() -> None:
    shipped = {item.name for item in (files("scenarios") / "library").iterdir()}
    assert {"city_day.yaml", "tiny.yaml"} <= shipped
    assert shipped == {file.name for file in (ROOT / "scenarios" / "library").iterdir()}


@pytest.mark.parametrize(
    "group", ["orderlab.solvers", "orderlab.dispatch", "orderlab.sourcing", "orderlab.replenishment"]
)
def test_every_entry_point_leads_to_a_class(group: str) -> None:
    points = entry_points(group=group)
    assert points
    for point in points:
        if not point.name.startswith(("pyvrp", "vroom", "hybgensea")):
            assert isinstance(point.load(), type)


@pytest.mark.nightly
def test_a_wheel_made_here_runs_a_scenario_elsewhere(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path, ROOT], check=True)
    venv.create(tmp_path / "venv", with_pip=True)
    binaries, desk = tmp_path / "venv" / "bin", tmp_path / "desk"
    desk.mkdir()
    (wheel,) = tmp_path.glob("orderlab-*.whl")
    subprocess.run([binaries / "pip", "install", "--quiet", wheel], check=True)
    subprocess.run([binaries / "orderlab", "run", "tiny"], cwd=desk, check=True)
    (folder,) = (desk / "runs").iterdir()
    assert (folder / "report.html").stat().st_size > 10_000
