"""What ships and stands beside what a file names is told, and what ships alone is not."""

from pathlib import Path

import pytest

from scenarios import load
from scenarios.beside_yours import beside_yours

TWO = "fulfilment: {nodes: {east: {pickers: 2}, west: {pickers: 1}"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            f"{TWO}}}}}\n",
            [
                "beside fulfilment.nodes of yours (east, west) north of ours stands: "
                "fulfilment.nodes.north: null leaves it out"
            ],
        ),
        (f"{TWO}, north: null}}}}\n", []),
        ("fulfilment: {nodes: {north: {pickers: 3}}}\n", []),
        (
            "placement: {channels: {web: {share: 0.7}, phone: {share: 0.3}, app: null}}\n",
            [
                "beside placement.channels of yours (web, phone) 2 of ours stand (email, store): "
                "placement.channels.email: null leaves it out"
            ],
        ),
    ],
)
def test_entries_of_ours_beside_those_of_a_file_are_told(tmp_path: Path, text: str, lines: list[str]) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)
    assert beside_yours([load(str(mine)), load(f"{mine}+days=2")]) == lines


@pytest.mark.parametrize("name", ["tiny", "tiny+placement.channels.web.share=0.9", "city_day", "ted_baker"])
def test_what_ships_and_what_is_changed_by_a_word_is_not(name: str) -> None:
    assert beside_yours([load(name)]) == []


def test_channels_of_which_a_forecast_tells_no_orders_are_told() -> None:
    def told(orders: str) -> list[str]:
        return beside_yours([load("tiny", [f"placement.demand.by_day={{'2026-03-02': {orders}}}"])])

    assert told("{web: 50, app: 20}") == [
        "email, phone, store have no orders: placement.demand.by_day does not name them"
    ]
    assert told("{web: 50, app: 20, email: 0, phone: 3, store: 4}") == told("{all: 70}") == []
