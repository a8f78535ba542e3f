"""What stands in a scenario file beside the rooms: its name, what it extends, what it changes, how it is run.

A document is a header (this module), the rooms' blocks (``placement`` to ``aftersales``, whose models live in ``sim``)
and an ``experiment``. The header is read first, because ``extends`` decides what the rest is laid upon.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from scenarios.reading import KeyPath
from sim.config import SimConfig
from sim.forms import NAME
from sim.processing.config import PRESETS

Name = Annotated[str, Field(pattern=NAME, max_length=80)]


class Block(BaseModel):
    """A block of a document: no unknown key, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Precision(Block):
    """How narrow the interval of one KPI shall be."""

    kpi: str = Field(description="key of the KPI, as `orderlab run` prints it")
    half_width: float | None = Field(
        None, ge=1e-9, le=1e9, description="half the width of its interval, in the KPI's unit"
    )
    relative_half_width: float | None = Field(None, gt=0, lt=1, description="the same as a share of the mean")
    of: Literal["value", "difference"] = Field(
        "value", description="the KPI itself, or in `compare` its difference from the baseline"
    )

    @model_validator(mode="after")
    def _one_width(self) -> Precision:
        if (self.half_width is None) == (self.relative_half_width is None):
            raise ValueError("either half_width or relative_half_width is needed")
        return self


class Sequential(Block):
    """As many replications as it takes, between two bounds."""

    min: int = Field(10, ge=2, le=100_000, description="replications before the first look; below 10 is dear")
    max: int = Field(100, ge=2, le=100_000, description="replications at which it stops in any case")
    until: Literal["clear"] | Precision | Annotated[list[Precision], Field(min_length=1)] = Field(
        description="what is enough; of several everything; clear: `compare` knows its answer"
    )

    @property
    def watched(self) -> list[Precision]:
        """What is to be narrow."""
        if isinstance(self.until, str):
            return []
        return self.until if isinstance(self.until, list) else [self.until]

    @model_validator(mode="after")
    def _ordered(self) -> Sequential:
        if self.max < self.min:
            raise ValueError(f"max {self.max} is below min {self.min}")
        return self


class Experiment(Block):
    """How often and with which random numbers a scenario is run."""

    replications: Annotated[int, Field(ge=1, le=100_000)] | Sequential = Field(
        5, description="independent replications, or {min, max, until}"
    )
    seed: int = Field(20261122, ge=0, lt=2**63, description="seed of every random stream")
    jobs: int = Field(0, ge=0, le=4096, description="worker processes; 0 is one for each core")
    confidence: float = Field(0.95, gt=0.5, lt=1, description="coverage of the intervals")
    time_limit_minutes: float | None = Field(
        60.0, gt=0, le=100_000, description="minutes after which a replication is given up; null is never"
    )
    design: Literal["terminating", "steady_state"] = Field(
        "terminating", description="terminating: every day counts; steady_state: those of a business that has settled"
    )
    warm_up_days: Annotated[int, Field(ge=0, le=3660)] | Literal["automatic"] = Field(
        "automatic", description="steady state: days at the start that do not count; automatic finds them by MSER-5"
    )
    cool_down_days: Annotated[int, Field(ge=0, le=3660)] | Literal["automatic"] = Field(
        "automatic",
        description="steady state: days at the end that do not count; automatic: as many as 99 % of orders take",
    )
    batches: int = Field(
        20, ge=2, le=10_000, description="steady state with one replication: parts it is cut into for its intervals"
    )
    one_off_cost: float = Field(
        0.0,
        ge=0,
        le=1e12,
        description="cost of going over to this scenario, once, currency; a comparison says when it is back",
    )
    late_order_cost: float | None = Field(
        None,
        ge=0,
        le=1e9,
        description="what a late order costs in lost custom, currency; a comparison tells profit with it too",
    )
    kpis: list[str] = Field(
        default_factory=list,
        max_length=40,
        description="KPIs that the question is about: every comparison shows them below its headline, differ or not",
    )
    margins: dict[str, Annotated[float, Field(ge=0, le=1e12)]] = Field(
        default_factory=dict, description="KPI -> difference that does not matter, in its unit: `equal` in a comparison"
    )
    compare_to: str | None = Field(None, description="scenario it is compared with unless another is named")


class Arm(Block):
    """An alternative of a scenario: what it is called, and what it changes."""

    title: str = Field("", max_length=80, description="what it is called in a sentence")
    set: dict[str, Any] = Field(default_factory=dict, description="dotted path -> value")


class Header(Block):
    """The keys of a document that are not rooms."""

    schema_version: Literal[1, 2] = Field(2, alias="schema", description="version of this format")
    name: Name = Field(description="name of the scenario, letters, digits, - _ .")
    title: str = Field("", max_length=200, description="one line for a list")
    notes: str = Field("", max_length=20_000, description="what it is for, and what was assumed")
    extends: str | None = Field(None, description="shipped scenario, or file beside this one, it starts from")
    set: dict[str, Any] = Field(default_factory=dict, description="dotted path -> value")
    arms: dict[Name, Arm] = Field(
        default_factory=dict, description="alternatives that `orderlab compare` compares, the first as the baseline"
    )
    sweep: dict[str, Any] = Field(default_factory=dict, description="dotted path -> list of values, and zip")

    @field_validator("arms")
    @classmethod
    def _told_apart(cls, arms: dict[str, Arm]) -> dict[str, Arm]:
        seen: dict[str, str] = {}
        for name, arm in arms.items():
            if arm.title and arm.title in seen:
                raise ValueError(f"{name}: its title is that of {seen[arm.title]} too; accepted: one of its own")
            seen[arm.title] = name
        return arms

    @field_validator("sweep")
    @classmethod
    def _lists(cls, sweep: dict[str, Any]) -> dict[str, Any]:
        for path, values in sweep.items():
            if path != "zip" and not (isinstance(values, list) and values):
                raise ValueError(f"{path}: must be a list of at least one value")
        zipped = sweep.get("zip", [])
        if not isinstance(zipped, list) or not all(isinstance(group, dict) and group for group in zipped):
            raise ValueError("zip must be a list of maps, each path -> list")
        for group in zipped:
            if not all(isinstance(values, list) and values for values in group.values()):
                raise ValueError("zip: every path needs a list of at least one value")
            if len({len(values) for values in group.values()}) > 1:
                raise ValueError("zip: the lists of one group must be equally long")
        return sweep


class Laboratory(SimConfig):
    """All that dotted paths can reach: the rooms of the simulator, what is to be kept, and the experiment."""

    targets: dict[str, str] = Field(default_factory=dict, description='KPI -> limit it has to keep, as ">= 0.95"')
    experiment: Experiment = Field(default_factory=Experiment)

    @field_validator("targets", mode="before")
    @classmethod
    def _limits(cls, targets: Any) -> Any:
        for kpi, limit in targets.items() if isinstance(targets, dict) else ():
            if isinstance(limit, int | float):
                raise ValueError(f'{kpi}: {limit} is not accepted, use ">= {limit}" or "<= {limit}"')
        return targets

    def simulation(self) -> SimConfig:
        """Return the part a replication depends on."""
        return SimConfig.model_validate({name: getattr(self, name) for name in SimConfig.model_fields})


PRESETS_BY_PATH: dict[KeyPath, dict[str, Any]] = {
    ("processing", "automation"): {name: switches.model_dump() for name, switches in PRESETS.items()},
}
"""Values that are short for a block, so that ``--set processing.automation.entry=true`` changes one switch of three."""

HEADER_KEYS = tuple(field.alias or name for name, field in Header.model_fields.items())
