"""Six questions ready to ask of an imported business: each a small scenario upon it, with the horizon it needs.

A question is held against the business as it stands over the same new days, generated at the file's rates. What an
alternative takes that no file tells (a site's rent, what a system saves) is our default, said in a comment to be put
right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

import numpy as np
import polars as pl

from scenarios.importing.money import amount
from scenarios.importing.values import QUESTIONS
from scenarios.reading import plain
from scenarios.traces.places import on_the_map
from scenarios.traces.trace import UNLOCATED
from sim.config import SimConfig
from sim.units import DAY, HOUR, time_of_day

FOLDER = QUESTIONS
WEEK = 7
DROPS_A_VAN_DAY = 60
"""Of 8 hours at the 7 to 8 drops an hour of our city, docs/city_day.md."""
LATEST = "23:00"


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name, words, days of demand, why so many, what is assumed, and the changes on either side.

    Parameters
    ----------
    both
        Of the business as it stands and of the alternative: a van more is asked of a business with vans.
    changes
        Of the alternative alone.
    """

    name: str
    title: str
    days: int
    why: str
    assumed: tuple[str, ...]
    changes: dict[str, Any]
    both: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """An imported business: its configuration, and its orders as `read_sales` gives them."""

    config: SimConfig
    orders: pl.DataFrame

    def after(self, days: int) -> date:
        """So many days after the first day without orders of the file."""
        last = datetime.fromtimestamp(int(str(self.orders["placed"].max())) / 1_000_000, tz=UTC).date()
        return last + timedelta(days=1 + days)

    @property
    def days(self) -> int:
        """Days of the file."""
        return int(self.orders["placed"].max()) // DAY - int(self.orders["placed"].min()) // DAY + 1  # type: ignore[arg-type]


def overlays(shop: Shop) -> tuple[list[Question], list[str]]:
    """Return the questions this business can be asked, and a sentence on each that it cannot be."""
    config = shop.config
    currency = config.currency
    found = [
        _second_site(shop),
        Question(
            "peak",
            "A peak: three times the orders for five days",
            6 * WEEK,
            "two weeks before the peak, and three in which what it left behind is worked off",
            ("the factor and the dates are ours: put yours; staff stays as it is",),
            {
                "placement.demand.events": {
                    "peak": {"from": shop.after(2 * WEEK), "to": shop.after(2 * WEEK + 4), "factor": 3}
                }
            },
            {},
        ),
        _cut_off(shop),
        Question(
            "carrier_price",
            "The carrier 8 % dearer",
            4 * WEEK,
            "four whole weeks: prices show at once",
            (),
            {
                "delivery.carrier.rate_per_parcel": {
                    zone: round(1.08 * rate, 4) for zone, rate in config.delivery.carrier.rate_per_parcel.items()
                }
            },
            {},
        ),
        Question(
            "new_system",
            "A new order and warehouse system",
            12 * WEEK,
            "a quarter: a yearly price is worth little on a few days",
            (
                "price, months to go live and what it saves are ours: ask the vendor; a third fewer mis-picks and an "
                "eighth of the walking are what scanners are sold with",
            ),
            {
                "overheads": {
                    "order_system": {
                        "per_year": amount(12000.0, currency),
                        "one_off": amount(20000.0, currency),
                        "months_to_go_live": 6,
                    }
                },
                "fulfilment.picking.mispick": round(config.fulfilment.picking.mispick * 2 / 3, 6),
                "fulfilment.picking.minutes_per_line": round(config.fulfilment.picking.minutes_per_line * 7 / 8, 4),
            },
            {},
        ),
    ]
    vans, refused = _one_more_van(shop)
    return found + ([vans] if vans is not None else []), [refused] if refused else []


