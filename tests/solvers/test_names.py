"""Names of solvers as people type them."""

import pytest

from solvers import create
from solvers.names import split_names, split_parameters


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("numba, ortools", ["numba", "ortools"]),
        ("numba[ruin_neighbours=50,first_temperature=0.5],savings", [
            "numba[ruin_neighbours=50,first_temperature=0.5]", "savings",
        ]),
        ("./mine '{problem},x' {routes},numba", ["./mine '{problem},x' {routes}", "numba"]),
        (" ,", []),
    ],
)  # fmt: skip
def test_a_list_is_split_where_no_bracket_is_open(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_parameters_stand_in_brackets() -> None:
    assert split_parameters("mine.py::Mine[depth=3, name='a, b', deep=true, share=0.5]") == (
        "mine.py::Mine",
        {"depth": 3, "name": "a, b", "deep": True, "share": 0.5},
    )
    assert split_parameters("numba") == ("numba", {})


def test_a_solver_is_made_with_them() -> None:
    assert create("numba[ruin_neighbours=50]").ruin_neighbours == 50
    assert create("numba[first_temperature=2]", ruin_neighbours=7).first_temperature == 2


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("numba[ruin_neighbours=50", "the bracket is not closed"),
        ("numba[50]", "'50' is not accepted, key=value"),
        ("numba[a=1,a=2]", "each key once"),
        ("numba[ruin_neighbour=5]", "unknown parameter 'ruin_neighbour', did you mean 'ruin_neighbours'?"),
        ("numba[ruin_neighbours=many]", "ruin_neighbours: 'many' is not accepted, use int"),
        ("numbra[near=5]", "unknown solver 'numbra'"),
    ],
)
def test_what_is_refused(name: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"solver") as refused:
        create(name)
    assert complaint in str(refused.value)
