"""What a change of profit is put down to: inputs that exist, for every part there is."""

from scenarios.resolve import load
from scenarios.scenario import standing
from scenarios.study.explaining.accounting import DESKS, PRICED_BY
from sim.kpis.costs import PARTS


def test_every_input_named_is_one_that_can_be_set() -> None:
    scenario = load("city_day")
    for path in (path for paths in (*PRICED_BY.values(), DESKS.values()) for path in paths):
        assert path == "overheads" or standing(scenario, tuple(path.split("."))) is not None, path


def test_every_cost_part_has_its_inputs() -> None:
    """Labour is known desk by desk, shipping by how it is delivered."""
    assert {f"cost.{part}" for part in PARTS} - set(PRICED_BY) <= {"cost.labour", "cost.shipping"}
