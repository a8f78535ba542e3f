"""A study is a list of cells; a cell is a resolved configuration, a seed and the number of a replication.

A cell is a pure function's argument, so its key can be a hash: of the canonical JSON of everything its result depends
on (see `scenarios.study.running.versions` for the code's part). Names, titles, notes, the number of workers and the
order of keys in a file are left out, because nothing depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scenarios.document import Experiment
from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.running.observation import EVERYTHING, Observation
from scenarios.study.running.versions import content_hash, digest, versions_behind
from sim.config import SimConfig


@dataclass(frozen=True)
class Cell:
    """One replication to run.

    Parameters
    ----------
    config
        What is simulated.
    world
        Hash of the configuration and of all code and data behind it: everything but the luck.
    seed, replication
        The luck.
    time_limit_minutes
        After which it is given up; None is never. The numbers do not depend on it.
    observation
        Which of its orders count.
    scenario
        Name of the scenario it was asked for; nothing depends on it.
    """

    config: SimConfig
    world: str
    seed: int
    replication: int
    time_limit_minutes: float | None = None
    observation: Observation = EVERYTHING
    scenario: str = ""

    @cached_property
    def key(self) -> str:
        """A name for the result: the same key, the same numbers."""
        return digest(
            {
                "world": self.world,
                "seed": self.seed,
                "replication": self.replication,
                **self.observation.facts(),
            }
        )


def cells(scenario: Scenario, numbers: Iterable[int], observation: Observation | None = None) -> list[Cell]:
    """Return the cells of some replications of a scenario, in their order, observed as its design wants unless given.

    Raises
    ------
    InputError
        If the design is a steady state and which days count is still to be found.
    """
    config, experiment = scenario.config, scenario.experiment
    world = digest(facts(config))
    limit, observed = experiment.time_limit_minutes, observation or designed(experiment)
    return [Cell(config, world, experiment.seed, number, limit, observed, scenario.name) for number in numbers]


def designed(experiment: Experiment) -> Observation:
    """Return what the design of an experiment observes of a replication."""
    if experiment.design == "terminating":
        return EVERYTHING
    for name in ("warm_up_days", "cool_down_days"):
        if getattr(experiment, name) == "automatic":
            raise InputError(f"experiment.{name}: automatic is settled by run, compare and sweep; a number is accepted")
    batches = experiment.batches if experiment.replications == 1 else 0
    return Observation(int(experiment.warm_up_days), int(experiment.cool_down_days), batches)


def run_key(scenario: Scenario, replications: int) -> str:
    """Return the key of a whole run."""
    experiment = scenario.experiment
    return digest(
        {
            **facts(scenario.config),
            "seed": experiment.seed,
            "replications": replications,
            "confidence": experiment.confidence,
            **_design(experiment),
        }
    )


def _design(experiment: Experiment) -> dict[str, Any]:
    """Return what the numbers of a run depend on in its design; nothing where all days count."""
    if experiment.design == "terminating":
        return {}
    return experiment.model_dump(mode="json", include={"design", "warm_up_days", "cool_down_days", "batches"})


def facts(config: SimConfig) -> dict[str, Any]:
    """Return what a result depends on beside its luck; how much memory the log may use is not part of it."""
    values = config.model_dump(mode="json")
    values.pop("log_budget_megabytes", None)
    trace = config.placement.trace
    if trace is not None and trace.path is not None:
        from scenarios.traces import trace_files

        # The content counts, not where it lies; a companion that is not there is told apart by its absence.
        values["placement"]["trace"]["path"] = [_content(file) for file in trace_files(trace)]
        if trace.travel is not None:
            values["placement"]["trace"]["travel"].pop("path")
    return {"config": values, "versions": versions_behind(config)}


def _content(file: Path) -> str:
    """Hash a file under its name."""
    return f"{file.name} {content_hash(file)}"
