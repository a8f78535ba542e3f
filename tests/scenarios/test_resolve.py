from pathlib import Path

import pytest
from own_policy import HOURLY

from scenarios import load
from scenarios.errors import InputError
from scenarios.finding import library
from scenarios.resolve import with_experiment
from scenarios.scenario import located


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_every_shipped_scenario_loads_and_says_what_it_is() -> None:
    assert {"city_day", "tiny"} <= set(library())
    for name in library():
        scenario = load(name)
        assert scenario.header.name == name
        assert scenario.header.title


def test_a_value_comes_from_the_nearest_layer(tmp_path: Path) -> None:
    write(tmp_path, "base.yaml", "extends: tiny\nplacement: {demand: {orders_per_day: 90}}\n")
    file = write(
        tmp_path,
        "week.yaml",
        "schema: 1\nextends: base\ndays: 3\nset:\n  placement.baskets.lines: 1.5\n  delivery.mode: carrier\n",
    )
    scenario = load(f"{file}+placement.baskets.lines=4", ["days=2"])
    assert scenario.config.placement.demand.orders_per_day == 90
    assert scenario.config.placement.baskets.lines == 4
    assert scenario.config.delivery.mode == "carrier"
    assert scenario.config.days == 2
    assert scenario.config.placement.catalogue.items == load("tiny").config.placement.catalogue.items


def test_every_value_remembers_its_file_and_line(tmp_path: Path) -> None:
    file = write(tmp_path, "week.yaml", "extends: tiny\ndays: 3\nset:\n  placement.baskets.lines: 1.5\n")
    origins = load(file, ["currency=EUR"]).origins
    assert origins[("days",)] == f"{file}:2"
    assert origins[("placement", "baskets", "lines")] == f"{file}:4"
    assert origins[("currency",)] == "--set"
    assert origins[("placement", "catalogue", "items")].startswith("tiny.yaml:")
    assert ("tracking", "missed_scans") not in origins


def test_toml_says_the_same_as_yaml(tmp_path: Path) -> None:
    yaml = write(tmp_path, "a.yaml", "extends: tiny\nstart: 2026-05-04\nset: {delivery.dispatch: {policy: waves}}\n")
    toml = write(
        tmp_path, "a.toml", 'extends = "tiny"\nstart = 2026-05-04\n[set]\n"delivery.dispatch" = {policy = "waves"}\n'
    )
    assert load(yaml).config == load(toml).config


def test_a_changed_policy_drops_the_parameters_of_the_old_one(tmp_path: Path) -> None:
    write(tmp_path, "hourly.py", HOURLY)
    policy = f"{tmp_path / 'hourly.py'}::Hourly"
    before = "tiny+delivery.dispatch.every_minutes=20"
    assert load(before).config.delivery.dispatch.model_extra == {"every_minutes": 20}
    assert load(before, [f"delivery.dispatch.policy={policy}"]).config.delivery.dispatch.model_extra == {}
    tuned = load(before, ["delivery.dispatch.offset_minutes=5", f"delivery.dispatch.policy={policy}"])
    assert tuned.config.delivery.dispatch.model_extra == {"offset_minutes": 5}


def test_one_switch_of_the_automation_preset_can_be_turned() -> None:
    switches = load("tiny+processing.automation=manual+processing.automation.entry=true").config.processing.switches
    assert (switches.entry, switches.verification, switches.status_updates) == (True, False, False)


def test_a_file_is_found_by_its_stem_and_a_shipped_name_stays_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "mine.yaml", "extends: tiny\ndays: 2\n")
    write(tmp_path, "tiny.yaml", "extends: city_day\ndays: 5\n")
    assert load("mine").config.days == 2
    assert load("tiny").config.days == 1
    assert load("./tiny.yaml").config.days == 5


def test_the_experiment_can_be_changed_and_is_checked() -> None:
    scenario = with_experiment(load("tiny"), replications=2, seed=7, jobs=None)
    assert (scenario.experiment.replications, scenario.experiment.seed) == (2, 7)
    assert scenario.config == load("tiny").config
    with pytest.raises(InputError, match=r"^--replications: replications: 0 is not accepted"):
        with_experiment(load("tiny"), replications=0)


