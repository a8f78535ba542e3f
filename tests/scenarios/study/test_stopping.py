import pytest

from scenarios import load, run
from scenarios.errors import InputError


def test_a_misspelt_kpi_of_a_sequential_run_names_its_neighbour() -> None:
    wanted = "experiment.replications={min: 2, max: 3, until: {kpi: cost_per_ordr, half_width: 1}}"
    with pytest.raises(InputError, match=r"did you mean cost_per_order"):
        run(load("tiny", [wanted]))
