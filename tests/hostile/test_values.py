"""Every number of the configuration has bounds in its schema, and values that made nonsense are refused in one line."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from scenarios.document import Laboratory

REFUSED = (
    "fulfilment.picking.minutes_per_order=1e15",
    "fulfilment.picking.minutes_per_order=1e308",
    "fulfilment.picking.minutes_per_order=-1",
    "placement.catalogue.price=1e14",
    "start=9999-12-31",
    "start=0",
    "inventory.opening_days=1e12",
    "fulfilment.nodes.north.labellers=1e15",
    "delivery.fleet.service_minutes=1e308",
    "delivery.fleet.speed_kilometres_per_hour=1e-9",
    "delivery.dispatch.every_minutes=1e-6",
    "placement.addresses.customers=1000000000",
    "delivery.fleet.vans.van.count=1000000000",
    "placement.demand.hour_of_day={}",
    "placement.channels.phone.staffed=NO",
    "days=1_0",
    "days=true",
    "days='7'",
    "experiment.compare_to=99:99",
    "aftersales.satisfaction.late=1e15",
    "aftersales.returns={restockable: 1, scrapped: 1}",
    "delivery.carrier={delivery_start: '20:00', delivery_end: '08:00'}",
    "fulfilment.nodes={'': {}}",
    "fulfilment.nodes={a.b: {}}",
    'fulfilment.nodes={"\\u001b[2J": {}}',
    'fulfilment.nodes={"\\u202eabc": {}}',
    f"fulfilment.nodes={{{'n' * 81}: {{}}}}",
    "delivery.fleet.vans={'a.b': {count: 1, capacity_litres: 900}}",
    "placement.channels={'a.b': {share: 1}}",
)


@pytest.mark.parametrize("change", REFUSED)
def test_a_value_that_makes_no_sense_is_refused_in_one_line(orderlab, change: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("show", "tiny", "--resolved", "--set", change)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("--set: ")
    assert answer.err.count("\n") == 1
    assert answer.err.rstrip("\n").isprintable()
    assert len(answer.err) < 500


@pytest.mark.parametrize(("change", "words"), [("customers", "64.0 GB"), ("vans", "2,000.0 GB")])
def test_what_takes_memory_is_refused_with_an_estimate(orderlab, change: str, words: str) -> None:  # type: ignore[no-untyped-def]
    path = {"customers": "placement.addresses.customers", "vans": "delivery.fleet.vans.van.count"}[change]
    assert f"1e+09 {change} take about {words}" in orderlab("show", "tiny", "--set", f"{path}=1000000000").err


def numbers(annotation: Any, about: list[Any], path: str, seen: set[type]) -> Iterator[tuple[str, list[Any]]]:
    """Every number that an annotation leads to, with all that bounds it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from numbers(inner, [*about, *more], path, seen)
    elif get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from numbers(member, about, path, seen)
    elif get_origin(annotation) in (tuple, list, dict, set):
        members = [member for member in get_args(annotation) if member is not Ellipsis]
        for member in members[1:] if get_origin(annotation) is dict else members:
            yield from numbers(member, [], f"{path}[]", seen)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            seen.add(annotation)
            for name, field in annotation.model_fields.items():
                yield from numbers(field.annotation, list(field.metadata), f"{path}.{name}".lstrip("."), seen)
    elif annotation in (int, float):
        yield path, [part for one in about for part in (one, *getattr(one, "metadata", ()))]


LEAVES = list(numbers(Laboratory, [], "", set()))


def test_every_number_has_bounds_in_its_schema() -> None:
    assert len(LEAVES) > 150
    for path, about in LEAVES:
        for one, other in (("ge", "gt"), ("le", "lt")):
            bounded = any(getattr(part, key, None) is not None for part in about for key in (one, other))
            assert bounded, f"{path}: no {one} and no {other}"
