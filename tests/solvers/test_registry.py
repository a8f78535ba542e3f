import subprocess
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement

from solvers import create, describe, names, registry
from solvers.registry import load

OUTSIDE = '''
from dataclasses import dataclass
from typing import ClassVar
from solvers import Capability
from solvers.engines.manual import Manual


@dataclass(frozen=True, slots=True)
class Mine:
    """Mine, all mine."""

    name: ClassVar[str] = "mine"
    supports: ClassVar[Capability] = Capability.CAPACITY
    iteration_unit: ClassVar[str] = "plans"
    bias: float = 1.0

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        return Manual().solve(problem, budget, rng)
'''


def test_shipped_names_come_first():
    assert names()[:5] == ["manual", "savings", "insertion", "numba", "ortools"]


@pytest.mark.parametrize("name", names())
def test_every_name_describes_itself(name):
    info = describe(name)
    assert info.summary
    assert info.iteration_unit
    assert create(name).name == name


def test_parameters_are_the_fields():
    assert create("manual", fill=0.8).fill == 0.8
    assert describe("manual").parameters == {"fill": 1.0}


def test_an_unknown_name_lists_what_is_accepted_and_the_nearest():
    with pytest.raises(ValueError, match=r"unknown solver 'numbra', did you mean 'numba'\? accepted are: manual"):
        create("numbra")


def test_an_unknown_parameter_lists_what_is_accepted():
    with pytest.raises(ValueError, match=r"solver 'manual': unknown parameter 'fil', did you mean 'fill'\?"):
        create("manual", fil=1)


def test_a_solver_in_a_file_of_its_own(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(OUTSIDE)
    solver = create(f"{path}::Mine", bias=2.0)
    assert (solver.name, solver.bias) == ("mine", 2.0)
    path.write_text(OUTSIDE.replace("@dataclass(frozen=True, slots=True)", ""))
    with pytest.raises(ValueError, match="is not a dataclass"):
        create(f"{path}::Mine")


def test_importing_is_quick_and_loads_no_engine():
    code = "import sys, solvers; print([m for m in ('numba', 'ortools', 'pyvrp', 'scipy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(("old", "new"), [("hot", "first_temperature"), ("near", "ruin_neighbours")])
def test_an_old_parameter_name_says_the_new_one(old, new):
    with pytest.raises(ValueError, match=f"^solver 'numba': parameter {old!r} is now called {new!r}$"):
        create("numba", **{old: 1})


def test_every_renamed_parameter_exists():
    kind = load("numba")
    assert set(kind.renamed.values()) <= set(describe("numba").parameters)


@pytest.mark.parametrize("name", ["ortools", "pyvrp", "vroom", "hybgensea"])
def test_what_is_said_to_bring_a_solver_brings_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """ortools, which orderlab itself requires, was said to come with the extra of PyVRP."""
    brings = {distribution.lower() for distribution in packages_distributions().get(name, ())}
    if not brings:
        pytest.skip(f"{name} is not installed")
    monkeypatch.setitem(registry._NEEDS_MODULE, name, "no_such_module")
    said = Requirement(registry.available(name).partition("pip install '")[2].partition("'")[0])
    lines = [Requirement(line) for line in requires("orderlab") or ()]
    given = {one.name for one in lines if one.marker and any(one.marker.evaluate({"extra": at}) for at in said.extras)}
    assert brings & (given if said.extras else {said.name})
