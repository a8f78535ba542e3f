from dataclasses import replace

import numpy as np
from hand_made import World

from scenarios.report.pictures import lead_times
from sim.outcome import Outcome
from sim.tape import Observed
from sim.units import DAY, HOUR


def traced():
    w = World([(1,)] * 3, days=3)
    w.deliver(0, DAY).deliver(1, 2 * DAY)
    w.order(2, captured=1, confirmed=2)
    day = np.array([3 * DAY, -1, 4 * DAY], dtype=np.int64)
    observed = Observed(
        approved=np.full(3, HOUR, dtype=np.int64), shipped=day, delivered=day, promised=day,
        stars=np.full(3, 5, dtype=np.int8), packed=np.full(3, -1, dtype=np.int64),
    )  # fmt: skip
    outcome = w.outcome()
    facts = replace(outcome.facts, tape=replace(outcome.facts.tape, observed=observed))
    return Outcome(outcome.log, facts)


def test_only_orders_with_both_stamps_are_compared():
    approved, packed, shipped, delivered = lead_times.lead_times(traced())
    assert packed.observed.size == 0
    assert approved.observed.size == 3
    assert delivered.observed.tolist() == [3.0]
    assert delivered.simulated.tolist() == [1.0]
    assert shipped.row("observed") == [3.0] * 4
    assert lead_times.draw(traced()) is not None


def test_drawn_orders_have_nothing_to_compare_with():
    assert lead_times.lead_times(World().outcome()) == []
    assert lead_times.draw(World().outcome()) is None
