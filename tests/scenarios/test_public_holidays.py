"""Public holidays: dates written into the scenario, closed for people, vans and promises."""

from __future__ import annotations

from datetime import date

import pytest

from scenarios import load
from scenarios.errors import InputError
from sim.calendar import CalendarConfig
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, UNOBSERVED

EASTER = ["start=2026-04-01", "days=8", "follow_up_days=10", "delivery.mode=carrier"]


def test_the_dates_stand_in_the_resolved_scenario() -> None:
    calendar = load("tiny", [*EASTER, "calendar.carrier.holidays=GB-ENG"]).config.calendar
    assert {date(2026, 4, 3), date(2026, 4, 6)} <= set(calendar.carrier.closed)  # Good Friday, Easter Monday
    assert calendar.warehouse.closed == ()
    open_ = load("tiny", [*EASTER, "calendar.carrier={holidays: GB-ENG, open_on: [2026-04-06]}"]).config.calendar
    assert date(2026, 4, 6) not in open_.carrier.closed


def test_a_warehouse_closed_at_easter_picks_nothing_and_pays_nobody() -> None:
    config = load("tiny", [*EASTER, "calendar.warehouse.holidays=GB-ENG"]).config
    outcome = simulate(config, draw(config, 1, 0))
    parcels = outcome.log.fulfilments.arrays()
    for stamp in ("picking_started", "handed_over"):
        days = parcels[stamp][parcels[stamp] != UNOBSERVED] // DAY
        assert not {2, 5} & set(days.tolist())
        assert {1, 4} & set(days.tolist()) or stamp == "handed_over"
    usual = load("tiny", EASTER).config
    everybody = simulate(usual, draw(usual, 1, 0))
    picking, always = (
        next(one for one in found.facts.stations if one.name == "picking.north") for found in (outcome, everybody)
    )
    assert picking.staffed == always.staffed * 6 / 8


def test_a_country_nobody_knows_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match=r"^--set: calendar\.carrier\.holidays: XX is not known; accepted"):
        load("tiny", ["calendar.carrier.holidays=XX"])
    with pytest.raises(InputError, match=r"^--set: calendar\.carrier\.holidays: GB-XXX is not known; accepted"):
        load("tiny", ["calendar.carrier.holidays=GB-XXX"])


def test_holidays_are_closed_short_or_open_for_whom_one_likes() -> None:
    def calendar(text: str) -> CalendarConfig:
        return load("tiny", [*EASTER, f"calendar.support={{holidays: GB-ENG, {text}}}"]).config.calendar

    good_friday, easter_monday = date(2026, 4, 3), date(2026, 4, 6)
    short = calendar("on_holidays: short, closed: [2026-04-06]").support
    assert good_friday in short.short
    assert easter_monday not in short.short
    assert easter_monday in short.closed
    one_short = calendar("short: [2026-04-06]").support
    assert (good_friday in one_short.closed, easter_monday in one_short.closed) == (True, False)
    open_ = calendar("on_holidays: open").support
    assert (open_.closed, open_.short) == ((), ())
    vans = load("tiny", [*EASTER, "calendar.vans={holidays: GB-ENG}"]).config.calendar.vans
    assert vans is not None
    assert good_friday in vans.closed
    with pytest.raises(InputError, match=r"^--set: calendar\.stores\.holidays: XX is not known; accepted"):
        load("tiny", ["calendar.stores={holidays: XX}"])
