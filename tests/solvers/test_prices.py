"""Price lists that compiled searches can add up, and what leaving a stop out costs in them."""

import pytest

from solvers import RoutingProblem, Vehicle
from solvers.engines.prices import MOST_PARTS, dearest, prices, with_penalty

DEAR = 99_999_999_999
"""A price that shares no large part with the units of money."""


def far(metres: int, cents: int) -> RoutingProblem:
    """Three stops as far from each other as from the depot, for one van."""
    rows = [[0 if one == other else metres for other in range(4)] for one in range(4)]
    return RoutingProblem(
        demand=[0, 1, 1, 1],
        vehicles=(Vehicle("van", 1, 3, cost_per_kilometre=cents),),
        distance=rows,
        objective="cost",
    )


@pytest.mark.parametrize(
    ("metres", "cents"),
    [(1, 1), (1_000, 40), (100_000, 10**8), (3_600_000, DEAR), (5_700_000, DEAR)],
)
def test_no_plan_costs_what_a_left_out_stop_does_as_far_as_that_can_be_counted(metres: int, cents: int) -> None:
    problem = far(metres, cents)
    price, penalty = with_penalty(problem, least=1_000)
    assert penalty * (problem.stops + 1) <= MOST_PARTS
    assert penalty > 4 * metres * price.distance[0] or penalty == MOST_PARTS // 4
    assert penalty >= 1_000
    kilometre = price.distance[0] * 1_000
    assert kilometre == cents * price.unit, "the parts are others, the price is not"


def test_the_least_penalty_stands_where_plans_are_cheap() -> None:
    assert with_penalty(far(1, 1), least=10**12) == (prices(far(1, 1)), 10**12)


def test_money_is_counted_in_larger_parts_only_where_it_must_be() -> None:
    near, wide = far(1_000, 40), far(3_600_000, DEAR)
    assert with_penalty(near, 1)[0] == prices(near)
    assert with_penalty(wide, 1)[0].unit == prices(wide).unit // 3_600
    assert with_penalty(near, 1)[1] == dearest(near, prices(near)) + 1


def test_what_cannot_be_counted_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^vehicles: at these prices, times and lengths a plan may cost \d+, which"):
        with_penalty(far(6_000_000, DEAR), 1)
