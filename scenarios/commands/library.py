"""`orderlab new`, `show`, `scenarios` and `solvers`: what there is, and a copy of it to edit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def new(name: str, *, from_: Annotated[str | None, Parameter(name="--from")] = None, kind: str | None = None) -> int:
    """Write a scenario to edit, NAME.yaml: every value with its unit and meaning, or a kind of shop in 40 lines.

    Parameters
    ----------
    name
        Name of the new scenario; the file must not exist yet.
    from_
        The scenario it starts from; city_day unless given.
    kind
        A kind of shop instead: fashion, grocery, parts_b2b or furniture. What is not written has its default.
    """
    import re

    from scenarios.errors import InputError
    from scenarios.finding import library
    from scenarios.kinds import new_of_kind
    from scenarios.resolve import load
    from scenarios.writing import new_document

    stem = name.removesuffix(".yaml")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", stem):
        raise InputError(f"NAME: {name}: not a name, letters, digits, - and _ are accepted")
    if stem in library():
        raise InputError(f"NAME: {stem}: a shipped scenario has this name, another one is accepted")
    if kind is not None and from_ is not None:
        raise InputError("--kind: not accepted with --from, one of them is")
    text = new_document(stem, load(from_ or "city_day", to_run=False)) if kind is None else new_of_kind(stem, kind)
    try:
        # "x" refuses an existing file in one step, so that nothing can appear between looking and writing.
        with Path(f"{stem}.yaml").open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"NAME: {stem}.yaml: exists already and is not overwritten, a new name is accepted") from None
    except OSError as error:
        raise InputError(f"NAME: {stem}.yaml: {os.strerror(error.errno or 0)}, a writable folder is needed") from None
    print(f"{stem}.yaml written. Edit it, then: orderlab run {stem}.yaml")
    return 0


def show(
    scenario: str,
    *,
    resolved: bool = False,
    section: str | None = None,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
) -> int:
    """Print a scenario: as it was written, or with every value resolved and where it comes from.

    Parameters
    ----------
    scenario
        A shipped name or a file; +path=value behind it changes a value.
    resolved
        Print every value, with its unit, meaning and origin.
    section
        Print only what stands at this path and below, resolved: delivery.promise.
    set
        Change one value first: path.to.key=value.
    """
    from scenarios.finding import find
    from scenarios.overrides import split_reference
    from scenarios.resolve import load, refuse_unknown
    from scenarios.writing import section_of, to_yaml

    loaded = load(scenario, set or (), to_run=False)
    if section is not None:
        path = tuple(section.split("."))
        refuse_unknown(loaded, path, None, "--section")
        print(section_of(to_yaml(loaded, origins=True), path), end="")
        return 0
    if resolved or set or "+" in scenario:
        print(to_yaml(loaded, origins=True), end="")
        return 0
    file, _ = find(split_reference(scenario)[0])
    print(file.read_text(encoding="utf-8"), end="")
    return 0


def scenarios() -> int:
    """List the shipped scenarios."""
    from scenarios.finding import library
    from scenarios.resolve import load
    from scenarios.text_tables import text_table

    print(text_table(("scenario", "what it is"), [(name, load(name).header.title) for name in library()]))
    return 0


def solvers() -> int:
    """List the routing solvers: what one iteration is, and what problems they take."""
    from scenarios.errors import one_line
    from scenarios.text_tables import text_table
    from solvers import registry

    rows = []
    for name in registry.names():
        try:
            about = registry.describe(name)
        except (ImportError, ValueError) as error:
            # One broken plug-in must not hide the others.
            rows.append((name, f"cannot be loaded: {one_line(error)}", "", ""))
            continue
        able = ", ".join(str(flag.name).lower() for flag in about.supports)
        rows.append((name, about.summary, about.iteration_unit, able))
    print(text_table(("solver", "what it is", "one iteration", "takes"), rows))
    return 0
