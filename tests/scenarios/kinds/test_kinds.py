"""Kinds of shop: a page each, which runs as it is written and is such a shop."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.kinds import kinds
from scenarios.resolve import load

Run = Callable[..., Any]


def test_there_are_four() -> None:
    assert kinds() == ["fashion", "furniture", "grocery", "parts_b2b"]


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_is_a_page_that_loads_under_its_new_name(orderlab: Run, kind: str) -> None:
    answer = orderlab("new", "mine", "--kind", kind)
    assert answer.code == 0, answer.err
    text = Path("mine.yaml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    assert "{name}" not in text
    scenario = load("mine.yaml")
    assert scenario.header.name == "mine"
    assert sum(channel.share for channel in scenario.config.placement.channels.values()) == pytest.approx(1)


@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("fashion", {"return_rate": (0.25, 0.4), "fill_rate": (0.85, 1), "utilisation.picking.north": (0.3, 0.9)}),
        ("grocery", {"first_attempt_success": (0.85, 1), "drops_per_hour": (2, 6), "fill_rate": (0.9, 1)}),
        ("parts_b2b", {"return_rate": (0.03, 0.12), "utilisation.order_desk": (0.15, 0.9), "profit_margin": (0, 0.3)}),
        ("furniture", {"drops_per_hour": (0.8, 2.5), "on_time_delivery": (0.85, 1), "profit_margin": (0, 0.3)}),
    ],
)
def test_it_is_such_a_shop(orderlab: Run, kind: str, limits: dict[str, tuple[float, float]]) -> None:
    assert orderlab("new", "mine", "--kind", kind).code == 0
    answer = orderlab("run", "mine.yaml", "--replications", 1, "--set", "days=7", "--json")
    assert answer.code == 0, answer.err
    kpis = json.loads(answer.out)["kpis"]
    for key, (low, high) in limits.items():
        assert low <= kpis[key]["mean"] <= high, key


def test_wrong_words_are_one_line(orderlab: Run) -> None:
    unknown = orderlab("new", "mine", "--kind", "fashon")
    assert unknown.code == 2
    assert "fashion" in unknown.err
    both = orderlab("new", "mine", "--kind", "fashion", "--from", "tiny")
    assert both.code == 2
    assert not Path("mine.yaml").exists()
