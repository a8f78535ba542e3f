"""What a scenario says that cannot be: one line with file, line and field, what is wrong and what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import load
from scenarios.errors import InputError

NODE = "fulfilment:\n  nodes:\n    north:\n      "
FLEET = "delivery:\n  fleet:\n    "
CALENDAR = "calendar:\n  warehouse:\n    "

UNKNOWN = (
    (CALENDAR + "holidays: XX", 6, "calendar.warehouse.holidays: XX is not known"),
    (
        "placement:\n  demand:\n    events:\n"
        "      sale: {from: 2026-03-02, to: 2026-03-04, factor: 2}\n"
        "      party: {from: 2026-03-04, to: 2026-03-05, factor: 3}",
        6,
        "placement.demand.events: sale and party overlap on 2026-03-04",
    ),
    (FLEET + "drivers: {pay: weekly}", 6, "delivery.fleet.drivers: 'weekly' is not accepted"),
    (NODE + "wages: {pickers: 15}", 7, "fulfilment.nodes.north.wages: pickers is no task"),
    (
        NODE + "shifts: {pickers: [{start: '08:00', end: '12:00', staff: 1}]}",
        7,
        "fulfilment.nodes.north.shifts: pickers is no task",
    ),
    (
        NODE + "shifts_on: {packers: {'2026-03-02': [{start: '08:00', end: '12:00', staff: 1}]}}",
        7,
        "fulfilment.nodes.north.shifts_on: packers is no task",
    ),
    (
        NODE + "breakdowns: {labellers: {hours_between: 9, repair_minutes: 30}}",
        7,
        "fulfilment.nodes.north.breakdowns: labellers is no task",
    ),
    (
        "delivery:\n  carrier:\n    rate_per_parcel: {default: 4, '3': 5}",
        6,
        "delivery.carrier.rate_per_parcel: there is no zone 3",
    ),
    (
        "delivery:\n  carrier:\n    transit_hours: {default: [14, 20], north: [1, 2]}",
        6,
        "delivery.carrier.transit_hours: there is no zone north",
    ),
    (
        CALENDAR + "open_on: [2026-03-02]\n    closed: [2026-03-02]",
        6,
        "calendar.warehouse.open_on: 2026-03-02 is among the",
    ),
    (
        "arms:\n  one: {title: vans, set: {days: 2}}\n  two: {title: vans, set: {days: 3}}",
        6,
        "arms.two: its title is that of one too",
    ),
    ("targets:\n  on_time: '>= 0.9'", 5, "targets: on_time: no such KPI"),
)

EMPTY_HOURS = (
    (NODE + "end: '06:00'", "fulfilment.nodes.north: end and start are both 06:00"),
    (
        NODE + "shifts: {picking: [{start: '08:00', end: '08:00', staff: 1}]}",
        "fulfilment.nodes.north.shifts.picking.0: end and start are both 08:00",
    ),
    (
        "placement:\n  order_desk:\n    shifts: [{start: '09:00', end: '09:00', staff: 1}]",
        "placement.order_desk.shifts.0: end and start are both 09:00",
    ),
    (
        "aftersales:\n  support:\n    desk:\n      shifts:\n"
        "        - {start: '08:00', end: '18:00', staff: 1, breaks: [{start: '13:00', end: '13:00'}]}",
        "aftersales.support.desk.shifts.0.breaks.0: end 13:00 is not after start 13:00",
    ),
    (CALENDAR + "short_to: '09:00'", "calendar.warehouse: short_to 09:00 is not after short_from 10:00"),
    (
        FLEET + "vans:\n      van: {shift_start: '20:00', shift_end: '08:00'}",
        "delivery.fleet.vans.van: shift_end 08:00 is not after shift_start 20:00",
    ),
    (
        FLEET + "drivers: {shifts: [{start: '18:00', end: '08:00', staff: 1}]}",
        "delivery.fleet.drivers.shifts.0: end 08:00 is not after start 18:00",
    ),
    (
        "delivery:\n  carrier: {delivery_start: '20:00', delivery_end: '08:00'}",
        "delivery.carrier: delivery_end 08:00 is not after delivery_start 20:00",
    ),
    (
        "delivery:\n  promise: {day_start: '20:00', day_end: '08:00'}",
        "delivery.promise: day_end 08:00 is not after day_start 20:00",
    ),
    (
        "delivery:\n  dispatch: {policy: waves, first: '20:00', last: '08:00'}",
        "delivery.dispatch: last 08:00 is before first 20:00",
    ),
    (
        "aftersales:\n  support: {waking_start: '20:00', waking_end: '08:00'}",
        "aftersales.support: waking_end 08:00 is not after waking_start 20:00",
    ),
)


def complaint(tmp_path: Path, text: str) -> str:
    file = tmp_path / "mine.yaml"
    file.write_text(f"schema: 2\nname: mine\nextends: tiny\n{text}\n")
    with pytest.raises(InputError) as refused:
        _ = load(str(file)).targets
    message = str(refused.value)
    assert "\n" not in message
    assert message.startswith(f"{file}:")
    return message.removeprefix(f"{file}:")


@pytest.mark.parametrize(("text", "line", "words"), UNKNOWN)
def test_what_is_not_there_is_no_name_for_it(tmp_path: Path, text: str, line: int, words: str) -> None:
    message = complaint(tmp_path, text)
    assert message.startswith(f"{line}: {words}")
    assert "accepted: " in message


@pytest.mark.parametrize(("text", "words"), EMPTY_HOURS)
def test_hours_that_end_before_they_begin_are_no_hours(tmp_path: Path, text: str, words: str) -> None:
    line, _, message = complaint(tmp_path, text).partition(": ")
    assert message.startswith(words)
    # The block that holds both ends, or the end itself.
    assert int(line) in range(4, 4 + len(text.splitlines()))
