"""What the rooms hand to one another: orders with their lines, and the parcels that leave for them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class Line:
    number: int  # in its order
    row: int  # on the tape
    item: int
    ordered: int
    price: int  # of a unit
    charged: int  # for a unit: by mistake another price than that
    unallocated: int  # neither promised, nor waited for, nor cancelled


Parts = dict[Line, int]
"""Units of some lines of one order."""


@dataclass(eq=False)
class Order:
    number: int
    priority: int
    lines: list[Line]
    address_wrong: bool
    stamps: dict[str, int]
    parcels: int = 0
    open: int = 0  # parcels on their way and lines that still hope for stock
    at_counter: int = 0  # parcels that wait for the customer in a store
    waiting: int = 0  # of which lines
    held_back: dict[int, Parts] = field(default_factory=dict)  # promised by nodes, waits until the rest is there
    let_go: bool = False  # something of it was given to pickers or offered to a store
    left_stores: bool = False  # no further store is asked
    late: bool = False
    complained: bool = False
    faulty: bool = False
    incomplete: bool = False
    attempt_failed: bool = False
    called_off: bool = False  # the customer cancelled a parcel of it
    credit: int = 0  # paid for what was lost and is to be sent again
    sent_again: set[int] = field(default_factory=set)  # parcels

    @property
    def value(self) -> int:
        return sum(line.ordered * line.price for line in self.lines)


@dataclass(eq=False)
class Parcel:
    row: int  # in the table of fulfilments
    order: Order
    node: int
    ref: int  # number in its order
    parts: Parts
    stamps: dict[str, int]
    volume: int
    attempts: int = 0
    cancelled: bool = False  # by its customer, before it left with a van whose planner did not know
    known_since: int = 0  # on the dock, as the order system has it

    @property
    def units(self) -> int:
        return sum(self.parts.values())

    @property
    def value(self) -> int:
        return sum(units * line.charged for line, units in self.parts.items())
