from sim.units import DAY


def test_return_rate_is_units_over_units_delivered(world, hour):
    w = world([(4,), (4,)]).deliver(0, 8 * hour, units=4).deliver(1, 8 * hour, units=4)
    w.log.returns.append(order=0, line=0, node=0, units=3, reason=0, requested=DAY, received=3 * DAY, refunded=4 * DAY)
    w.log.returns.append(order=1, line=0, node=0, units=1, reason=2, requested=DAY)
    kpis = w.kpis()
    assert kpis["return_rate"] == 4 / 8
    assert kpis["time_to_refund"] == 3.0


def test_nothing_delivered_is_unobserved(world):
    kpis = world().kpis()
    assert kpis["return_rate"] is None
    assert kpis["time_to_refund"] is None
