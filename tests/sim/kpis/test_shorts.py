"""Promised and not found: units that picks missed, of all that they looked for."""

from sim.life.goods import STOCK_PICKED
from sim.life.lines import LINE_SHORT


def test_short_picks_are_units_not_found_of_all_that_were_looked_for(world, hour):
    w = world([(4,)] * 2)
    w.event(hour, STOCK_PICKED, 0, item=0, units=3)
    w.event(hour, LINE_SHORT, 0, item=0, units=1)
    w.event(2 * hour, STOCK_PICKED, 1, item=0, units=4)
    assert w.kpis()["short_rate"] == 1 / 8
    assert world().kpis()["short_rate"] is None
