"""Twins: simulated shops that only their files know, and what is forecast of them: `python benchmarks/twins.py 20`.

A shop's settings are drawn at random. It is simulated for 60 days and exported as a shop has it (orders with their
lines, stamps of payment, packing and carrier, what came back), beside its rota and what it pays. On day 61 its cut-off
moves by two hours and pickers come or go. From the files alone (`orderlab import`, `calibrate`) days 61 to 90 are
forecast, with the change and without, and held against the same shop simulated so. Minutes a pick or a pack takes, the
carrier's times, who is out, what is lost or mis-picked, and next month's orders are unknown to the forecast.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.commands.import_ import import_
from scenarios.importing.fitted import fitted_values, write_into
from scenarios.importing.values import Value
from scenarios.overrides import parse_override
from scenarios.reading import plain
from scenarios.resolve import load, with_values
from scenarios.study.api import run
from scenarios.traces.stages import simulated_stages
from sim.config import SimConfig
from sim.kpis.definitions import evaluate
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY, UNOBSERVED

SEED = 20261128
START = datetime(2026, 1, 5)
KNOWN, AHEAD = 60, 30
"""Days of files, and of forecast."""
REPLICATIONS, MONTHS = 3, 5
"""Simulations of the forecast, and of the month that comes."""
FULL = 0.85
"""Share of the pickers' time that is work, above which no owner plans."""
POINTS, PERCENT, NO_POINTS = 2.0, 5.0, 0.2
"""What a forecast may be off by: share on time in points, cost an order in per cent; and points that are no effect."""
HEADER = (
    "Order", "Created", "Paid at", "Packed at", "Handed over", "Delivered", "Region", "Payment method", "Currency",
    "SKU", "Quantity", "Unit price", "Returned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: its scenario as paths and values, what its owner knows of it, and what changes on day 61."""

    settings: Mapping[str, Any]
    answers: Mapping[str, Any]
    rota: Mapping[str, Any]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """Days 61 to 90: share on time, cost an order, and by how much the change moved them."""

    on_time: float
    cost: float
    on_time_effect: float
    cost_effect: float


def drawn(number: int) -> Shop:
    """Draw a shop."""
    rng = np.random.default_rng([SEED, number])
    orders, lines = rng.uniform(120, 350), rng.uniform(1.3, 2.6)
    minutes_order, minutes_line, pack = rng.uniform(1.0, 2.0), rng.uniform(0.8, 1.5), rng.uniform(1.6, 3.0)
    opens, closes = int(rng.integers(6, 10)), int(rng.integers(17, 20))
    days = ["mon", "tue", "wed", "thu", "fri", "sat"][: int(rng.integers(5, 7))]
    busy = orders * 7 / len(days) / 60 / (closes - opens)
    pickers = max(2, round(busy * (minutes_order + minutes_line * lines) / rng.uniform(0.4, 0.75)))
    packers = max(2, round(busy * pack / rng.uniform(0.45, 0.7)))
    work = busy * (minutes_order + minutes_line * lines)
    fewer = pickers - max(1, pickers // 4)
    # Nobody sends pickers home whose work is then not done.
    then = fewer if rng.random() < 0.5 and work <= FULL * fewer else pickers + max(1, pickers // 4)
    collection = closes - int(rng.integers(0, 2))
    cut_off = collection - int(rng.integers(3, 6))
    later = cut_off + int(rng.choice([-2, 2]))
    wage, parcel = round(rng.uniform(12, 20), 2), round(rng.uniform(3, 6), 2)
    promised, share = int(rng.integers(1, 4)), round(rng.uniform(0.4, 0.6), 2)
    week = [round(float(one), 3) for one in rng.uniform(0.7, 1.3, 7)]
    base = 24 * promised * rng.uniform(0.55, 0.85)
    spread = np.array([0.6, 0.8, 0.95, 1.1, rng.uniform(1.2, 1.6)])
    transit = {
        str(zone): [round(float(hours), 1) for hours in base * rng.uniform(0.85, 1.15) * spread] for zone in range(3)
    }

    def shifts(staff: int, end: int = closes) -> list[dict[str, Any]]:
        return [{"start": f"{opens:02d}:00", "end": f"{end:02d}:00", "days": days, "staff": staff}]

    people = {"picking": pickers, "packing": packers, "labelling": max(1, packers // 3), "inspection": 1}
    node = {
        "x_kilometres": 0, "y_kilometres": 0, "wage_per_hour": wage,
        "shifts": {task: shifts(staff) for task, staff in people.items()},
    }  # fmt: skip
    desks = {"placement.order_desk": 1, "processing.verification.desk": 1, "aftersales.support.desk": 2}
    rota: dict[str, Any] = {"fulfilment.nodes": {"north": None, "warehouse": node}}
    for path, staff in desks.items():
        rota |= {f"{path}.shifts": shifts(staff, closes - 3), f"{path}.wage_per_hour": wage}
    rota |= {"processing.payment.review_desk.shifts": shifts(1, opens + 1)}
    rota |= {"processing.payment.review_desk.wage_per_hour": 0}
    settings = {
        **rota,
        "placement.demand.orders_per_day": round(orders, 1),
        "placement.demand.day_of_week": week,
        "placement.demand.growth_per_year": round(rng.uniform(-0.2, 0.4), 2),
        "placement.channels": {"web": {"share": 1}, "app": None, "email": None, "phone": None, "store": None},
        "placement.catalogue": {"items": 150, "price": round(rng.uniform(15, 60), 2), "cost_share": share},
        "placement.baskets.lines": round(lines, 2),
        "placement.preferences": {"standard": 1, "slot": 0, "express": 0},
        "processing.automation": "full",
        "processing.payment": {"decline": 0.02, "review": 0, "fraud": 0},
        "processing.payment.methods": {
            "card": {"share": 4, "clearing_hours": [0, 0]},
            "transfer": {"share": round(rng.uniform(0.2, 1.5), 2), "clearing_hours": [6, 20, 30, 50]},
        },
        "inventory.policy": {"policy": "min_max", "measure": "units", "reorder_point": 99999, "order_up_to": 199999},
        "inventory.record_error": 0,
        "inventory.shrinkage_per_day": 0,
        "inventory.holding_rate_per_year": 0,
        "fulfilment.picking.minutes_per_order": round(minutes_order, 2),
        "fulfilment.picking.minutes_per_line": round(minutes_line, 2),
        "fulfilment.picking.mispick": round(rng.uniform(0.002, 0.01), 4),
        "fulfilment.packing.minutes": round(pack, 2),
        "delivery.mode": "carrier",
        "delivery.carrier.collection_time": f"{collection:02d}:00",
        "delivery.carrier.transit_hours": {"default": transit["0"], **transit},
        "delivery.carrier.rate_per_parcel": {"default": parcel},
        "delivery.carrier.rate_per_kilogram": 0,
        "delivery.carrier.lost": round(rng.uniform(0.0, 0.005), 4),
        "delivery.doors.not_home": round(rng.uniform(0.02, 0.08), 3),
        "delivery.promise.cut_off": f"{cut_off:02d}:00",
        "delivery.promise.standard_days": promised,
        "aftersales.returns.changed_mind": round(rng.uniform(0.03, 0.25), 3),
    }
    answers = {
        "currency": "GBP", "cost_of_goods_percent": 100 * share, "hour_costs": wage, "pickers": pickers,
        "packers": packers, "opens": f"{opens:02d}:00", "closes": f"{closes:02d}:00", "open_days": " ".join(days),
        "collection": f"{collection:02d}:00", "parcel_costs": parcel, "promised_days": promised,
        "cut_off": f"{cut_off:02d}:00",
    }  # fmt: skip
    changes = (
        f"delivery.promise.cut_off={later:02d}:00",
        f"fulfilment.nodes.warehouse.shifts.picking={plain(shifts(then))}",
    )
    return Shop(settings, answers, rota, changes)


def written(shop: Shop, folder: Path) -> Path:
    """The shop's own scenario, which the forecast never sees."""
    lines = ["schema: 2", "name: truth", f"start: {START.date()}", f"days: {KNOWN}", "follow_up_days: 60", "set:"]
    lines += [f"  {path}: {plain(value)}" for path, value in shop.settings.items()]
    file = folder / "truth.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def exported(outcome: Outcome, file: Path) -> None:
    """Write what the shop's system and its carrier have told by the end of day 60, a row a line."""
    tape, end, log = outcome.facts.tape, KNOWN * DAY, outcome.log
    stages, rejected = simulated_stages(outcome), log.orders.arrays()["rejected"]
    payment, back = outcome.facts.config.processing.payment, log.returns.arrays()
    shares = np.cumsum([method.share for method in payment.methods.values()])
    paid_by = np.searchsorted(shares[:-1] / shares[-1], tape.uniforms["payment_method"], side="right")
    methods, start = list(payment.methods), tape.baskets.line_start
    came = (back["received"] != UNOBSERVED) & (back["received"] < end)
    returned: dict[int, int] = {}
    for order, line, units in zip(*(back[name][came].tolist() for name in ("order", "line", "units")), strict=True):
        returned[start[order] + line] = returned.get(start[order] + line, 0) + units

    def stamp(at: int) -> str:
        known = at != UNOBSERVED and at < end
        return str((START + timedelta(microseconds=int(at))).replace(microsecond=0)) if known else ""

    with file.open("w", newline="", encoding="utf-8") as opened:
        sheet = csv.writer(opened)
        sheet.writerow(HEADER)
        for order in np.flatnonzero(rejected == UNOBSERVED).tolist():
            head = [f"A{order}", stamp(tape.placed[order])]
            head += [stamp(stages[stage][order]) for stage in ("approved", "packed", "shipped", "delivered")]
            head += [tape.zones[tape.address.zone[order]], methods[paid_by[order]], "GBP"]
            for line in range(start[order], start[order + 1]):
                price = f"{tape.price[line] / 100:.2f}"
                sold = [f"S{tape.baskets.item[line]}", tape.baskets.quantity[line], price]
                sheet.writerow([*head, *sold, returned.get(line, "")])


def truth(shop: Shop, seed: int, folder: Path, export: Path) -> Month:
    """Simulate the shop: its files to day 60, and the month after it with the change and without."""
    scenario = load(str(written(shop, folder)))
    exported(simulate(scenario.config, draw(scenario.config, seed, 0)), export)
    update = {"start": (START + timedelta(days=KNOWN)).date(), "days": AHEAD}
    changed = with_values(scenario, [parse_override(text, "--set") for text in shop.changes])
    return _month([_measured(one.config.model_copy(update=update), seed) for one in (scenario, changed)])


def _measured(config: SimConfig, seed: int) -> tuple[float, float]:
    """Share on time and cost an order, the means of some draws of the month: the luck of one is nobody's to know."""
    values = [evaluate(simulate(config, draw(config, seed, number))) for number in range(1, 1 + MONTHS)]
    on_time, cost = (
        float(np.mean([one[name] or 0.0 for one in values])) for name in ("on_time_delivery", "cost_per_order")
    )
    return on_time, cost


def _month(sides: list[tuple[float, float]]) -> Month:
    (before, cost_before), (after, cost) = sides
    return Month(100 * after, cost, 100 * (after - before), cost - cost_before)


def forecast(shop: Shop, folder: Path, export: Path) -> Month:
    """What the files, the answers and the rota say of the month after them."""
    answers, made = folder / "answers.yaml", folder / "shop"
    answers.write_text("".join(f"{name}: {plain(value)}\n" for name, value in shop.answers.items()), encoding="utf-8")
    import_(export, out=made, answers=answers, json=True)
    write_into(made, [Value(path, value, "answer", "the rota") for path, value in shop.rota.items()])
    write_into(made, fitted_values(made, 8))
    day = (START + timedelta(days=KNOWN)).date()
    ahead = [f"placement.trace.generate={{start: {day}, days: {AHEAD}}}", "placement.trace.orders=generate"]
    sides = []
    for changes in ((), shop.changes):
        texts = [parse_override(text, "--set") for text in (*ahead, *changes)]
        found = run(with_values(load(str(made)), texts), replications=REPLICATIONS, jobs=1)
        means = [
            float(np.mean([one or 0.0 for one in found.values(name)]))
            for name in ("on_time_delivery", "cost_per_order")
        ]
        sides.append((means[0], means[1]))
    return _month(sides)


def twin(number: int) -> tuple[Month, Month]:
    """The truth of a shop and the forecast."""
    with tempfile.TemporaryDirectory() as name, redirect_stdout(io.StringIO()):
        folder = Path(name)
        shop, export = drawn(number), folder / "orders.csv"
        return truth(shop, SEED + number, folder, export), forecast(shop, folder, export)


def judged(right: Month, ours: Month) -> dict[str, bool]:
    """Whether a forecast is near enough, and has the directions right; an effect of nothing has no direction."""
    return {
        "on_time": abs(ours.on_time - right.on_time) <= POINTS,
        "cost": abs(ours.cost / right.cost - 1) * 100 <= PERCENT,
        "on_time_sign": abs(right.on_time_effect) < NO_POINTS or ours.on_time_effect * right.on_time_effect > 0,
        "cost_sign": ours.cost_effect * right.cost_effect > 0,
    }


def main() -> None:
    """Print a row a shop, and in how many the forecast was right."""
    shops = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    good = dict.fromkeys(("on_time", "cost", "on_time_sign", "cost_sign"), 0)
    print(
        "shop   on time %: true, forecast   cost: true, forecast   effects: points true, forecast; cost true, forecast"
    )
    for number in range(shops):
        right, ours = twin(number)
        verdict = judged(right, ours)
        good = {name: count + verdict[name] for name, count in good.items()}
        wrong = ", ".join(name for name, fine in verdict.items() if not fine)
        pairs = ((one.on_time, one.cost, one.on_time_effect, one.cost_effect) for one in (right, ours))
        figures = "   ".join(f"{true:8.2f} {said:8.2f}" for true, said in zip(*pairs, strict=True))
        print(f"{number:4} {figures}   {wrong}", flush=True)
    print(f"of {shops}: " + ", ".join(f"{name} {count}" for name, count in good.items()))


if __name__ == "__main__":
    main()
