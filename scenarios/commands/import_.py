"""`orderlab import`: a shop's export becomes a business that can be run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter


def import_(
    *files: Path,
    out: Path,
    layout: str | None = None,
    map: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    ask: bool = False,
    answers: Path | None = None,
    exact_places: bool = False,
    json: bool = False,
) -> int:
    """Read a shop's export and write a folder with a scenario to edit and clean tables.

    Parameters
    ----------
    files
        Orders, and what there is beside them (lines, customers, payments ...); CSV, TSV or Excel, .gz allowed;
        several of a kind are months.
    out
        Folder to write; new, empty, or of an import before.
    layout
        Shopify, WooCommerce, Magento and others are recognised; this names a layout, or a mapping.yaml of yours.
    map
        What a column means, in place of what was guessed: meaning=COLUMN, for instance placed=Bought.
    set
        How files are read: placement.trace.KEY=value.
    ask
        Ask the questions on which money hangs.
    answers
        A file with answers, as an import writes one.
    exact_places
        Keep coordinates and postcodes as they are; else they are rounded to 500 metres.
    json
        Print what was understood as one JSON document.
    """
    import json as written

    from scenarios.errors import InputError
    from scenarios.importing.answers import questions, settled_answers
    from scenarios.importing.baseline import baseline
    from scenarios.importing.folder import refuse_taken, write_folder
    from scenarios.importing.questions import asked_at_the_terminal, read_answers
    from scenarios.importing.reading import understand
    from scenarios.importing.screen import screen
    from scenarios.importing.tables import key_of, tables
    from scenarios.traces.sales import summary

    if not files:
        raise InputError("FILES: no file is named, the files of a shop's export are accepted")
    refuse_taken(out, [answers] if answers is not None else [])
    changes = dict(_pair(text) for text in map or ())
    given: dict[str, Any] = read_answers(answers) if answers is not None else {}
    settings = list(set or ())
    if given.get("tax_rate_percent"):
        settings.insert(0, f"placement.trace.tax_rate={float(given['tax_rate_percent']) / 100}")
    if given.get("currency"):
        settings.insert(0, f"placement.trace.currency={given['currency']}")
    understood = understand(files, layout, changes, settings)
    wanted = questions(understood.sales)
    if ask:
        given = asked_at_the_terminal(wanted, given)
    settled = settled_answers(wanted, given)
    values = baseline(understood, wanted, settled)
    clean = tables(understood, key_of(files), exact_places=exact_places)
    refused = write_folder(out, understood, clean, values, wanted, settled)
    if json:
        document = {
            "layout": understood.found.name,
            **summary(understood.sales),
            "values": {value.path: value.mark for value in values},
            "folder": str(out),
            "currency": understood.sales.currency,
            "notes": understood.sales.notes.sentences,
        }
        print(written.dumps(document, indent=2))
        return 0
    print(screen(understood, values))
    print(*(f"Not ready to ask: {one}." for one in refused), sep="\n", end="\n" if refused else "")
    print(f"Questions ready to ask: orderlab compare {out}/questions/NAME.yaml ({', '.join(_asked(out))})")
    stamped = understood.sales.orders[["shipped", "delivered"]].null_count().sum_horizontal()[0]
    fit = f"orderlab calibrate {out}, then " if stamped < 2 * understood.sales.orders.height else ""
    print(f"\n{out} written. Read {out}/scenario.yaml, then: {fit}orderlab run {out}")
    return 0


def _asked(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "questions").glob("*.yaml"))


def _pair(text: str) -> tuple[str, str]:
    from scenarios.errors import InputError

    meaning, equals, column = text.partition("=")
    if not equals or not meaning.strip():
        raise InputError(f"--map: {text}: not a mapping, meaning=COLUMN is accepted")
    return meaning.strip(), column.strip()
