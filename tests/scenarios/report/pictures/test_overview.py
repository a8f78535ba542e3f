from dataclasses import replace

from hand_made import World

from scenarios.report.pictures import overview
from scenarios.report.pictures.svg import beside


def test_it_fits_a_readme(tiny_run):
    picture = beside(*overview.draw(tiny_run))
    assert len(picture) < 250_000
    for words in ("On-time delivery", "kilometres east of the centre", "parcels delivered"):
        assert words in picture


def test_without_vans_there_is_none(tiny_run):
    assert overview.draw(replace(tiny_run, kept=World().outcome())) is None
