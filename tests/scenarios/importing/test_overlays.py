"""Six questions that an imported business is ready for: each runs as it is written, over the horizon it says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.provenance import source
from scenarios.resolve import arms_of, load
from scenarios.traces import tape_source
from tests.made_up_shop import write_export

Run = Callable[..., Any]
PLACES = "Order,Order date,Latitude,Longitude,Article,Quantity,Price\n" + "".join(
    f"A{k},2026-03-{1 + k // 5:02d} {8 + 2 * (k % 5):02d}:30,"
    f"{51.5 + 0.001 * (k % 7)},{-0.1 + 0.001 * (k % 5)},Lamp,1,20\n"
    for k in range(60)
)


@pytest.fixture
def shop(orderlab: Run) -> str:
    write_export(Path("orders_export.csv"), 90)
    answer = orderlab("import", "orders_export.csv", "--out", "shop")
    assert answer.code == 0, answer.err
    assert "one more van: your orders have no places" in answer.out
    return "shop"


def test_each_has_the_horizon_it_says_and_one_alternative(shop: str) -> None:
    files = sorted(Path(shop, "questions").glob("*.yaml"))
    assert [file.stem for file in files] == ["carrier_price", "cut_off", "new_system", "peak", "second_site"]
    for file in files:
        scenario = load(str(file))
        _, alternative = arms_of(scenario)
        config, tape = tape_source(scenario.config)
        assert f"# Horizon: {config.days} days" in file.read_text(encoding="utf-8")
        assert str(config.start) > "2026-04-01"
        assert config.days >= 28
        new = tape(1, 0)
        assert 0.4 * 90 / 90 < new.orders / config.days < 3 * 90 / 90 + 1
        assert alternative.config != scenario.config


@pytest.mark.parametrize("name", ["carrier_price", "new_system", "second_site"])
def test_it_is_asked_in_one_command(orderlab: Run, shop: str, name: str) -> None:
    answer = orderlab("compare", f"{shop}/questions/{name}.yaml", "--replications", 2, "--json")
    assert answer.code == 0, answer.err
    (found,) = json.loads(answer.out)["comparisons"]
    assert found["b"] == name
    profit = found["money"]["profit_a_month"]["mean"]
    assert profit < 0  # dearer parcels, a site and a system that few orders pay for
    rate = ("delivery", "carrier", "rate_per_parcel", "default")
    assert {source(one, rate) for one in arms_of(load(f"{shop}/questions/{name}.yaml"))} == {"our default"}


def test_a_peak_triples_five_days(shop: str) -> None:
    scenario = load(f"{shop}/questions/peak.yaml")
    _, peak = arms_of(scenario)
    usual, more = (sum(tape_source(one.config)[1](1, k).orders for k in range(6)) / 6 for one in (scenario, peak))
    assert 3 < more - usual < 30  # ten more for a shop of one order a day


def test_vans_are_asked_of_a_shop_whose_orders_have_places(orderlab: Run) -> None:
    Path("places.csv").write_text(PLACES, encoding="utf-8")
    assert orderlab("import", "places.csv", "--out", "shop").code == 0
    answer = orderlab("compare", "shop/questions/one_more_van.yaml", "--replications", 1, "--json")
    assert answer.code == 0, answer.err
    (found,) = json.loads(answer.out)["comparisons"]
    assert found["kpis"]["vehicles_used"]["a"] >= 1
    assert found["money"]["bridge"]["cost.vans"] == pytest.approx(-590.0, rel=0.02)


def test_an_edited_question_is_not_written_over_and_is_checked(orderlab: Run, shop: str) -> None:
    file = Path(shop, "questions", "peak.yaml")
    file.write_text(file.read_text(encoding="utf-8").replace("factor: 3", "factor: many"), encoding="utf-8")
    again = orderlab("import", "orders_export.csv", "--out", shop)
    assert again.code == 2
    assert "questions/peak.yaml was changed" in again.err
    found = orderlab("check", shop)
    assert found.code == 2
    assert "questions/peak.yaml" in found.out
    assert "factor" in found.out


def test_a_wrong_scenario_hides_no_unknown_key_of_a_question(orderlab: Run, shop: str) -> None:
    edits = (("scenario.yaml", "cut_off: ", "cut_off: later #"), ("questions/peak.yaml", "days: ", "dayz: "))
    for name, old, new in edits:
        file = Path(shop, name)
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    found = orderlab("check", shop).out.splitlines()
    assert [line.partition(":")[0] for line in found] == ["questions/peak.yaml", "scenario.yaml"]


def test_a_question_says_what_it_asks_after_the_scenario_was_edited(orderlab: Run, shop: str) -> None:
    """8 % of a price that is then put right were 26 % of the right one."""
    file = Path(shop, "scenario.yaml")
    text = file.read_text(encoding="utf-8")
    assert "delivery.carrier.rate_per_parcel: {default: 4.6}" in text
    file.write_text(text.replace("{default: 4.6}", "{default: 3.95}"), encoding="utf-8")
    mine = Path(shop, "questions/peak.yaml")
    mine.write_text(mine.read_text(encoding="utf-8").replace("factor: 3", "factor: 5"), encoding="utf-8")
    answer = orderlab("check", shop)
    assert (answer.code, answer.err) == (0, "")
    assert "Written anew for what the scenario says by now: questions/carrier_price.yaml." in answer.out
    today, dearer = arms_of(load(f"{shop}/questions/carrier_price.yaml"))
    prices = [arm.config.delivery.carrier.rate_per_parcel["default"] for arm in (today, dearer)]
    assert prices == [3.95, pytest.approx(1.08 * 3.95)]
    assert "factor: 5" in mine.read_text(encoding="utf-8")
    assert "Written anew" not in orderlab("check", shop).out
