from hand_made import World

from scenarios.report.pictures import stock
from sim.life.goods import RECORD_CORRECTED, STOCK_PICKED, STOCK_RECEIVED, STOCK_SHRUNK
from sim.life.lines import LINE_SHORT
from sim.units import DAY, HOUR


def test_shelf_and_records_follow_the_moves_they_know_of():
    w = World(days=1)  # 20 units at 4.00
    w.event(HOUR, STOCK_PICKED, 0, item=0, value=5)
    w.event(2 * HOUR, STOCK_SHRUNK, item=1, value=2)
    w.event(3 * HOUR, RECORD_CORRECTED, 0, item=1, value=-2)
    w.event(3 * HOUR, LINE_SHORT, 0, value=2)
    w.event(4 * HOUR, STOCK_RECEIVED, item=1, value=10)
    found = stock.history(w.outcome(), DAY)
    assert (found.shelf[:6] / 400).tolist() == [20, 15, 13, 13, 23, 23]
    assert (found.record[:6] / 400).tolist() == [20, 15, 15, 13, 23, 23]
    assert found.missed[:5].tolist() == [0, 0, 0, 2, 0]


def test_a_picture_is_drawn_from_an_empty_house_too():
    assert stock.draw(World(opening=0).outcome()) is not None
