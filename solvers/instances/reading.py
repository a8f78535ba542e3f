"""Reading an instance file, of whichever format it turns out to be."""

from __future__ import annotations

from pathlib import Path

from solvers.instances.cordeau import looks_like_cordeau, read_cordeau
from solvers.instances.json_files import read_json
from solvers.instances.li_lim import looks_like_li_lim, read_li_lim
from solvers.instances.lines import InstanceError, Lines
from solvers.instances.problem_files import problem_from
from solvers.instances.sections import HEADERS, SECTIONS
from solvers.instances.solomon import read_solomon
from solvers.instances.vroom import looks_like_vroom, read_vroom
from solvers.instances.vrplib import read_vrplib
from solvers.problem import RoutingProblem

ACCEPTED = (
    "CVRPLIB and VRPLIB .vrp, Solomon's, Li and Lim's and Cordeau's .txt, "
    "problem .json and VROOM .json files are accepted"
)
ENDINGS = (".vrp", ".txt", ".json")
"""How the names of instance files end, small or capital."""


def read_instance(path: Path | str, *, unrounded: bool = False) -> RoutingProblem:
    """Read a VRPLIB file (TSPLIB's, CVRPLIB's or PyVRP's dialect), Solomon's, Li and Lim's, Cordeau's, or JSON.

    Parameters
    ----------
    path
        The file, in UTF-8, UTF-16 or Latin-1.
    unrounded
        Keep four decimals of each distance, for sets whose best-known costs are of unrounded distances; else distances
        are rounded as the format's convention says.

    Raises
    ------
    InstanceError
        When the file is missing, of an unknown format, wrong in any field, or asks for what is not supported.
    """
    lines = Lines(Path(path))
    if lines.text.lstrip().startswith("{"):
        if unrounded:
            raise lines.wrong(1, "format", "JSON holds whole numbers already, --unrounded needs a .vrp or .txt file")
        found = read_json(lines)
        if "format" in found:
            return problem_from(lines, found)
        if looks_like_vroom(found):
            return read_vroom(lines, found)
        raise lines.wrong(1, "format", f"JSON of this shape is not supported here, {ACCEPTED}")
    rows = lines.rows
    first = rows[0][0] if rows else 1
    for _, row in rows[:40]:
        if row.upper() in ("VEHICLE", "CUSTOMER") or row.upper().startswith("CUST NO"):
            return read_solomon(lines, unrounded)
        word = row.replace(":", " ").split(None, 1)[0].upper() if row.strip(": ") else ""
        if word != "NAME" and word != "VEHICLES" and word in (*HEADERS, *SECTIONS):
            return read_vrplib(lines, unrounded)
    if looks_like_li_lim([row for _, row in rows[:2]]):
        return read_li_lim(lines)
    if looks_like_cordeau([row for _, row in rows[:2]]):
        return read_cordeau(lines)
    raise lines.wrong(first, "format", f"unknown, {ACCEPTED}")


def instance_files(folder: Path | str) -> list[Path]:
    """The instance files of a folder, by name; `InstanceError` where it holds none."""
    found = sorted(file for file in Path(folder).iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    if not found:
        raise InstanceError(f"{folder}: folder: holds no instance, {', '.join(ENDINGS)} files are accepted")
    return found
