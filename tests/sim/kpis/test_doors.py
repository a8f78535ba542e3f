from sim.life.parcels import DOOR_ATTEMPT


def test_only_the_first_attempt_decides(world, hour):
    w = world([(1,)] * 3)
    w.event(hour, DOOR_ATTEMPT, 0, ordinal=1, reason=0)
    w.event(hour, DOOR_ATTEMPT, 1, ordinal=1, reason=1)
    w.event(2 * hour, DOOR_ATTEMPT, 1, ordinal=2, reason=0)
    w.event(hour, DOOR_ATTEMPT, 2, ordinal=1, reason=0)
    assert w.kpis()["first_attempt_success"] == 2 / 3


def test_no_attempt_is_unobserved(world):
    assert world().kpis()["first_attempt_success"] is None
