def test_early_and_late_estimates_err_alike(world, hour):
    w = world([(1,)] * 3).deliver(0, 8 * hour, eta=7 * hour).deliver(1, 8 * hour, eta=11 * hour)
    w.deliver(2, 8 * hour)  # nobody estimated
    assert w.kpis()["estimate_error"] == 120.0


def test_questions_after_the_parcel_are_per_parcel_shipped(world, hour):
    w = world([(1,)] * 4)
    for order in range(4):
        w.deliver(order, 8 * hour)
    w.log.tickets.append(order=0, topic=1, contact=1, opened=hour)
    w.log.tickets.append(order=1, topic=0, contact=1, opened=hour)
    assert w.kpis()["where_is_my_order"] == 1 / 4


def test_nothing_shipped_is_unobserved(world):
    kpis = world().kpis()
    assert kpis["estimate_error"] is None
    assert kpis["where_is_my_order"] is None


def test_an_estimate_of_the_first_moment_is_one(world, hour):
    w = world([(1,)] * 2).deliver(0, 8 * hour, eta=0).deliver(1, 8 * hour, eta=8 * hour)
    assert w.kpis()["estimate_error"] == 240.0
