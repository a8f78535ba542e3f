"""What a planner may set about fulfilment: nodes, sourcing, picking, packing, labelling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from sim.forms import TimeBeforeMidnight, TimeOfDay
from sim.plugins import PolicyBlock
from sim.settings import (
    Breakdowns,
    Count,
    LastStart,
    Money,
    Name,
    NonNegative,
    OvertimeFactor,
    Positive,
    Settings,
    Share,
    Shift,
    Staffing,
)
from sim.stores.config import StoresConfig

TASKS = ("picking", "packing", "labelling", "inspection")
"""What people of a node do, in the order of the work."""


class SourcingBlock(PolicyBlock):
    """`rule` names a sourcing rule; the other keys are its parameters."""

    group: ClassVar[str] = "orderlab.sourcing"
    kind: ClassVar[str] = "sourcing rule"
    discriminator: ClassVar[str] = "rule"
    methods: ClassVar[tuple[str, ...]] = ("at_nodes", "choose")
    renamed: ClassVar[Mapping[str, str]] = {"placed": "at_nodes"}
    rule: str = "nearest"


PEOPLE = {"picking": "pickers", "packing": "packers", "labelling": "labellers", "inspection": "inspectors"}
"""Task of a node -> field that says how many people are at it."""


class NodeConfig(Settings):
    """A place that holds stock and fulfils orders: people by task, on one roster.

    A station's own `shifts` replace the common roster (`start` to `end`, every day). A store is open while its pickers
    are there; its staff is paid by the shop, and online orders are charged with the time they take.
    """

    kind: Literal["centre", "store"] = Field(
        "centre", description="centre: fulfils what it is told to; store: has walk-in customers, and is asked first"
    )
    excluded: bool = Field(False, description="true: orders are never sent from here")
    most_orders_a_day: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="orders it is given on one day, unless every node is at its cap; none: any number"
    )
    x_kilometres: Annotated[float, Field(ge=-10_000, le=10_000)] = Field(0.0, description="east of the city's centre")
    y_kilometres: Annotated[float, Field(ge=-10_000, le=10_000)] = Field(0.0, description="north of the city's centre")
    hands_over: bool = Field(True, description="a store: whether orders may be collected here")
    hands_over_from: date | None = Field(None, description="a store: date of the first order that may; none: any")
    counter_places: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None,
        description="a store: parcels that stand at its counter, or in its locker, at a time; what comes meanwhile "
        "waits in the back until one is collected or given up; none: any number",
    )
    demand_share: NonNegative = Field(
        1.0,
        description="relative share of the demand its stock is sized for: of the orders among centres, of the walk-ins "
        "among stores",
    )
    pickers: Count = Field(13, description="people picking on the common roster")
    packers: Count = Field(8, description="people packing on the common roster")
    labellers: Count = Field(2, description="label printers with an operator")
    inspectors: Count = Field(2, description="people inspecting returns")
    start: TimeBeforeMidnight = Field("06:00", description="roster starts")
    end: TimeOfDay = Field("22:00", description="roster ends")
    wage_per_hour: NonNegative = Field(14.0, description="cost of one staffed hour, currency")
    wages: dict[str, NonNegative] = Field(
        default_factory=dict,
        description="own wages of picking, packing, labelling or inspection, currency an hour; none: wage_per_hour",
    )
    overtime_factor: OvertimeFactor = 1.25
    last_start_minutes: LastStart = 0.0
    cost_per_year: Money = Field(0.0, description="the site: rent, rates, energy, insurance, currency a year")
    shifts: dict[str, tuple[Shift, ...]] = Field(
        default_factory=dict, description="own shifts of picking, packing, labelling or inspection"
    )
    shifts_on: dict[str, dict[date, tuple[Shift, ...]]] = Field(
        default_factory=dict,
        description="own shifts of picking, packing, labelling or inspection by date, in place of those of its weekday",
    )
    breakdowns: dict[str, Breakdowns] = Field(
        default_factory=dict, description="equipment failures of picking, packing, labelling or inspection"
    )
    queue_limit: Annotated[int, Field(gt=0, le=10**9)] = Field(
        1_000_000, description="waiting orders that stop the run"
    )

    @field_validator("wages", "shifts", "shifts_on", "breakdowns")
    @classmethod
    def _of_tasks(cls, value: dict[str, Any]) -> dict[str, Any]:
        if unknown := [name for name in value if name not in TASKS]:
            raise ValueError(f"{unknown[0]} is no task; accepted: {', '.join(TASKS)}")
        return value

    @model_validator(mode="after")
    def _some_hours(self) -> NodeConfig:
        if self.start == self.end:
            raise ValueError(f"end and start are both {self.start}; all day is 00:00 to 24:00")
        return self

    @model_validator(mode="after")
    def _counter_of_a_store(self) -> NodeConfig:
        if self.counter_places is not None and self.kind != "store":
            raise ValueError("counter_places: a centre has no counter; accepted: none, or kind: store")
        if self.hands_over_from is not None and self.kind != "store":
            raise ValueError("hands_over_from: a centre hands nothing over; accepted: none, or kind: store")
        return self

    def staffed_by(self, task: str) -> str:
        """The setting that says who is at `task`: its own shifts, or a number of people."""
        return f"shifts.{task}" if self.shifts.get(task) else PEOPLE[task]

    def staffing(self, task: str) -> Staffing:
        """Roster and wage of `task`: picking, packing, labelling or inspection."""
        people: int = getattr(self, PEOPLE[task])
        roster = self.shifts.get(task) or (Shift(start=self.start, end=self.end, staff=people),)
        return Staffing(
            shifts=roster,
            shifts_on=self.shifts_on.get(task, {}),
            wage_per_hour=self.wages.get(task, self.wage_per_hour),
            breakdowns=self.breakdowns.get(task),
            overtime_factor=self.overtime_factor,
            last_start_minutes=self.last_start_minutes,
            queue_limit=self.queue_limit,
        )


class PickingConfig(Settings):
    """Pick time grows with lines and units; each line can be picked wrong."""

    minutes_per_order: NonNegative = Field(1.5, description="minutes to start and finish one order")
    minutes_per_line: NonNegative = Field(1.1, description="minutes to walk to and pick one line")
    seconds_per_unit: NonNegative = Field(4.0, description="seconds for each further unit of a line")
    spread: NonNegative = Field(0.35, description="sigma of the lognormal factor on pick time")
    mispick: Share = Field(0.006, description="lines picked wrong (item or quantity)")
    special_preparation_minutes: NonNegative = Field(6.0, description="extra minutes where it was asked for")


class PackingConfig(Settings):
    """Packing, with a quality check that catches some mis-picks."""

    minutes: Positive = Field(2.2, description="mean minutes to pack one parcel")
    spread: NonNegative = Field(0.3, description="sigma of the lognormal factor on packing time")
    quality_check: Share = Field(0.6, description="mis-picked lines noticed and put right at packing")
    check_seconds_per_line: NonNegative = Field(
        8.0, description="seconds to check one line so well that every mis-pick is noticed; less care, less time"
    )
    correction_minutes: NonNegative = Field(5.0, description="minutes to put right what the check has noticed")
    damage: Share = Field(0.006, description="parcels packed so that the goods arrive damaged")
    material_cost: NonNegative = Field(0.65, description="packaging a parcel, currency")


class LabellingConfig(Settings):
    """Label and documents."""

    seconds: Positive = Field(25.0, description="mean seconds to label one parcel")
    document_error: Share = Field(0.01, description="parcels with wrong documents")


class FulfilmentConfig(Settings):
    """Step 3: orders are picked, packed and labelled at nodes."""

    nodes: Annotated[dict[Name, NodeConfig], Field(min_length=1, max_length=2000)] = Field(
        default_factory=lambda: {"north": NodeConfig(x_kilometres=1.5, y_kilometres=3.0)},
        description="nodes by name",
    )
    stores: StoresConfig = Field(default_factory=StoresConfig, description="what holds for every node of kind store")
    sourcing: SourcingBlock = Field(
        default_factory=lambda: SourcingBlock(rule="nearest"), description="which node serves an order"
    )
    split_over_nodes: bool = Field(
        False,
        description="lines that the chosen node lacks are sent from others; false: the customer waits or goes without",
    )
    split_backorders: bool = Field(True, description="ship what is there now; the rest follows")
    look_again_hours: Annotated[float, Field(gt=0, le=8760, allow_inf_nan=False)] | None = Field(
        None,
        description="hours between two looks for another node that has by then what an order waits for; none: it waits "
        "where it is",
    )
    waiting_hours: Annotated[tuple[NonNegative, ...], Field(min_length=2)] | None = Field(
        None,
        description="hours until an order is given to the pickers (goods made, fetched or batched elsewhere: nobody's "
        "work here), at evenly spaced quantiles from 0 to 1",
    )
    waiting_share_of_promise: Annotated[tuple[NonNegative, ...], Field(min_length=2)] | None = Field(
        None,
        description="the same wait as a share of the time promised, instead of waiting_hours: who promises less time "
        "hurries",
    )
    picking: PickingConfig = Field(default_factory=PickingConfig)
    packing: PackingConfig = Field(default_factory=PackingConfig)
    labelling: LabellingConfig = Field(default_factory=LabellingConfig)
    short_message_minutes: Annotated[float, Field(ge=1.0, le=1440.0)] = Field(
        10.0, description="minutes until a short pick reaches the order system"
    )

    @model_validator(mode="after")
    def _somebody_sends(self) -> FulfilmentConfig:
        if not any(self.sends):
            raise ValueError("nodes: none sends orders; accepted: at least one that is not excluded")
        return self

    @field_validator("waiting_hours", "waiting_share_of_promise")
    @classmethod
    def _rising(cls, value: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if value is not None and any(b < a for a, b in pairwise(value)):
            raise ValueError("quantiles must not fall")
        return value

    @property
    def store_numbers(self) -> tuple[int, ...]:
        """Numbers of the nodes of kind store, in the scenario's order."""
        return tuple(number for number, node in enumerate(self.nodes.values()) if node.kind == "store")

    @property
    def sends(self) -> tuple[bool, ...]:
        """Whether orders may be sent from each node, (nodes,)."""
        return tuple(
            not node.excluded and (node.kind == "centre" or self.stores.send_orders) for node in self.nodes.values()
        )

    @property
    def caps(self) -> tuple[int | None, ...]:
        """Orders that each node is given on one day, None where there is no cap, (nodes,)."""
        common = self.stores.offers.most_orders_a_day
        return tuple(
            common if node.kind == "store" and node.most_orders_a_day is None else node.most_orders_a_day
            for node in self.nodes.values()
        )

    @property
    def counts_orders(self) -> bool:
        """Whether it is counted what each node is given to send: for stores, caps, and rules that may ask."""
        return bool(self.store_numbers) or any(self.caps) or self.sourcing.rule != "nearest"
