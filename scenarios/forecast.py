"""A forecast in a file: orders by date and channel, read before anything runs and written into the scenario.

A CSV file with a header: ``date`` (ISO 8601), ``orders``, and ``channel`` where each channel is told by itself.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from scenarios.errors import InputError
from scenarios.files import read_limited
from sim.placement.config import EVERY_CHANNEL

MOST_BYTES = 20_000_000
NEEDED = ("date", "orders")
ACCEPTED = (*NEEDED, "channel")


def read_forecast(file: Path) -> dict[str, dict[str, float]]:
    """Return date -> channel (``all`` where none is told) -> orders.

    Raises
    ------
    InputError
        With file, line and column, for what is not understood.
    """
    try:
        text = read_limited(file, MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 text ({error.reason}), a CSV file is accepted") from None
    rows = csv.reader(io.StringIO(text), strict=True)
    header = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in NEEDED if name not in header]
    unknown = [name for name in header if name not in ACCEPTED]
    if missing or unknown or len(set(header)) < len(header):
        odd = unknown or [name for name in header if header.count(name) > 1]
        what = f"{missing[0]}: this column is missing" if missing else f"{odd[0]}: this column is one too many"
        raise InputError(f"{file}:1: {what}, accepted: date and orders, and channel where each is told by itself")
    table: dict[str, dict[str, float]] = {}
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                _take(table, dict(zip(header, row, strict=False)), f"{file}:{rows.line_num}")
    except csv.Error as error:
        raise InputError(f"{file}:{rows.line_num}: {error}, a CSV file is accepted") from None
    return table


def _take(table: dict[str, dict[str, float]], row: dict[str, str], where: str) -> None:
    written = row.get("date", "").strip()
    try:
        day = date.fromisoformat(written).isoformat()
    except ValueError:
        raise InputError(f"{where}: date: {written!r} is not accepted, a date as 2026-11-27 is") from None
    amount = row.get("orders", "").strip()
    try:
        orders = float(amount)
    except ValueError:
        orders = -1.0
    if not 0 <= orders <= 1e7:
        raise InputError(f"{where}: orders: {amount!r} is not accepted, a number from 0 to 10000000 is")
    channel = row.get("channel", EVERY_CHANNEL).strip() or EVERY_CHANNEL
    of_day = table.setdefault(day, {})
    if channel in of_day:
        raise InputError(f"{where}: channel: {channel} of {day} stands there twice, once is accepted")
    of_day[channel] = orders
