from sim.life.orders import RATED


def test_mean_stars_and_the_share_that_is_content(world, hour):
    w = world([(1,)] * 4)
    for order, stars in enumerate((500, 400, 300, 100)):
        w.event(hour, RATED, order, value=stars)
    kpis = w.kpis()
    assert kpis["customer_satisfaction"] == 3.25
    assert kpis["satisfied_customers"] == 1 / 2


def test_no_rating_is_unobserved(world):
    assert world().kpis()["customer_satisfaction"] is None