def written(question: Question, shop: Shop, folder: str) -> str:
    """Write a question as a scenario file."""
    lines = [
        f"# {question.title}?",
        f"# Ask it: orderlab compare {folder}/{FOLDER}/{question.name}.yaml",
        f"# Horizon: {question.days} days after your file ends ({question.why}).",
        *(f"# Assumed: {one}." for one in question.assumed),
        "schema: 2",
        f"name: {question.name}",
        f"title: {plain(question.title)}",
        "extends: ../scenario.yaml",
        "set:",
        "  placement.trace.orders: generate",
        f"  placement.trace.generate: {{start: {shop.after(0)}, days: {question.days}}}",
        *(f"  {path}: {plain(value)}" for path, value in question.both.items()),
        "arms:",
        "  today: {title: Today's business, set: {}}",
        f"  {question.name}:",
        f"    title: {plain(question.title)}",
        "    set:",
        *(f"      {path}: {plain(value)}" for path, value in question.changes.items()),
    ]
    return "\n".join(lines) + "\n"


def _second_site(shop: Shop) -> Question:
    config = shop.config
    name, node = next(iter(config.fulfilment.nodes.items()))
    carrier = config.delivery.carrier
    other = node.model_dump(mode="json", exclude_defaults=True)
    other |= {"x_kilometres": 150.0}
    other |= {"cost_per_year": amount(60000.0, config.currency)}
    table = "transit_share_of_promise" if carrier.transit_share_of_promise else "transit_hours"
    shorter = {zone: [round(0.85 * hours, 3) for hours in row] for zone, row in getattr(carrier, table).items()}
    return Question(
        "second_site",
        "A second site beside the first",
        12 * WEEK,
        "a quarter: rent is yearly, and both sites' stock must have settled",
        (
            f"staffed as {name} is, {other['cost_per_year']:,.0f} {config.currency} a year, and parcels 15 % faster "
            "for the shorter way: all ours",
        ),
        {"fulfilment.nodes": {"second_site": other}, f"delivery.carrier.{table}": shorter},
        {},
    )


def _cut_off(shop: Shop) -> Question:
    delivery = shop.config.delivery
    later = {
        "delivery.promise.cut_off": _later(delivery.promise.cut_off, 2),
        "delivery.carrier.collection_time": _later(delivery.carrier.collection_time, 2),
    }
    assumed = ["the carrier collects two hours later too; staff stays as it is"]
    trace = shop.config.placement.trace
    if shop.orders["promised"].drop_nulls().len() and (trace is None or trace.promises == "kept"):
        assumed.append("your orders bring the promises of your file, which a later cut-off does not change")
    return Question(
        "cut_off",
        "A cut-off two hours later",
        4 * WEEK,
        "four whole weeks: weekdays and weekends differ",
        tuple(assumed),
        later,
        {},
    )


def _later(clock: str, hours: int) -> str:
    moved = time_of_day(clock) + hours * HOUR
    return LATEST if moved > time_of_day(LATEST) else f"{moved // HOUR:02d}:{moved % HOUR // (HOUR // 60):02d}"


def _one_more_van(shop: Shop) -> tuple[Question | None, str]:
    orders = shop.orders
    if orders["latitude"].null_count() > UNLOCATED * orders.height:
        return None, (
            "one more van: your orders have no places; latitude and longitude columns or a table of postcodes "
            "(placement.trace.companions.places) make it askable"
        )
    radius = 20.0
    near = np.hypot(*on_the_map(orders, None)) <= 1000 * radius
    count = max(1, ceil(np.count_nonzero(near) / shop.days / DROPS_A_VAN_DAY))
    fleet = {
        "delivery.mode": "mixed",
        "delivery.fleet_radius_kilometres": radius,
        "delivery.fleet.vans.small": None,
        "delivery.fleet.vans.van.count": count,
    }
    return Question(
        "one_more_van",
        f"{count + 1} vans instead of {count}",
        4 * WEEK,
        "four whole weeks: a van is paid by the month",
        (f"vans deliver within {radius:g} kilometres of the warehouse, {DROPS_A_VAN_DAY} drops a day each: ours",),
        {"delivery.fleet.vans.van.count": count + 1},
        fleet,
    ), ""
