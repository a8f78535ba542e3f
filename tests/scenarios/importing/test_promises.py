"""The rule behind a file's promises is found where there is one, and then another cut-off moves them."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from scenarios.importing.people import DAYS, WORKING_DAYS
from scenarios.importing.promises import PromiseRule, rule_of
from scenarios.overrides import parse_override
from scenarios.resolve import load, with_values
from scenarios.traces import tape_source
from sim.delivery.promise import promise_windows
from sim.units import HOUR

START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
MON_SAT = DAYS[:6]


def promised(
    placed: datetime, cut_off: time, days: int, dispatch: tuple[str, ...], carrier: tuple[str, ...], end: time
) -> datetime:
    """By hand: it leaves on the next day of dispatch, and comes so many days of delivery later."""
    day = placed.date() + timedelta(days=placed.time() >= cut_off)
    while DAYS[day.weekday()] not in dispatch:
        day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= DAYS[day.weekday()] in carrier
    return datetime.combine(day, end, tzinfo=UTC)


def orders(number: int = 600, weeks: int = 8, **rule: Any) -> pl.DataFrame:
    minutes = np.sort(np.random.default_rng(5).integers(0, weeks * 7 * 24 * 60, number)).tolist()
    placed = [START + timedelta(minutes=minute) for minute in minutes]
    given = {"cut_off": time(13, 30), "days": 2, "dispatch": WORKING_DAYS, "carrier": MON_SAT, "end": time(21)} | rule
    dates = [promised(one, **given) for one in placed]
    frame = pl.DataFrame({"placed": placed, "promised": dates, "delivered": dates})
    return frame.with_columns(pl.all().dt.replace_time_zone(None).cast(pl.Datetime("us")).cast(pl.Int64))


def found(frame: pl.DataFrame) -> PromiseRule | None:
    return rule_of(frame, [WORKING_DAYS])


@pytest.mark.parametrize(
    ("cut_off", "days", "carrier"),
    [(time(13, 30), 2, MON_SAT), (time(17), 1, WORKING_DAYS), (time(9), 0, DAYS), (time(12, 15), 10, MON_SAT)],
)
def test_the_rule_of_the_checkout_is_found(cut_off: time, days: int, carrier: tuple[str, ...]) -> None:
    rule = found(orders(4000, cut_off=cut_off, days=days, carrier=carrier))
    assert rule is not None
    assert (rule.cut_off, rule.days, rule.carrier, rule.day_end) == (f"{cut_off:%H:%M}", days, carrier, "21:00")
    assert rule.share == 1.0


def test_days_of_dispatch_are_those_that_promises_count() -> None:
    rule = rule_of(orders(4000, dispatch=MON_SAT), [WORKING_DAYS, MON_SAT, DAYS])
    assert rule is not None
    assert rule.dispatch == MON_SAT


def test_dates_end_with_their_day() -> None:
    rule = found(orders(end=time(23, 59, 59)))
    assert rule is not None
    assert rule.day_end == "24:00"


def test_a_few_exceptions_are_said_and_many_are_no_rule() -> None:
    frame, row = orders(), pl.int_range(pl.len())
    few = frame.with_columns(pl.when(row % 50 == 0).then(pl.col("promised") + 24 * HOUR).otherwise("promised"))
    rule = found(few)
    assert rule is not None
    assert rule.cut_off == "13:30"
    assert rule.why == "n = 600 promises of the last 8 weeks, 98.0 % of them by one rule"
    far = frame.with_columns((pl.col("promised") + 24 * HOUR * (row % 3)).alias("promised"))
    assert found(far) is None


def test_the_rule_is_that_of_the_last_weeks() -> None:
    old, new = orders(weeks=8, cut_off=time(10)), orders(weeks=8, cut_off=time(16))
    shifted = new.with_columns(pl.all() + 56 * 24 * HOUR)
    rule = found(pl.concat([old, shifted]))
    assert rule is not None
    assert (rule.cut_off, rule.share) == ("16:00", 1.0)


def test_parcels_that_come_on_sundays_are_no_carrier_of_six_days() -> None:
    every_day = orders().with_columns(pl.col("placed").alias("delivered"))
    assert found(every_day) is None


def test_too_few_promises_tell_no_rule() -> None:
    assert found(orders(60)) is None


def imported(orderlab: Callable[..., Any], frame: pl.DataFrame, *more: str) -> None:
    stamps = frame.select(pl.from_epoch(pl.col("placed", "promised"), "us").dt.strftime("%Y-%m-%d %H:%M:%S"))
    rows = [f"{number},{placed},{due},A,1,20.00" for number, (placed, due) in enumerate(stamps.iter_rows())]
    Path("orders.csv").write_text("\n".join(["Order,Created,Promised,SKU,Qty,Price", *rows]) + "\n", encoding="utf-8")
    assert orderlab("import", "orders.csv", "--out", "shop", *more).code == 0


def closes(*changes: str) -> np.ndarray[Any, Any]:
    config, tape = tape_source(with_values(load("shop"), [parse_override(text, "--set") for text in changes]).config)
    return promise_windows(tape(1, 0), config)[1]


def test_another_cut_off_moves_the_promises_that_a_rule_gave(orderlab: Callable[..., Any]) -> None:
    frame = orders(400, carrier=DAYS)
    imported(orderlab, frame)
    theirs = frame["promised"].to_numpy() - frame["placed"].min() // (24 * HOUR) * 24 * HOUR  # type: ignore[operator]
    np.testing.assert_array_equal(closes(), theirs)
    later = closes("delivery.promise.cut_off=15:30")
    between = (frame["placed"].to_numpy() % (24 * HOUR) >= 13.5 * HOUR) & (
        frame["placed"].to_numpy() % (24 * HOUR) < 15.5 * HOUR
    )
    workday = frame["placed"].to_numpy() // (24 * HOUR) % 7
    assert (later[between] <= theirs[between]).all()
    assert ((later < theirs) <= between).all()
    assert (later < theirs)[between & (workday == 4)].all()  # 1970 began on a Thursday: Mondays
    text = Path("shop/scenario.yaml").read_text(encoding="utf-8")
    assert "delivery.promise.cut_off: 13:30  # your data" in text.replace('"', "").replace("'", "")
    assert "does not change" not in Path("shop/questions/cut_off.yaml").read_text(encoding="utf-8")


def test_without_a_rule_orders_keep_what_they_were_promised(orderlab: Callable[..., Any]) -> None:
    frame = orders(400, carrier=DAYS).with_columns(pl.col("promised") + 24 * HOUR * (pl.int_range(pl.len()) % 4))
    imported(orderlab, frame)
    np.testing.assert_array_equal(closes(), closes("delivery.promise.cut_off=15:30"))
    assert "which a later cut-off does not change" in Path("shop/questions/cut_off.yaml").read_text(encoding="utf-8")