BAD_DOCUMENTS = [
    ("placment: {}\n", 1, "placment: unknown key, did you mean placement?"),
    ("schema: 3\n", 1, "schema: 3 is not accepted"),
    ("name: no spaces\n", 1, "name: 'no spaces' is not accepted"),
    ("days: 3\nplacement:\n  demand:\n    orders_per_dya: 3\n", 4, "did you mean orders_per_day?"),
    ("placement:\n  demand:\n    orders_per_day: many\n", 3, "orders_per_day: 'many' is not accepted, it should be a"),
    ("placement:\n  demand: {orders_per_day: -5}\n", 2, "it should be greater than 0 (mean orders a day"),
    ("placement: 3\n", 1, "placement: 3 is not accepted, it should be a map"),
    ("delivery:\n  mode: flet\n", 2, "delivery.mode: 'flet' is not accepted, did you mean fleet? accepted:"),
    ("delivery:\n  dispatch: {policy: wavess}\n", 2, "did you mean waves"),
    ("delivery:\n  dispatch: {policy: waves, every_minuts: 3}\n", 2, "every_minuts: unknown parameter"),
    ("delivery:\n  solver: {name: numbaa}\n", 2, "delivery.solver.name: "),
    ("delivery:\n  solver: {name: savings, params: {zeal: 3}}\n", 2, "delivery.solver.params: "),
    ("fulfilment:\n  nodes:\n    a: {start: '25:00'}\n", 3, "fulfilment.nodes.a.start: '25:00' is not accepted"),
    ("fulfilment:\n  nodes: {a: {pickers: -1}}\n", 2, "fulfilment.nodes.a.pickers: -1 is not accepted"),
    ("placement: {demand: {hour_of_day: [1, 2]}}\n", 1, "it should have at least 24 entries"),
    ("set:\n  placement.demand.orders_per_dya: 3\n", 2, "did you mean orders_per_day?"),
    ("set:\n  '.x': 3\n", 2, "set..x: not a path"),
    ("extends: nowhere\n", 1, "extends: nowhere: no such scenario or file"),
    ("extends: week\n", 1, "extends: goes in a circle"),
    ("sweep:\n  delivery.mode: fleet\n", 2, "must be a list"),
    ("sweep: {zip: [{days: [1, 2], start: [1]}]}\n", 1, "the lists of one group must be equally long"),
    ("experiment: {replications: {min: 5, max: 2, until: {kpi: a, half_width: 1}}}\n", 1, "max 2 is below min 5"),
    ("placement:\n  demand: {orders_per_day: true}\n", 2, "true and false are not accepted"),
    ("start: -1\n", 1, "it should be a date such as"),
    (f"title: {'t' * 300}\n", 1, "is not accepted, it should have at most 200 characters (one line for a list)"),
    ("experiment: {seed: -1}\n", 1, "experiment.seed: -1 is not accepted"),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD_DOCUMENTS, ids=[words for _, _, words in BAD_DOCUMENTS])
def test_a_bad_document_is_one_line_with_file_line_field_and_what_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "week.yaml", text)
    with pytest.raises(InputError) as caught:
        load("week.yaml")
    message = str(caught.value)
    assert message.startswith(f"week.yaml:{line}: ")
    assert words in message
    assert "\n" not in message


def test_several_complaints_are_counted(tmp_path: Path) -> None:
    file = write(tmp_path, "week.yaml", "days: -1\nfollow_up_days: x\ncurrency: pounds\n")
    with pytest.raises(InputError, match=r"\(and 2 more\)$"):
        load(file)


def test_a_sweep_over_an_unknown_path_is_refused_before_anything_runs(tmp_path: Path) -> None:
    file = write(tmp_path, "week.yaml", "extends: tiny\nsweep:\n  delivery.slover.name: [manual]\n")
    with pytest.raises(InputError, match=r"sweep.delivery.slover.*did you mean solver\?"):
        load(file)


def test_an_unknown_scenario_names_its_neighbours() -> None:
    with pytest.raises(InputError, match=r"^SCENARIO: city_dya: .*did you mean city_day\?"):
        load("city_dya")


def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a scenario"):
        load(write(tmp_path, "orders.csv", "a,b\n"))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("days: too many", "--set: days: too many"),
        ("currency: unknown", "tiny.yaml:"),
        ("picking.north: nobody", "tiny: picking.north: nobody"),
        ("orders.csv:7: placed: no time", "orders.csv:7: placed: no time"),
        ("--set: placement.trace.path: missing", "--set: placement.trace.path: missing"),
        ("something without a place", "tiny: something without a place"),
    ],
)
def test_a_rooms_complaint_is_placed_where_the_value_was_written(message: str, line: str) -> None:
    assert located(message, load("tiny", ["days=2"])).startswith(line)


def test_a_key_of_an_earlier_version_is_refused_with_what_to_write_instead() -> None:
    with pytest.raises(InputError, match=r"inventory\.lead_time_spread: is written otherwise now, .*lead_time_law"):
        load("tiny", ["inventory.lead_time_spread=0.3"])
