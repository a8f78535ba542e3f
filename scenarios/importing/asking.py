"""The questions of a folder, written anew for what its scenario says by now.

A question holds numbers made of the scenario's (a price 8 % higher, an eighth of the minutes less). Where those were
changed since, by calibration or by hand, it would ask something else than it says.
"""

from __future__ import annotations

from pathlib import Path

from scenarios.errors import InputError
from scenarios.importing.overlays import Shop, overlays, written
from scenarios.importing.values import MARKS, QUESTIONS, TABLES, changed_since, with_files
from scenarios.resolve import load
from scenarios.traces import read


def questions_anew(folder: Path) -> list[str]:
    """Write the questions anew that nobody has edited; return those that now say something else.

    Where the scenario is wrong itself, all stay as they are.
    """
    names = [f"{QUESTIONS}/{file.name}" for file in sorted((folder / QUESTIONS).glob("*.yaml"))]
    edited = changed_since(folder, names)
    try:
        config = load(str(folder)).config
        shop = Shop(config, read(config, Path()).sales.orders)
    except InputError:
        return []
    texts = {f"{QUESTIONS}/{one.name}.yaml": written(one, shop, str(folder)) for one in overlays(shop)[0]}
    new = {
        name: text
        for name, text in texts.items()
        if name in names and name not in edited and (folder / name).read_text(encoding="utf-8") != text
    }
    for name, text in new.items():
        (folder / name).write_text(text, encoding="utf-8")
    if new:
        (folder / TABLES / MARKS).write_text(with_files(folder, new), encoding="utf-8")
    return list(new)
