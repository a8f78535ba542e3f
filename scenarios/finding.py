"""Where scenarios are found: the shipped ones by name, files and imported folders by path."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from scenarios.errors import InputError, nearest

FOLDER_SCENARIO = "scenario.yaml"
"""The scenario that a folder stands for, as `orderlab import` writes it."""
SUFFIXES = (".yaml", ".yml", ".toml")


def library() -> dict[str, Path]:
    """Return the shipped scenarios by name."""
    folder = files("scenarios") / "library"
    found = (Path(str(item)) for item in folder.iterdir() if item.name.endswith(".yaml"))
    return {file.stem: file for file in sorted(found)}


def shipped_labels() -> frozenset[str]:
    """Return what the shipped files are called in messages and origins."""
    return frozenset(f"{name}.yaml" for name in library())


def find(name: str, beside: Path | None = None) -> tuple[Path, str]:
    """Find the file of a scenario and how to call it in a message.

    Raises
    ------
    InputError
        If neither a shipped scenario nor a file has the name.
    """
    shipped = library()
    if name in shipped:
        return shipped[name], f"{name}.yaml"
    folder = beside or Path()
    for candidate in (
        folder / name / FOLDER_SCENARIO,
        folder / name,
        *(folder / f"{name}{suffix}" for suffix in SUFFIXES),
    ):
        if candidate.is_file():
            if candidate.suffix not in SUFFIXES:
                raise InputError(f"{candidate}: not a scenario, a file ending in {', '.join(SUFFIXES)} is accepted")
            # A copy of a shipped file must be told apart from it, in messages and in origins.
            return candidate, f"./{candidate}" if str(candidate) in shipped_labels() else str(candidate)
    raise InputError(f"SCENARIO: {name}: no such scenario or file, {nearest(name, shipped)}, or a path to a YAML file")
