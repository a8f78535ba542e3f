"""What planning took is kept of every wave, and watching changes nothing."""

from scenarios import load
from sim.model import simulate
from sim.tape import draw


def test_every_wave_is_noted_and_watching_changes_nothing() -> None:
    config = load("tiny").config
    tape = draw(config, 1, 0)
    seen = []
    watched = simulate(config, tape, watch=lambda *one: seen.append(one))
    plain = simulate(config, tape)
    for name, columns in plain.log.columns().items():
        for key, column in columns.items():
            assert (column == watched.log.columns()[name][key]).all(), (name, key)
    assert len(seen) == len(watched.waves) == len(plain.waves) > 0
    for wave, problem, places, routes in seen:
        assert (wave.stops, places.shape) == (problem.stops, (problem.stops + 1, 2))
        assert wave.stops == wave.unserved + sum(len(route.stops) for route in routes)
        assert wave.vehicles == len(routes)
    assert all(wave.iterations > 0 and wave.cpu_seconds > 0 for wave in plain.waves)
