from hand_made import World

from scenarios.report.pictures import costs
from scenarios.report.pictures.drawing import Bar, Words
from sim.kpis.view import read
from sim.life.parcels import CARRIER_CHARGED
from sim.units import HOUR


def test_parts_are_drawn_dearest_first_with_their_money():
    nobody_drives = {"delivery": {"mode": "carrier"}}
    w = World([(1,), (1,)], config=nobody_drives).deliver(0, 8 * HOUR).deliver(1, 8 * HOUR)
    w.event(HOUR, CARRIER_CHARGED, 0, value=1000)
    (panel,) = costs.draw(read(w.outcome())).panels
    assert [name for _, name in panel.y_ticks][:2] == ["shipping", "packaging"]
    assert panel.of(Words)[0].text.startswith("5.00 (")
    assert all(bar.right for bar in panel.of(Bar)), "what costs nothing has no row"
    assert "GBP for each delivered order" in panel.x_label


def test_no_order_no_picture():
    assert costs.draw(read(World().outcome())) is None
