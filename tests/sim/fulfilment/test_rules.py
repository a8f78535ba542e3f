"""Sourcing rules: each against what it promises, worked out the long way over random nodes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from stores import business, ran

from sim.fulfilment.sites import sites
from sim.fulfilment.sourcing import Request, Site
from sim.kpis import evaluate
from sim.plugins import PluginError, find, names
from sim.records import Records, RecordsView
from sim.units import DAY

RULES = ("nearest", "centres_first", "fewest_parcels", "cheapest", "load_balance", "rationing")


class Network:
    """Random nodes, stock and an order."""

    def __init__(self, seed: int, nodes: int = 7, lines: int = 4) -> None:
        rng = np.random.default_rng(seed)
        self.places = tuple((int(x), int(y)) for x, y in rng.integers(-9, 9, (nodes, 2)))
        self.stock = rng.integers(0, 4, (nodes, 12))
        self.records = RecordsView(Records(self.stock, (0,) * nodes))
        costs = rng.integers(0, 3, nodes).tolist()
        self.sites = tuple(Site(bool(rng.integers(2)), int(rng.integers(1, 3)), float(cost), 0.5) for cost in costs)
        items, units = rng.choice(12, lines, replace=False).tolist(), rng.integers(1, 3, lines).tolist()
        closed = tuple(rng.choice(nodes, 2, replace=False).tolist())
        given = tuple(rng.integers(0, 4, nodes).tolist())
        self.request = Request(2, -3, tuple(items), tuple(units), closed, given, self.sites)
        self.open = [node for node in range(nodes) if node not in closed]

    def choice(self, rule: str, **parameters: float) -> int:
        return int(
            find("orderlab.sourcing", rule)(**parameters).at_nodes(self.places).choose(self.request, self.records)
        )

    def lines(self, node: int, keep: int = 0) -> set[int]:
        wanted = zip(self.request.items, self.request.quantities, strict=True)
        return {item for item, units in wanted if self.stock[node, item] >= units + keep}

    def way(self, node: int) -> int:
        x, y = self.places[node]
        return (x - self.request.x) ** 2 + (y - self.request.y) ** 2


SEEDS = pytest.mark.parametrize("seed", range(40))


def test_those_are_all_that_come_along() -> None:
    assert set(names("orderlab.sourcing")) >= set(RULES)


@SEEDS
def test_most_lines_then_what_the_rule_looks_at_then_the_way(seed: int) -> None:
    net = Network(seed)
    first = {
        "nearest": lambda node: 0.0,
        "centres_first": lambda node: float(net.sites[node].is_store),
        "load_balance": lambda node: net.request.given[node] / net.sites[node].people,
        "cheapest": lambda node: net.sites[node].per_order + 1e-3 * 0.7 * net.way(node) ** 0.5,
    }
    for rule, key in first.items():
        parameters = {"cost_per_kilometre": 0.7} if rule == "cheapest" else {}
        expected = min(net.open, key=lambda node, key=key: (-len(net.lines(node)), key(node), net.way(node), node))
        assert net.choice(rule, **parameters) == expected, rule


@SEEDS
def test_rationing_spares_the_last_units_where_another_has_more(seed: int) -> None:
    net = Network(seed, lines=2)
    keeps = [node for node in net.open if len(net.lines(node, keep=1)) == 2]
    expected = min(keeps, key=net.way) if keeps else net.choice("nearest")
    assert net.way(net.choice("rationing", threshold=1)) == net.way(expected)


@SEEDS
def test_fewest_parcels_names_a_node_of_a_smallest_set(seed: int) -> None:
    net = Network(seed)
    everything = set().union(*(net.lines(node) for node in net.open))
    node = net.choice("fewest_parcels")
    for size in range(1, len(net.open) + 1):
        sets = [some for some in combinations(net.open, size) if set().union(*map(net.lines, some)) == everything]
        if sets:
            assert any(node in some for some in sets)
            return


@pytest.mark.parametrize(("spared", "node"), [(1.5, 0), (2.5, 1)])
def test_a_store_is_spared_markdown_at_the_price_stated(spared: float, node: int) -> None:
    """The centre is 2 cheaper for one unit."""
    records = RecordsView(Records(np.full((2, 1), 5), (0, 0)))
    about = Site(False, 1, 1.0, 1.0), Site(True, 1, 2.5, 1.5)
    rule = find("orderlab.sourcing", "cheapest")(markdown_avoided=spared).at_nodes(((0, 0), (0, 0)))
    assert rule.choose(Request(0, 0, (0,), (1,), (), (0, 0), about), records) == node


def test_what_an_order_costs_at_a_node_is_its_time_at_the_wages_there() -> None:
    config = business(
        {"fulfilment.stores": {"offers": {"incentive": 2.0}}, "fulfilment.nodes.shop1.wages": {"picking": 60.0}}
    )
    centre, _, shop, _ = sites(config)
    picking, packing, labelling = (getattr(config.fulfilment, name) for name in ("picking", "packing", "labelling"))
    minutes = picking.minutes_per_order + packing.minutes + labelling.seconds / 60
    assert centre.per_order == pytest.approx(minutes * 14 / 60)
    assert shop.per_order == pytest.approx(minutes * 14 / 60 + picking.minutes_per_order * 46 / 60 + 2.0)
    assert shop.per_line == pytest.approx(picking.minutes_per_line)


@pytest.mark.parametrize("rule", RULES)
def test_a_business_runs_with_every_rule_and_nothing_leaves_an_excluded_node(rule: str) -> None:
    outcome = ran(
        {
            "fulfilment.sourcing": {"rule": rule}, "fulfilment.split_over_nodes": True,
            "fulfilment.nodes.shop0.excluded": True, "fulfilment.nodes.centre.most_orders_a_day": 20,
            "placement.baskets": {"lines": 2.5, "quantity": 1.0}, "inventory.opening_days": 1.0,
        }
    )  # fmt: skip
    parcels = outcome.log.fulfilments.arrays()
    nodes = parcels["node"][parcels["released"] >= 0]
    assert 1 not in nodes
    assert {0, 2} <= set(nodes.tolist())


def test_lines_over_nodes_are_parcels_more_and_sales_saved() -> None:
    base: dict[str, object] = {
        "placement.baskets": {"lines": 3.0, "quantity": 1.0}, "inventory.opening_days": 1.0,
        "inventory.lead_time_days": 3000.0,
        "inventory.out_of_stock": {"wait": 0.0, "drop_line": 1.0, "cancel_order": 0.0},
    }  # fmt: skip
    waits, splits = (evaluate(ran({**base, "fulfilment.split_over_nodes": split})) for split in (False, True))
    assert splits["lost_sales"] < waits["lost_sales"]
    assert splits["split_rate"] > waits["split_rate"]


def test_a_rule_that_names_a_closed_node_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text(
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Stubborn:\n"
        "    def at_nodes(self, nodes):\n        return self\n"
        "    def choose(self, request, records):\n        return 1\n"
    )
    with pytest.raises(
        PluginError,
        match=r"shop0 is closed to this order; accepted: 0 \(centre\), 2 \(shop1\).* \(fulfilment.sourcing\)$",
    ):
        ran({"fulfilment.sourcing": {"rule": f"{stubborn}::Stubborn"}, "fulfilment.nodes.shop0.excluded": True})


def test_a_day_off_and_a_cap_give_way_where_nobody_else_is_left() -> None:
    everybody = {f"fulfilment.nodes.{name}.most_orders_a_day": 1 for name in ("centre", "shop0", "shop1", "shop2")}
    outcome = ran(everybody)
    parcels = outcome.log.fulfilments.arrays()
    assert np.count_nonzero(parcels["node"][parcels["released"] >= 0] == 0) > 60


def test_orders_given_yesterday_are_not_counted_today(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file, seen = tmp_path / "counting.py", tmp_path / "given"
    file.write_text(
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Counting:\n"
        "    def at_nodes(self, nodes):\n        return self\n\n"
        "    def choose(self, request, records):\n"
        f"        with open({str(seen)!r}, 'a') as file:\n            print(sum(request.given), file=file)\n"
        "        return 0\n"
    )
    rule = {"fulfilment.sourcing": {"rule": f"{file}::Counting"}, "days": 3, "inventory.opening_days": 50.0}
    outcome = ran({**rule, "delivery.carrier": {"lost": 0.0}, "inventory.lead_time_days": 90.0})
    given = [int(line) for line in seen.read_text().split()]
    confirmed = outcome.log.orders.arrays()["confirmed"]
    days = np.unique(confirmed[confirmed >= 0] // DAY).size
    assert given.count(0) == days, "nobody was given anything before the first order of a day"
