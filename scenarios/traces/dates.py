"""What a date without a time of day means: placing is spread over the day, a promise is kept until its end.

A shop that writes only the day of an order did not get all of them at midnight. They are spread over the hours in
which people order (an ordinary evening peak), in the order of their numbers, so that a file always gives the same.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from scenarios.traces.notes import Notes
from sim.placement.config import DemandConfig
from sim.units import DAY, HOUR

ON_THE_DAY = 0.05
"""Share of the parcels delivered on the promised day itself, above which a promise at 00:00 means the whole day."""


def without_time(times: pl.Series) -> bool:
    """Whether every stamp is at midnight, of at least ten."""
    known = times.drop_nulls()
    return known.len() >= 10 and bool((known % DAY == 0).all())


def placing_times(frame: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Spread orders placed on a day over its hours, in the order of their numbers."""
    notes.say("The file tells the day of an order but not the hour: orders are spread over an ordinary day's hours.")
    hours = np.asarray(DemandConfig().hour_of_day)
    edges = np.concatenate(([0.0], np.cumsum(hours) / hours.sum()))
    day = pl.col("placed") // DAY
    rank = (pl.col("order").rank("ordinal").over(day) - 0.5) / pl.len().over(day)
    level = frame.select(rank.alias("level"))["level"].to_numpy()
    within = np.floor(np.interp(level, edges, np.arange(25.0)) * HOUR).astype(np.int64)
    return frame.with_columns(day * DAY + pl.Series(np.minimum(within, DAY - 1)))


def promised_times(
    frame: pl.DataFrame, rule: Literal["automatic", "end", "start"], dates_only: bool, notes: Notes
) -> pl.DataFrame:
    """Move promises without a time of day to the end of their day, as `rule` says."""
    promised = frame["promised"]
    known = promised.drop_nulls()
    if known.is_empty() or not (dates_only or bool((known % DAY == 0).all())):
        return frame
    ends = rule == "end" or (rule == "automatic" and (dates_only or _means_the_day(frame)))
    if ends:
        notes.say("A promise is a date: it is kept until the end of its day.")
        return frame.with_columns(pl.col("promised") + DAY - 1)
    notes.say(
        "A promise is stamped 00:00 and taken as it stands; placement.trace.promise_date=end means its whole day."
    )
    return frame


def _means_the_day(frame: pl.DataFrame) -> bool:
    """Whether promises at 00:00 can only, or are likely to, mean the day: same-day ones, or parcels on the day."""
    same_day = (pl.col("promised") < pl.col("placed")) & (pl.col("promised") + DAY > pl.col("placed"))
    if frame.filter(same_day).height:
        return True
    came = frame.filter(pl.col("promised").is_not_null() & pl.col("delivered").is_not_null())
    if came.is_empty():
        return True
    on_the_day = (pl.col("delivered") >= pl.col("promised")) & (pl.col("delivered") < pl.col("promised") + DAY)
    return came.filter(on_the_day).height > ON_THE_DAY * came.height
