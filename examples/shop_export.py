"""A made-up shop's export in Shopify's layout: python examples/shop_export.py [orders] [file].

No real data: weekdays, hours, a season, things that are bought together, discounts, refunds and cancellations are
drawn from the seed below, so that everybody who runs it has the same file.
"""

from __future__ import annotations

import csv
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

SEED = 20260301
FIRST = datetime(2026, 1, 5)
DAYS = 90
WEEK = (1.3, 1.1, 1.0, 1.0, 0.95, 0.7, 0.95)
HOURS = np.array([1, 1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 7, 7, 6, 6, 6, 6, 6, 7, 9, 10, 8, 5, 2])
GOODS = {
    "Running shoe": (89.0, 0.9),
    "Running sock": (9.5, 1.4),
    "Rain jacket": (119.0, 0.4),
    "Water bottle": (14.0, 0.8),
    "Head torch": (39.0, 0.3),
    "Energy bar": (2.5, 1.0),
}
TOGETHER = {"Running shoe": ("Running sock", 0.55), "Water bottle": ("Energy bar", 0.6)}
POSTCODES = ("SW1A 1AA", "M1 1AE", "LS1 4DY", "B1 1HQ", "EH1 1RE", "CF10 1EP")
HEADER = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Currency", "Subtotal",
    "Shipping", "Taxes", "Total", "Discount Amount", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Created at", "Cancelled at", "Refunded Amount", "Shipping Zip", "Payment Method",
)  # fmt: skip


def rows(orders: int, seed: int = SEED) -> list[list[str]]:
    """Return the lines of an export of so many orders, the header first."""
    rng = np.random.default_rng(seed)
    days = np.arange(DAYS)
    rate = np.array([WEEK[day % 7] for day in days]) * (1 + 0.003 * days) * rng.gamma(20, 1 / 20, DAYS)
    which = np.sort(rng.choice(days, size=orders, p=rate / rate.sum()))
    names, chances = list(GOODS), np.array([weight for _, weight in GOODS.values()])
    found = [list(HEADER)]
    for number, day in enumerate(which.tolist(), start=1001):
        placed = FIRST + timedelta(
            days=day, hours=int(rng.choice(24, p=HOURS / HOURS.sum())), minutes=rng.uniform(0, 60)
        )
        basket = {str(rng.choice(names, p=chances / chances.sum())): 1 + int(rng.geometric(0.8) - 1)}
        for first, (other, chance) in TOGETHER.items():
            if first in basket and rng.random() < chance:
                basket.setdefault(other, 1 + int(rng.integers(3)))
        found += _order(number, placed, basket, rng)
    return found


def _order(number: int, placed: datetime, basket: dict[str, int], rng: np.random.Generator) -> list[list[str]]:
    goods = sum(GOODS[name][0] * count for name, count in basket.items())
    discount = round(0.1 * goods, 2) if rng.random() < 0.12 else 0.0
    shipping = 0.0 if goods - discount >= 50 else 3.95
    total = goods - discount + shipping
    cancelled = rng.random() < 0.015
    refunded = round(goods / 2, 2) if not cancelled and rng.random() < 0.06 else 0.0
    packed = placed + timedelta(hours=float(rng.gamma(4, 6)))
    person, zip_code = int(rng.integers(4000)), POSTCODES[int(rng.integers(len(POSTCODES)))]
    status = "voided" if cancelled else "partially_refunded" if refunded else "paid"
    first = [
        status, "" if cancelled else _stamp(placed), "" if cancelled else "fulfilled",
        "" if cancelled else _stamp(packed), "GBP", f"{goods - discount:.2f}", f"{shipping:.2f}", f"{total / 6:.2f}",
        f"{total:.2f}", f"{discount:.2f}",
    ]  # fmt: skip
    last = [
        _stamp(placed + timedelta(hours=2)) if cancelled else "", f"{refunded:.2f}", zip_code,
        "PayPal Express Checkout" if person % 3 == 0 else "Shopify Payments",
    ]  # fmt: skip
    lines = []
    for place, (name, count) in enumerate(basket.items()):
        item = [str(count), name, f"{GOODS[name][0]:.2f}", _stamp(placed)]
        head = [f"#{number}", f"customer{person}@example.com"]
        lines.append([*head, *(first if place == 0 else [""] * 10), *item, *(last if place == 0 else [""] * 4)])
    return lines


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000"


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    file = Path(sys.argv[2] if len(sys.argv) > 2 else "orders_export.csv")
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows(many))
    sys.stdout.write(f"{file}: {many} orders\n")
