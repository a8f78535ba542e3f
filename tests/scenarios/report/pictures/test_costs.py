from hand_made import World

from scenarios.report.pictures import costs
from sim.kpis.view import read
from sim.life.parcels import CARRIER_CHARGED
from sim.units import HOUR


def test_parts_are_drawn_dearest_first_with_their_money():
    nobody_drives = {"delivery": {"mode": "carrier"}}
    w = World([(1,), (1,)], config=nobody_drives).deliver(0, 8 * HOUR).deliver(1, 8 * HOUR)
    w.event(HOUR, CARRIER_CHARGED, 0, value=1000)
    axes = costs.draw(read(w.outcome())).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()][:2] == ["shipping", "packaging"]
    assert axes.texts[0].get_text().startswith(" 5.00 (")
    assert "GBP for each delivered order" in axes.get_xlabel()


def test_no_order_no_picture():
    assert costs.draw(read(World().outcome())) is None
