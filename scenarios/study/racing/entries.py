"""What a race is over: instances times budgets times seeds times solvers, in the order they are solved."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scenarios.errors import InputError
from scenarios.files import MEGABYTE, read_limited
from scenarios.study.racing.versions import problem_hash, solver_version
from solvers import RoutingProblem
from solvers.instances import ENDINGS, InstanceError, read_instance
from solvers.instances.city_set import CITY_WAVES, city_waves, published_cost
from solvers.registry import available

WAVES = "waves:"
"""`waves:STOPS:COUNT` names COUNT generated city waves of STOPS stops."""
MOST_STOPS = 10_000
"""Stops of a generated wave, whose roads are matrices, and waves of a set."""
ACCEPTED = f"a file, a folder, NAME=PATTERN, waves:STOPS:COUNT or {CITY_WAVES}"


@dataclass(frozen=True, slots=True)
class Task:
    """One solve of a race."""

    instance: str
    """A file, or `waves:STOPS:SEED` for a generated one."""
    set: str
    solver: str
    seconds: float | None
    """Budget in CPU seconds; None where it is counted in iterations."""
    seed: int
    solver_version: str
    problem_hash: str
    iterations: int | None = None
    """Budget in the solver's own iterations; None where it is counted in seconds."""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells its row from others, wherever the instance lies."""
        return self.problem_hash, self.solver, self.solver_version, self.seconds, self.iterations, self.seed


def entrants(sets: Iterable[str]) -> list[tuple[str, str]]:
    """The (set, instance) pairs that folders, files, patterns and waves name, once each; else a ValueError."""
    found: list[tuple[str, str]] = []
    for one in sets:
        if one == CITY_WAVES:
            found += [(one, f"{WAVES}{stops}:{seed}") for stops, seed in city_waves()]
            continue
        if one.startswith(WAVES):
            words = one.removeprefix(WAVES).split(":")
            if not (1 <= len(words) <= 2 and all(word.isdigit() and int(word) > 0 for word in words)):
                raise ValueError(f"set: {one!r} is not accepted, use waves:STOPS or waves:STOPS:COUNT")
            if int(words[0]) > MOST_STOPS or int(words[-1]) > MOST_STOPS:
                need = int(words[0]) ** 2 * 16 / 1e9
                accepted = f"at most {MOST_STOPS} stops and waves are accepted"
                raise ValueError(f"set: {one!r}: roads of {need:,.1f} GB a wave, {accepted}")
            count = int(words[1]) if len(words) == 2 else 1
            found += [(f"waves-{words[0]}", f"{WAVES}{words[0]}:{seed}") for seed in range(1, count + 1)]
            continue
        path, (name, _, pattern) = Path(one), one.partition("=")
        if path.is_file():
            found.append((path.parent.name, str(path)))
        elif path.is_dir():
            found += _instances(path.name, one, path.iterdir())
        elif name and pattern:
            found += _instances(name, pattern, Path(pattern).parent.glob(Path(pattern).name))
        else:
            raise ValueError(f"set: {one} does not exist, {ACCEPTED} is accepted")
    return list(dict.fromkeys(found))


def _instances(name: str, where: str, files: Iterable[Path]) -> list[tuple[str, str]]:
    kept = sorted(str(file) for file in files if file.suffix.lower() in ENDINGS)
    if not kept:
        raise ValueError(f"set: {where} holds no instance, {', '.join(ENDINGS)} files are accepted")
    return [(name, file) for file in kept]


def tasks(
    sets: Iterable[str],
    solvers: Sequence[str],
    seconds: Sequence[float],
    seeds: Sequence[int],
    iterations: Sequence[int] = (),
    known: Mapping[str, str] | None = None,
) -> list[Task]:
    """All solves, interleaved: short budgets first, and the solvers side by side.

    `iterations` are further budgets; `known` are versions of solvers that no name leads to.

    Raises
    ------
    ValueError
        For a set or a solver that does not exist; an `InstanceError` for a file that cannot be read.
    """
    pairs = entrants(sets)
    versions = dict(known or {})
    for solver in solvers:
        if solver not in versions:
            versions[solver] = "" if available(solver) else solver_version(solver)
    hashes = {instance: problem_hash(problem_of(instance)) for _, instance in pairs}
    for instance in hashes:
        best_known(instance)  # a table that cannot be read is refused now, not in the first worker
    budgets: list[tuple[float | None, int | None]] = [(one, None) for one in seconds]
    budgets += [(None, one) for one in iterations]
    return [
        Task(instance, group, solver, limit, seed, versions[solver], hashes[instance], count)
        for limit, count in budgets
        for seed in seeds
        for group, instance in pairs
        for solver in solvers
    ]


def problem_of(instance: str) -> RoutingProblem:
    """The problem of a task's instance: read from its file, or generated."""
    if instance.startswith(WAVES):
        from solvers.city import city_wave

        stops, seed = instance.removeprefix(WAVES).split(":")
        return city_wave(int(stops), int(seed))
    return read_instance(instance)


def best_known(instance: str) -> float | None:
    """The best-known cost from `bks.csv` beside the file; of a generated wave, the published one."""
    if instance.startswith(WAVES):
        stops, seed = instance.removeprefix(WAVES).split(":")
        return published_cost(int(stops), int(seed))
    path = Path(instance)
    return _table(path.parent).get(path.stem.lower())


@cache
def _table(folder: Path) -> dict[str, float]:
    file = folder / "bks.csv"
    if not file.is_file():
        return {}
    table = {}
    rows = csv.DictReader(best_known_text(file).splitlines())
    try:
        for row in rows:
            if row["bks_cost"]:
                table[row["instance"].lower()] = float(row["bks_cost"])
    except (KeyError, ValueError, AttributeError, csv.Error):
        accepted = "columns instance and bks_cost, a number or nothing, are accepted"
        raise InstanceError(f"{file}:{rows.line_num}: bks_cost: cannot be read, {accepted}") from None
    return table


def best_known_text(file: Path) -> str:
    """A table of best known costs as text.

    Raises
    ------
    InputError
        If it is no text, or more than a table can be.
    """
    try:
        return read_limited(file, LARGEST_TABLE).decode()
    except UnicodeDecodeError:
        raise InputError(f"{file}: is no text, UTF-8 is accepted") from None


LARGEST_TABLE = 16 * MEGABYTE
