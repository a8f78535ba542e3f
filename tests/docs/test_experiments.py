"""The examples of docs/experiments.md: the scenarios are accepted as they stand, the notebook code runs."""

import re
from pathlib import Path

import pytest

from scenarios import load
from scenarios.document import Sequential

PAGE = Path(__file__).parents[2] / "docs" / "experiments.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SCENARIOS = [text for language, text in BLOCKS if language == "yaml"]


@pytest.mark.parametrize("text", SCENARIOS)
def test_a_scenario_of_the_page_is_accepted(text: str, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(text, encoding="utf-8")
    experiment = load(file).experiment
    assert isinstance(experiment.replications, Sequential) or experiment.design == "steady_state"


@pytest.mark.nightly
def test_the_race_of_the_page_chooses_a_fleet(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = [text for language, text in BLOCKS if language == "python"]
    exec(compile(code, str(PAGE), "exec"), {})
    name, told = capsys.readouterr().out.split(" ", 1)
    assert name.startswith("tiny+delivery.fleet.vans.van.count=")
    assert told.startswith("0.95 (")
