"""What a row depends on: the numbers of a problem and all that a solver imports, and nothing else."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from scenarios.environment import package_folder
from scenarios.study.racing.versions import hash_of, problem_hash, solver_version, sources_behind
from solvers import Objective
from solvers.city import city_wave

SOLVERS = package_folder("solvers")


def behind(file: Path) -> set[str]:
    """Our modules that a file imports, as paths in the package."""
    return {source.relative_to(SOLVERS).as_posix() for source in sources_behind(file) if source.is_relative_to(SOLVERS)}


def test_a_solver_depends_on_what_it_imports_at_any_remove() -> None:
    numba = behind(SOLVERS / "engines" / "numba_search.py")
    assert numba >= {"engines/numba_search.py", "engines/search.py", "kernels/anneal.py", "kernels/rng.py"}
    assert "solution.py" in numba
    assert not numba & {"engines/ortools_routing.py", "engines/manual.py"}
    assert not any(name.startswith("kernels/") for name in behind(SOLVERS / "engines" / "ortools_routing.py"))


def test_a_solver_of_ones_own_depends_on_the_parts_it_is_made_of(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text("def solve():\n    from solvers.kernels import rng\n    import solvers.city\n")
    assert behind(mine) >= {"kernels/rng.py", "city.py", "problem.py"}
    assert mine in sources_behind(mine)


def test_versions_tell_the_packages() -> None:
    assert f"ortools {version('ortools')}" in solver_version("ortools")
    numba, manual = solver_version("numba"), solver_version("manual")
    assert f"numba {version('numba')}" in numba
    assert "numba" not in manual
    assert "orderlab" not in numba
    with pytest.raises(ValueError, match="unknown solver 'numbra'"):
        solver_version("numbra")


def test_a_hash_is_of_names_and_contents_wherever_files_lie(tmp_path: Path) -> None:
    files = []
    for folder in ("a", "z"):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / "one.py")
        files[-1].write_text("1")
    other = tmp_path / "m.py"
    other.write_text("2")
    assert hash_of([files[0], other]) == hash_of([other, files[1]])
    assert hash_of([files[0]]) != hash_of([other])


def test_a_problem_is_known_by_its_numbers_and_not_by_its_name() -> None:
    wave = city_wave(5, 1)
    known = problem_hash(wave)
    assert problem_hash(city_wave(5, 1).replace(name="another")) == known
    later = wave.time_window.copy()
    later[3, 1] += 1
    others = [
        city_wave(5, 2),
        wave.replace(time_window=later),
        wave.replace(objective=Objective.DISTANCE),
        wave.replace(vehicles=wave.vehicles[:1]),
    ]
    assert len({known, *map(problem_hash, others)}) == 5


def test_an_edit_of_a_script_behind_its_interpreter_is_another_version(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text("first")
    name = f"{sys.executable} {script} {{problem}} {{routes}}"
    before = solver_version(name)
    assert solver_version(name) == before
    script.write_text("second")
    assert solver_version(name) != before
