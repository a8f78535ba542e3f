"""Every number of the configuration has bounds in its schema, and values that made nonsense are refused in one line."""

import random
from pathlib import Path
from typing import Any

import pytest
from hostile.leaves import Leaf, leaves, values
from hostile.values import loaded, nonsense, write_house

from scenarios.errors import InputError

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
    "delivery.dispatch.every_minutes=true",
    "delivery.dispatch.every_minutes='4_5'",
    "inventory.policy={policy: newsvendor, overage_cost: 5.0e-324}",
    f"delivery.fleet.vans.van.count=1{'0' * 400}",
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


LEAVES = leaves()


def some(count: int) -> list[tuple[Leaf, Any]]:
    """So many values of leaves spread over the whole configuration, each another one of its leaf."""
    chosen = [LEAVES[number * len(LEAVES) // count] for number in range(count)]
    return [(leaf, (tried := values(leaf))[(7 * number) % len(tried)]) for number, leaf in enumerate(chosen)]


def test_every_number_has_bounds_in_its_schema() -> None:
    numbers = [leaf for leaf in LEAVES if leaf.number]
    assert len(numbers) > 300
    assert [leaf.path for leaf in numbers if leaf.low is None or leaf.high is None] == []


def test_sixty_values_are_refused_in_a_line_or_make_sense(tmp_path: Path) -> None:
    write_house(tmp_path)
    wrong = {(leaf.path, str(value)[:80]): nonsense(leaf.wrap(value), tmp_path) for leaf, value in some(60)}
    assert {case: why for case, why in wrong.items() if why} == {}


@pytest.mark.nightly
@pytest.mark.parametrize("room", sorted({leaf.path.partition(".")[0] for leaf in LEAVES}))
def test_every_leaf_of_a_room_is_refused_in_a_line_or_makes_sense(tmp_path: Path, room: str) -> None:
    """Both ends of every leaf, beyond them, no number, none, and three of the others."""
    write_house(tmp_path)
    rng, wrong = random.Random(room), {}
    for leaf in LEAVES:
        if leaf.path.partition(".")[0] == room:
            first, others = values(leaf)[:6], values(leaf)[6:]
            for value in [*first, *rng.sample(others, 3)]:
                if why := nonsense(leaf.wrap(value), tmp_path):
                    wrong[leaf.path, str(value)[:80]] = why
    assert wrong == {}


@pytest.mark.nightly
def test_hardly_a_number_is_out_of_reach(tmp_path: Path) -> None:
    """The documents that the values stand in are accepted with a value that makes sense: else nothing is tried."""
    write_house(tmp_path)
    numbers = [leaf for leaf in LEAVES if leaf.number]
    reached = 0
    for leaf in numbers:
        low, high = leaf.low or 0.0, leaf.high or 1.0
        value = low + min(1.0, (high - low) / 2)
        try:
            loaded(leaf.wrap(value if float in leaf.kinds else int(value)), tmp_path)
        except InputError:
            continue
        reached += 1
    assert reached >= 0.95 * len(numbers)
