"""The values of an imported business: what the files tell, what the user answered, and what is our default.

Every value has a path of the scenario, a mark and a word on where it is from. What the files lack is never another
business's: a default is ours, with its source and range, in the currency of the files at rough rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
import polars as pl

from scenarios.importing.answers import Question
from scenarios.importing.money import converted
from scenarios.importing.people import open_days, staffing
from scenarios.importing.promises import promised_by, rule_of
from scenarios.importing.reading import Understood
from scenarios.importing.values import Mark, Value
from scenarios.traces.calibration import quantile_table
from sim.units import DAY, HOUR

BACK_BY, ENOUGH_SOLD = 35, 300
"""Days by which what comes back is there (delivery, a fortnight to decide, the way back), and units that tell."""
FEW = 20
"""Observations below which a table is not made."""


def baseline(understood: Understood, asked: list[Question], answers: Mapping[str, tuple[Any, Mark]]) -> list[Value]:
    """Return the scenario's values."""
    sales, orders = understood.sales, understood.sales.orders
    n = orders.height
    sources = {question.name: question.source for question in asked}

    def answer(path: str, name: str, scale: float = 1.0, value: Any = None) -> Value:
        given, mark = answers[name]
        worth = value if value is not None else given if scale == 1.0 else round(float(given) * scale, 6)
        return Value(path, worth, mark, sources[name])

    values = []
    if sales.currency is not None and answers["currency"][1] != "answer":
        values.append(Value("currency", sales.currency, "data", f"n = {n}"))
    else:
        values.append(answer("currency", "currency"))
    values.append(Value("follow_up_days", 60, "default", "days the model runs on so that slow parcels arrive"))
    values.append(answer("placement.catalogue.cost_share", "cost_of_goods_percent", 0.01))
    values += _payment(orders)
    values += _stock(understood)
    values += staffing(sales, answers, sources)
    values += _lead_times(orders, answers, sources)
    values.append(
        answer("delivery.carrier.rate_per_parcel", "parcel_costs", value={"default": answers["parcel_costs"][0]})
    )
    values.append(Value("delivery.carrier.rate_per_kilogram", 0, "default", "in the price of a parcel"))
    values.append(Value("delivery.carrier.lost", 0.002, "default", "1 to 5 in a thousand"))
    if orders["delivered"].drop_nulls().len() >= FEW:
        values.append(Value("delivery.doors.not_home", 0, "data", "failed attempts are within the transit times"))
    else:
        values.append(Value("delivery.doors.not_home", 0.05, "default", "first attempts that fail: 3 to 8 %"))
    values.append(_returns(understood, answers, sources))
    stars = orders.filter(pl.col("stars").is_not_null())
    if stars.height >= FEW:
        late = pl.col("delivered") > pl.col("promised")
        on_time = stars.filter(~late.fill_null(False))["stars"].mean() or 4.3
        behind = stars.filter(late.fill_null(False))["stars"].mean()
        less = round(float(on_time) - float(behind), 2) if behind is not None else 1.6  # type: ignore[arg-type]
        values.append(
            Value(
                "aftersales.satisfaction",
                {"on_time": round(float(on_time), 2), "late": max(0.0, less)},  # type: ignore[arg-type]
                "data",
                f"n = {stars.height} reviews",
            )
        )
    return values + converted(sales.currency or str(answers["currency"][0]), {value.path for value in values})


def _payment(orders: pl.DataFrame) -> list[Value]:
    """Ways to pay with their shares and clearing times; what the file holds was accepted."""
    cleared = orders.filter(pl.col("approved").is_not_null() & (pl.col("approved") >= pl.col("placed")))
    methods, seen = {}, {}
    counts = orders.group_by(pl.col("method").fill_null("any")).len().sort("len", "method", descending=[True, False])
    for name, count in counts.iter_rows():
        some = cleared.filter(pl.col("method").fill_null("any") == name)
        some = some if some.height >= FEW else cleared
        hours = ((some["approved"] - some["placed"]) / HOUR).to_numpy()
        table = quantile_table(hours, decimals=2) if hours.size >= FEW else (0.0, 0.0)
        methods[str(name)] = {"share": count, "clearing_hours": list(table)}
        seen[f"{name}.clearing_hours"] = int(hours.size)
    why = f"n = {cleared.height} paid, {orders.height} in all" if cleared.height >= FEW else f"n = {orders.height}"
    return [
        Value("processing.payment.methods", methods, "data", why, seen),
        Value("processing.payment.decline", 0, "data", "the file's orders were accepted"),
        Value("processing.payment.review", 0, "data", "the time it takes is within the clearing hours"),
        Value("processing.payment.fraud", 0, "default", "an order file cannot show chargebacks"),
    ]


