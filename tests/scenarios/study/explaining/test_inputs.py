"""The inputs of two scenarios, how they are moved, and that cost is a straight line in every price."""

import numpy as np
import pytest

from scenarios.resolve import load
from scenarios.scenario import standing
from scenarios.study.explaining.inputs import Input, inputs, moved, scaled
from scenarios.study.running.trials import Trials

TINY = load("tiny+experiment.jobs=1")


def by_name(*scenarios: str) -> dict[str, Input]:
    return {one.name: one for one in inputs(*(load(one) for one in scenarios))}


def test_inputs_are_numbers_somebody_had_to_put_in() -> None:
    found = by_name("tiny", "tiny+processing.payment.decline=0.1")
    assert found["processing.payment.decline"].source == "your answer"
    assert (found["processing.payment.decline"].a, found["processing.payment.decline"].b) == (0.06, 0.1)
    assert found["aftersales.support.desk.shifts.0.staff"].whole
    assert found["inventory.policy.reorder_point"].value == 3.0  # a policy's parameter that nobody has set
    for name in ("days", "experiment.seed", "experiment.replications", "inventory.safety_buffer"):
        assert name not in found
    assert not any("hour_of_day" in name or "queue_limit" in name for name in found)


def test_an_input_of_one_scenario_only_moves_that_one() -> None:
    found = by_name("tiny", "tiny+delivery.fleet.vans.cargo={count: 2, capacity_litres: 300}")
    bikes = found["delivery.fleet.vans.cargo.count"]
    assert (bikes.a, bikes.b) == (None, 2)
    assert moved(TINY, [(bikes, 2.0)]) is TINY


@pytest.mark.parametrize(
    ("value", "factor", "there"), [(14, 1.1, 15), (2, 1.1, 3), (2, 0.5, 1), (3, 0.9, 2), (0.06, 2, 0.12), (8, 1, 8)]
)
def test_counts_stay_whole_and_never_stay_where_they_were(value: float, factor: float, there: float) -> None:
    assert scaled(value, factor) == there


def test_what_a_scenario_does_not_accept_is_no_move() -> None:
    found = by_name("tiny", "tiny")
    assert moved(TINY, [(found["processing.verification.automatic_detection"], 2.0)]) is None
    there = moved(TINY, [(found["processing.payment.decline"], 2.0), (found["inventory.policy.order_up_to"], 1.5)])
    assert there is not None
    assert there.name == TINY.name
    assert standing(there, ("processing", "payment", "decline")) == 0.12
    assert standing(there, ("inventory", "policy", "order_up_to")) == 9.0


def test_cost_is_a_straight_line_in_prices_and_nothing_else_changes() -> None:
    """Half as high again and doubled: the second step costs what the first did, and no order fares otherwise.

    Rounding to whole cents of each rate and part is all that may bend the line.
    """
    scenario = load("tiny+experiment.jobs=1+delivery.mode=mixed+processing.automation=manual")
    prices = [one for one in inputs(scenario, scenario) if one.price]
    keys = {"wage_per_hour", "material_cost", "label_cost", "fee_share", "fee_fixed", "order_cost", "seconds_value"}
    assert {one.path[-1] for one in prices} >= keys | {"holding_rate_per_year", "rate_per_kilogram"}
    dearer = [moved(scenario, [(one, factor) for one in prices]) for factor in (1.5, 2.0)]
    runs = [done[0].kpis for done in Trials(1).run([scenario, *(one for one in dearer if one is not None)], range(1))]
    assert len(runs) == 3
    cost = np.array([one["cost_per_order"] for one in runs], dtype=float)
    assert cost[2] > 1.5 * cost[0]
    assert cost[2] - cost[1] == pytest.approx(cost[1] - cost[0], abs=0.03)
    for key in ("order_volume", "on_time_delivery", "order_cycle_time", "customer_satisfaction", "kilometres_per_drop"):
        assert runs[0][key] == runs[1][key] == runs[2][key]
