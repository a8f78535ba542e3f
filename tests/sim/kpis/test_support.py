from sim.units import DAY


def test_contacts_per_order_and_time_to_an_answer(world, hour):
    w = world([(1,)] * 4)
    w.log.tickets.append(order=0, topic=1, contact=1, opened=hour, answered=3 * hour, resolved=4 * hour)
    w.log.tickets.append(order=1, topic=1, contact=1, opened=hour, answered=hour, resolved=2 * hour)
    w.log.tickets.append(order=1, topic=0, contact=1, opened=hour, abandoned=2 * hour)
    kpis = w.kpis()
    assert kpis["tickets_per_order"] == 3 / 4
    assert kpis["first_response_time"] == 1.0
    assert kpis["tickets_abandoned"] == 1 / 3


def test_a_repeat_within_a_week_on_the_same_matter_undoes_a_resolution(world, hour):
    w = world([(1,)] * 4, days=20)
    add = w.log.tickets.append
    for order in range(3):
        add(order=order, topic=1, contact=1, opened=hour, answered=hour, resolved=2 * hour)
    add(order=0, topic=1, contact=2, opened=DAY, answered=DAY, resolved=DAY)
    add(order=0, topic=1, contact=3, opened=2 * DAY, answered=DAY, resolved=DAY)
    add(order=1, topic=1, contact=2, opened=8 * DAY, answered=8 * DAY, resolved=8 * DAY)  # too late to count
    add(order=3, topic=1, contact=1, opened=hour, abandoned=2 * hour)  # not resolved: no part of it
    add(order=3, topic=1, contact=2, opened=DAY, answered=DAY, resolved=DAY)
    assert w.kpis()["first_contact_resolution"] == 2 / 3


def test_first_contacts_alone_are_all_resolved(world, hour):
    w = world()
    w.log.tickets.append(order=0, topic=0, contact=1, opened=hour, answered=hour, resolved=hour)
    assert w.kpis()["first_contact_resolution"] == 1.0


def test_nobody_asked(world):
    kpis = world().kpis()
    assert kpis["tickets_per_order"] == 0.0
    assert kpis["first_response_time"] is None
    assert kpis["first_contact_resolution"] is None
