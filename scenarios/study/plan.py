"""A study is a list of cells; a cell is a resolved configuration, a seed and the number of a replication.

A cell is a pure function's argument, so its key can be a hash: of the canonical JSON of everything its result depends
on, the version of the code included. Names, titles, notes, the number of workers and the order of keys in a file are
left out, because nothing depends on them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.resolve import Scenario
from sim.config import SimConfig


@dataclass(frozen=True)
class Cell:
    """One replication to run."""

    config: SimConfig
    seed: int
    replication: int

    @cached_property
    def key(self) -> str:
        """A name for the result: the same key, the same numbers."""
        return digest({"config": facts(self.config), "seed": self.seed, "replication": self.replication})


def facts(config: SimConfig) -> dict[str, Any]:
    """Return what a result depends on in a configuration; how much memory the log may use is not part of it."""
    values = config.model_dump(mode="json")
    values.pop("log_budget_megabytes", None)
    trace = config.placement.trace
    if trace is not None and trace.path is not None:
        from scenarios.traces import trace_files

        # The content counts, not where it lies; a companion that is not there is told apart by its absence.
        values["placement"]["trace"]["path"] = [_content(file) for file in trace_files(trace)]
    return values


def _content(file: Path) -> str:
    """Hash a file under its name."""
    return f"{file.name} {hashlib.blake2b(file.read_bytes(), digest_size=8).hexdigest()}"


def digest(content: dict[str, Any]) -> str:
    """Hash the canonical JSON of `content` together with the version of the code."""
    canonical = json.dumps({**content, "code": version("orderlab")}, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=8).hexdigest()


def cells(scenario: Scenario, numbers: range) -> list[Cell]:
    """Return the cells of some replications of a scenario, in their order."""
    config = scenario.config
    return [Cell(config, scenario.experiment.seed, number) for number in numbers]


def run_key(scenario: Scenario, replications: int) -> str:
    """Return the key of a whole run."""
    content = {
        "config": facts(scenario.config),
        "seed": scenario.experiment.seed,
        "replications": replications,
        "confidence": scenario.experiment.confidence,
    }
    return digest(content)
