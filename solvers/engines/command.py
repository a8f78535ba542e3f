"""Any program as a solver: the problem goes out as a file, routes come back as one, and the audit says what they cost.

The command is a template whose words may hold `{problem}` (the file to read, in the problem format), `{routes}` (the
file to write, CVRPLIB's `.sol`), `{seconds}`, `{iterations}` and `{seed}`. It runs without a shell, in a folder of its
own, with one thread where libraries ask for it, and is ended when it has used up its CPU seconds.
"""

from __future__ import annotations

import os
import resource
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import ClassVar

import numpy as np

from solvers.instances import InstanceError, read_plan, write_problem
from solvers.problem import REQUIRED, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, ToldError, finish
from solvers.solution import Route

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
WALL = 20
"""Wall seconds a CPU second, after which a program that sleeps is ended too."""
WITHOUT_LIMIT = 3_600
"""CPU seconds of a solve that is counted in iterations."""
FIELDS = ("problem", "routes", "seconds", "iterations", "seed")


@dataclass(frozen=True, slots=True)
class CommandSolver:
    """A program of anybody's: reads a problem, writes routes.

    Parameters
    ----------
    template
        The command, with `{problem}` and `{routes}` in it.
    """

    name: ClassVar[str] = "command"
    supports: ClassVar[Capability] = Capability.everything() & ~Capability.WARM_START
    iteration_unit: ClassVar[str] = "the program's own"

    template: str

    def __post_init__(self) -> None:
        """Refuse a template that cannot be run."""
        try:
            words = shlex.split(self.template)
        except ValueError as error:
            raise ValueError(f"command {self.template!r}: {error}") from None
        for needed in ("{problem}", "{routes}"):
            if not any(needed in word for word in words):
                raise ValueError(f"command {self.template!r}: {needed} is missing, the program needs its place")
        if shutil.which(words[0]) is None:
            raise ValueError(
                f"command {self.template!r}: {words[0]} is no program here, one that can be run is accepted"
            )

    @property
    def files(self) -> list[Path]:
        """The program, and the files that stand in the command behind it: the script of an interpreter, settings."""
        program, *words = shlex.split(self.template)
        return [Path(str(shutil.which(program))).resolve(), *(Path(word).resolve() for word in words if _is_file(word))]

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Run the program once; see `solvers.protocol.Solver`.

        Raises
        ------
        ValueError
            When the template asks for a kind of budget that is not given.
        RuntimeError
            When the program fails, takes too long, or writes no plan.
        """
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            write_problem(place / "problem.json", problem, names=True, coordinates=problem.coordinates is not None)
            self._run(self._words(place, budget, rng), budget, place)
            if not (place / "routes.sol").is_file():
                raise ToldError("it ended well and wrote no routes where {routes} stands")
            try:
                plan = read_plan(place / "routes.sol", problem)
            except InstanceError as error:
                raise ToldError(f"its routes cannot be read: {str(error).removeprefix(folder)}") from None
        left_out = dict.fromkeys(plan.unserved, "left out by the program")
        visited = {stop for route in plan.routes for stop in route.stops}
        for stop in range(1, problem.stops + 1):
            if stop not in visited and problem.prize[stop] == REQUIRED:
                left_out[stop] = "left out by the program"
        return finish(problem, plan.routes, left_out, budget.iterations or 1)

    def _words(self, place: Path, budget: Budget, rng: np.random.Generator) -> list[str]:
        values = {
            "problem": str(place / "problem.json"),
            "routes": str(place / "routes.sol"),
            "seconds": "" if budget.seconds is None else f"{budget.seconds:g}",
            "iterations": "" if budget.iterations is None else str(budget.iterations),
            "seed": str(int(rng.integers(1, 2**31))),
        }
        _, *given = shlex.split(self.template)
        words = []
        for word in given:
            for field in FIELDS:
                if f"{{{field}}}" in word and not values[field]:
                    raise ValueError(f"command {self.template!r}: {{{field}}} is asked for and no {field} are given")
                word = word.replace(f"{{{field}}}", values[field])
            words.append(str(Path(word).resolve()) if _is_file(word) else word)
        # where the program and its files lie does not depend on the folder it is run in
        return [str(self.files[0]), *words]

    def _run(self, words: list[str], budget: Budget, place: Path) -> None:
        seconds = budget.seconds if budget.seconds is not None else WITHOUT_LIMIT
        most = ceil(1.2 * seconds) + 1

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))

        try:
            done = subprocess.run(
                words,
                cwd=place,
                env={**os.environ, **ONE_THREAD},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=WALL * most,
                check=False,
                preexec_fn=limited,
            )
        except subprocess.TimeoutExpired:
            raise ToldError(f"no answer after {WALL * most} seconds") from None
        except OSError as error:
            raise ToldError(f"cannot be run: {error.strerror}") from None
        if done.returncode < 0:
            raise ToldError(f"ended by signal {-done.returncode}, {most} CPU seconds are its limit")
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["and nothing on stderr"])[-1]
            raise ToldError(f"exit code {done.returncode}: {last}")


def _is_file(word: str) -> bool:
    """Whether a word of a command names a file, seen from where the command was typed."""
    try:
        return Path(word).is_file()
    except (OSError, ValueError):  # longer than a path may be
        return False
