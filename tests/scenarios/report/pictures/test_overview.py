from dataclasses import replace

from hand_made import World

from scenarios.report.pictures import overview, style


def test_it_fits_a_readme(tiny_run):
    picture = style.png(overview.draw(tiny_run))
    assert 20_000 < len(picture) < 250_000


def test_without_vans_there_is_none(tiny_run):
    assert overview.draw(replace(tiny_run, kept=World().outcome())) is None
