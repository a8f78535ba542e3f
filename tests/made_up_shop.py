"""The made-up shop of examples/, as large as a test wants it."""

import csv
import runpy
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "examples" / "shop_export.py"


def write_export(file: Path, orders: int, seed: int | None = None) -> None:
    made = runpy.run_path(str(PROGRAM))
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(made["rows"](orders, made["SEED"] if seed is None else seed))
