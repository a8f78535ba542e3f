"""The merge rules, on a small laboratory of their own."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from scenarios.errors import InputError
from scenarios.overrides import Layers, Override, origin, parse_override, split_reference
from scenarios.resolve import load


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Waves(Strict):
    policy: Literal["waves"] = "waves"
    every_minutes: int = 60


class Greedy(Strict):
    policy: Literal["greedy"] = "greedy"
    patience_minutes: int = 5


class Node(Strict):
    pickers: int = 4
    shifts: list[int] = [8, 16]


class Engine(Strict):
    name: str = "ours"
    params: dict[str, Any] = {}


class Delivery(Strict):
    mode: Literal["fleet", "carrier"] = "fleet"
    vans: int = 3
    solver: Engine = Engine()


class House(Strict):
    days: int = 7
    dispatch: Annotated[Waves | Greedy, Field(discriminator="policy")] = Waves()
    nodes: dict[str, Node] = {"north": Node()}
    rates: dict[str, float] = {"near": 4.0}
    delivery: Delivery = Delivery()
    note: str | None = None


@pytest.fixture
def layers() -> Layers:
    return Layers(House, House().model_dump(mode="json"))


def change(layers: Layers, *texts: str) -> dict[str, Any]:
    layers.override([parse_override(text, "--set") for text in texts])
    return House.model_validate(layers.values).model_dump()


def test_maps_merge_and_scalars_replace(layers: Layers) -> None:
    changed = change(layers, "nodes.north.pickers=9")
    assert changed["nodes"]["north"] == {"pickers": 9, "shifts": [8, 16]}
    assert changed["days"] == 7


def test_lists_replace(layers: Layers) -> None:
    assert change(layers, "nodes.north.shifts=[6]")["nodes"]["north"]["shifts"] == [6]


def test_one_item_of_a_list_can_be_named(layers: Layers) -> None:
    assert change(layers, "nodes.north.shifts.1=20")["nodes"]["north"]["shifts"] == [8, 20]


def test_a_changed_discriminator_replaces_its_block(layers: Layers) -> None:
    change(layers, "dispatch.every_minutes=15")
    assert change(layers, "dispatch.policy=greedy")["dispatch"] == {"policy": "greedy", "patience_minutes": 5}


def test_an_unchanged_discriminator_keeps_its_block(layers: Layers) -> None:
    assert change(layers, "dispatch.every_minutes=15", "dispatch.policy=waves")["dispatch"]["every_minutes"] == 15


def test_the_choice_comes_before_its_tuning_whatever_the_order(layers: Layers) -> None:
    changed = change(layers, "dispatch.patience_minutes=2", "dispatch.policy=greedy")
    assert changed["dispatch"] == {"policy": "greedy", "patience_minutes": 2}


def test_a_new_solver_drops_the_parameters_of_the_old_one(layers: Layers) -> None:
    change(layers, "delivery.solver.params.temperature=3")
    assert change(layers, "delivery.solver.name=other")["delivery"]["solver"] == {"name": "other", "params": {}}


def test_a_mode_beside_independent_settings_keeps_them(layers: Layers) -> None:
    changed = change(layers, "delivery.vans=8", "delivery.mode=carrier")
    assert changed["delivery"]["vans"] == 8


def test_a_new_node_is_written_as_a_map(layers: Layers) -> None:
    assert change(layers, "nodes.south={pickers: 2}")["nodes"]["south"]["pickers"] == 2


def test_null_removes_an_entry_of_a_map_and_sets_an_optional_field(layers: Layers) -> None:
    changed = change(layers, "nodes.south={}", "nodes.north=null", "note=null")
    assert list(changed["nodes"]) == ["south"]
    assert changed["note"] is None


def test_an_empty_map_empties_a_map_of_free_names_and_leaves_a_block_as_it_is(layers: Layers) -> None:
    assert change(layers, "nodes={}")["nodes"] == {}
    assert change(layers, "delivery={}")["delivery"]["vans"] == 3
    half = "inventory_season_end+placement.markdown.off={'2026-06-01': 0.5}"
    assert load(half).config.placement.markdown.off
    assert not load(f"{half}+placement.markdown.off={{}}").config.placement.markdown.off


def test_a_free_name_that_looks_like_a_number_stays_a_name(layers: Layers) -> None:
    assert change(layers, "rates.7=5.5")["rates"]["7"] == 5.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dayz=3", "dayz: unknown path, did you mean days?"),
        ("nodes.nroth.pickers=3", "nodes.nroth: unknown path, did you mean north?"),
        ("nodes.nroth=3", "nodes.nroth: unknown path"),
        ("nodes.north.pikers=3", "did you mean pickers?"),
        ("dispatch.patience_minutes=3", "dispatch.patience_minutes: unknown path"),
        ("days.hours=3", "days.hours: days holds no names"),
        ("nodes.north.shifts.9=3", "the list has 2"),
    ],
)
def test_a_path_that_leads_nowhere_names_its_neighbours(layers: Layers, text: str, words: str) -> None:
    before = House.model_validate(layers.values)
    with pytest.raises(InputError) as caught:
        change(layers, text)
    assert str(caught.value).startswith("--set: ")
    assert words in str(caught.value)
    assert House.model_validate(layers.values) == before


def test_every_value_remembers_where_it_was_written(layers: Layers) -> None:
    layers.override([Override(("nodes", "north", "pickers"), 3, "week.yaml:8")])
    assert origin(layers.origins, ("nodes", "north", "pickers")) == "week.yaml:8"
    assert origin(layers.origins, ("days",)) is None
    change(layers, "nodes.north.pickers=5")
    assert origin(layers.origins, ("nodes", "north", "pickers")) == "--set"


def test_a_replaced_block_forgets_where_its_old_values_came_from(layers: Layers) -> None:
    layers.override([Override(("dispatch", "every_minutes"), 3, "week.yaml:8")])
    change(layers, "dispatch.policy=greedy")
    assert "week.yaml:8" not in layers.origins.values()


def test_a_reference_is_split_only_where_an_override_begins() -> None:
    name, changes = split_reference("my+week.yaml+a.b=1e+3+c=x+y=2")
    assert name == "my+week.yaml"
    assert [(item.path, item.value) for item in changes] == [(("a", "b"), 1000.0), (("c",), "x"), (("y",), 2)]


@pytest.mark.parametrize("text", ["", "a", "=3", "a..b=3", ".a=3", "a=["])
def test_what_is_no_override_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^--set: "):
        parse_override(text, "--set")


def test_of_two_that_choose_the_later_one_stands_whether_by_a_path_or_in_a_block() -> None:
    block, path = "delivery.solver={name: savings, iterations: 3}", "delivery.solver.name=manual"
    assert load("tiny", [block, path]).config.delivery.solver.name == "manual"
    assert load("tiny", [path, block]).config.delivery.solver.name == "savings"
    tuned = load("tiny", ["delivery.solver.iterations=7", "delivery.solver={name: savings}"]).config.delivery.solver
    assert (tuned.name, tuned.iterations) == ("savings", 7)