def _stock(understood: Understood) -> list[Value]:
    """Stock is not in an order file: there is enough, and holding it costs nothing, until the user says otherwise."""
    lines = understood.sales.lines
    by_product = lines.group_by("product").agg(pl.col("quantity").sum())["quantity"].to_list()
    most = ceil(max(by_product, default=float(understood.sales.orders["units"].sum()))) + 1
    plenty = {"policy": "min_max", "measure": "units", "reorder_point": most, "order_up_to": 2 * most}
    return [
        Value("inventory.policy", plenty, "default", "stock is not in your files: there is always enough"),
        Value("inventory.known", False, "default", "likewise; true once policy and opening stock are yours"),
        Value("inventory.record_error", 0, "default", "likewise"),
        Value("inventory.shrinkage_per_day", 0, "default", "likewise"),
        Value("inventory.holding_rate_per_year", 0, "default", "no holding cost of stock nobody knows"),
    ]


def _lead_times(
    orders: pl.DataFrame, answers: Mapping[str, tuple[Any, Mark]], sources: Mapping[str, str]
) -> list[Value]:
    """Handling and transit as observed; the promise of the file, else the answer."""
    values = [
        Value("delivery.mode", "carrier", "default", "vans need places and a fleet: delivery.mode=fleet"),
        Value(
            "delivery.carrier.collection_time",
            answers["collection"][0],
            answers["collection"][1],
            sources["collection"],
        ),
    ]
    handled = orders.filter(pl.col("shipped").is_not_null())
    since = pl.coalesce("approved", "placed")
    hours = handled.select((pl.col("shipped") - since) / HOUR).to_series().to_numpy()
    hours = hours[hours >= 0]
    if hours.size >= FEW:
        # Half a day of it passes in the model while a parcel waits for the collection.
        table = quantile_table(np.maximum(0.0, hours - 12.0))
        values.append(
            Value(
                "fulfilment.waiting_hours", list(table), "data", f"n = {hours.size} handed over", {"": int(hours.size)}
            )
        )
    came = handled.filter(pl.col("delivered").is_not_null())
    if came.height >= FEW:
        tables, seen = {}, {}
        few = []
        for zone, some in sorted(came.group_by("zone"), key=lambda pair: str(pair[0][0])):
            if some.height >= 50:
                seen[str(zone[0])] = some.height
                tables[str(zone[0])] = list(quantile_table(((some["delivered"] - some["shipped"]) / HOUR).to_numpy()))
            else:
                few.append(some)
        rest = pl.concat(few) if few else came
        tables = {"default": list(quantile_table(((rest["delivered"] - rest["shipped"]) / HOUR).to_numpy())), **tables}
        values.append(
            Value(
                "delivery.carrier.transit_hours",
                tables,
                "data",
                f"n = {came.height} delivered",
                {"default": rest.height, **seen},
            )
        )
        values.append(Value("delivery.carrier.delivery_end", "24:00", "data", "as stamped"))
    else:
        values.append(
            Value("delivery.carrier.transit_hours", {"default": [18, 22, 40, 46, 70]}, "default", "1 to 3 days")
        )
    promised = orders.filter(pl.col("promised").is_not_null())
    days = promised.select(((pl.col("promised") - pl.col("placed")) / DAY).mean()).item()
    told = 2 * promised.height >= orders.height
    rule = rule_of(orders, [open_days(str(answers["open_days"][0]))]) if told else None
    cut_off, mark = answers["cut_off"]
    if rule is not None and (mark != "answer" or str(cut_off) == rule.cut_off):
        values += promised_by(rule)
    else:
        if told:
            why = f"n = {promised.height}; orders keep their own promise, which no one rule gives"
            values.append(Value("delivery.promise.standard_days", round(float(days)), "data", why))
        else:
            values.append(_answered_days(answers, sources))
        values.append(Value("delivery.promise.cut_off", cut_off, mark, sources["cut_off"]))
    values.append(
        Value("placement.preferences", {"standard": 1, "slot": 0, "express": 0}, "default", "your file knows one")
    )
    return values


def _answered_days(answers: Mapping[str, tuple[Any, Mark]], sources: Mapping[str, str]) -> Value:
    """The promise as the user says it."""
    days, mark = answers["promised_days"]
    return Value("delivery.promise.standard_days", int(days), mark, sources["promised_days"])


def _returns(understood: Understood, answers: Mapping[str, tuple[Any, Mark]], sources: Mapping[str, str]) -> Value:
    sales = understood.sales
    rate, mark = answers["return_rate_percent"]
    if sales.returned_value > 0 and sales.value > 0:
        share = sales.returned_units / sales.units if sales.returned_units else sales.returned_value / sales.value
        why, units = f"n = {sales.returned_units:,.12g} units, {sales.returned_value / 100:,.2f} came back", sales.units
        old = sales.orders.filter(pl.col("placed") < pl.col("placed").max() - BACK_BY * DAY)
        sold, back = float(old["units"].sum()), float(old["back_units"].sum())
        if sold >= ENOUGH_SOLD and back > 0:  # of what was sold lately not all is back yet
            share, units = back / sold, sold
            why = f"n = {back:,.12g} of {sold:,.12g} units of orders {BACK_BY} and more days before the last"
        return Value(
            "aftersales.returns.changed_mind", round(min(1.0, share), 4), "data", why, {"": round(units)}
        )  # fmt: skip
    return Value("aftersales.returns.changed_mind", round(float(rate) / 100, 4), mark, sources["return_rate_percent"])
